import pino from 'pino';
import { env } from './env';

/** What must never reach a log line, wherever it stands in the logged object. */
const secrets = [
  'password',
  'token',
  'link',
  'authorization',
  'cookie',
  'secret',
  'sessionToken',
  'secretAccessKey',
];

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error'>;

const store = globalThis as { tributaryLog?: pino.Logger };

/** One logger for the process: Next bundles instrumentation, routes and actions apart, so it lives on globalThis. */
export function log(): Log {
  store.tributaryLog ??= pino({
    level: env().LOG_LEVEL,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
  });
  return store.tributaryLog;
}
