import { randomBytes, randomUUID } from 'node:crypto';
import { createAws } from './aws/create';
import type { Ctx, Settings } from './context';
import { getDatabase } from './db/client';
import { env } from './env';
import { getJobs } from './jobs/open';
import { log } from './log';

/** The installation's settings, from the environment. */
export function settings(): Settings {
  const e = env();
  return {
    baseUrl: e.BASE_URL.replace(/\/$/, ''),
    authSecret: e.AUTH_SECRET,
    demo: e.DEMO,
    holdsMail: e.SMTP_URL === undefined && !e.DEMO,
    operatorPrincipalArn: e.OPERATOR_PRINCIPAL_ARN ?? null,
    canaryRole: canaryOf(e.OPERATOR_CANARY_ROLE_ARN),
    templateBaseUrl: e.TEMPLATE_BASE_URL?.replace(/\/$/, '') ?? null,
    doorbell:
      e.DOORBELL_TOPIC_ARN === undefined || e.DOORBELL_QUEUE_URL === undefined
        ? null
        : { topicArn: e.DOORBELL_TOPIC_ARN, queueUrl: e.DOORBELL_QUEUE_URL },
    consoleUrl: e.AWS_CONSOLE_URL?.replace(/\/$/, '') ?? null,
    stackPollSeconds: e.STACK_POLL_SECONDS,
    assumeRolePerSecond: e.ASSUME_ROLE_PER_SECOND,
  };
}

function canaryOf(arn: string | undefined): Settings['canaryRole'] {
  const [, accountId, roleName] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn ?? '') ?? [];
  return accountId === undefined || roleName === undefined ? null : { accountId, roleName };
}

/** The real implementations behind a context; who acts is added by whoever calls. */
export function serverDeps(): Omit<Ctx, 'actor'> {
  const db = getDatabase();
  return {
    db,
    aws: createAws(),
    jobs: getJobs(),
    settings: settings(),
    log: log(),
    now: () => new Date(),
    newId: () => randomUUID(),
    newSecret,
  };
}

/** Of links, and the external ID of a connection: 256 bits that nobody can guess, in characters that AWS takes in an external ID. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
