import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CANARY_ROLE, doorbellVariables, SANDBOX_OPERATOR } from '@/sandbox/operator';

export function demoPorts(first?: number) {
  return first === undefined
    ? { app: 3000, aws: 4566, console: 4567 }
    : { app: first, aws: first + 1, console: first + 2 };
}

/** The environment of the demo's processes: what an operator would set, pointed at this machine and the sandbox. */
export function demoEnvironment(at: { data: string; ports: ReturnType<typeof demoPorts> }) {
  const aws = `http://127.0.0.1:${at.ports.aws}`;
  return {
    PORT: String(at.ports.app),
    HOSTNAME: '127.0.0.1',
    BASE_URL: `http://127.0.0.1:${at.ports.app}`,
    DATABASE_URL: `sqlite:${at.data}/tributary.db`,
    AUTH_SECRET: keptSecret(`${at.data}/auth-secret`),
    AWS_ENDPOINT_URL: aws,
    AWS_CONSOLE_URL: `http://127.0.0.1:${at.ports.console}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: SANDBOX_OPERATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SANDBOX_OPERATOR.secretAccessKey,
    OPERATOR_PRINCIPAL_ARN: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root`,
    OPERATOR_CANARY_ROLE_ARN: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:role/${CANARY_ROLE}`,
    TEMPLATE_BASE_URL: `${aws}/tributary-templates`,
    ...doorbellVariables(aws),
    DEMO: '1',
    LOG_LEVEL: 'warn',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/** Made at the first start and kept, so that people stay signed in over a second one. */
function keptSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(36).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}
