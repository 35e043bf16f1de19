import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { templatePlace } from './aws/templates/place';

/** A variable or the file that NAME_FILE points at (container secrets). */
function read(name: string): string | undefined {
  const file = process.env[`${name}_FILE`];
  const value = file ? readFileSync(file, 'utf8').trim() : process.env[name]?.trim();
  return value === '' ? undefined : value;
}

const url = (protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
    message: `must be an address that starts with ${protocols.join(' or ')}`,
  });
const flag = z.enum(['0', '1'], { message: 'must be 0 or 1' }).transform((value) => value === '1');

const schema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)./, 'must be sqlite:./path/file.db or postgres://…')
    .default('sqlite:./data/tributary.db'),
  MIGRATE_DATABASE_URL: z.string().optional(),
  BASE_URL: url(['http:', 'https:']).default('http://127.0.0.1:3000'),
  // Signs sessions and encrypts links: with less than 32 characters it could be guessed.
  AUTH_SECRET: z.string().min(32, 'must have 32 characters or more (make one with: openssl rand -base64 48)'),
  SMTP_URL: url(['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z.string().default('Tributary <tributary@localhost>'),
  AWS_ENDPOINT_URL: url(['http:', 'https:']).optional(),
  AWS_CONSOLE_URL: url(['http:', 'https:']).optional(),
  OPERATOR_PRINCIPAL_ARN: z
    .string()
    .regex(
      /^arn:aws:iam::\d{12}:(root|role\/[\w+=,.@/-]+|user\/[\w+=,.@/-]+)$/,
      'must be the ARN of an account root, role or user',
    )
    .optional(),
  OPERATOR_CANARY_ROLE_ARN: z
    .string()
    .regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@-]{1,64}$/, 'must be the ARN of an IAM role without a path')
    .optional(),
  TEMPLATE_BASE_URL: url(['http:', 'https:']).optional(),
  DOORBELL_TOPIC_ARN: z
    .string()
    .regex(
      /^arn:aws:sns:us-east-1:\d{12}:[\w-]{1,256}$/,
      'must be the ARN of an SNS topic in us-east-1: CloudFormation publishes only in the Region of the stack',
    )
    .optional(),
  DOORBELL_QUEUE_URL: url(['http:', 'https:']).optional(),
  WORKER: z.enum(['app', 'off'], { message: 'must be app or off' }).default('app'),
  DEMO: flag.default(false),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  STACK_POLL_SECONDS: z.coerce.number().min(0.2).max(60).default(3),
  // STS allows 600 calls a second to an account and Region (its default quota), shared with whatever else the account does.
  ASSUME_ROLE_PER_SECOND: z.coerce.number().min(1).max(300).default(25),
  TRUSTED_PROXY: flag.default(false),
});

export type Env = z.infer<typeof schema>;

/** Every variable that is read, as the documents must name it. */
export const variableNames: readonly string[] = Object.keys(schema.shape);

/** What is wrong with the environment, a line for each variable; thrown before anything is served. */
export class EnvironmentError extends Error {
  constructor(readonly problems: string[]) {
    super(`Tributary cannot start. Fix these variables:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

/** Reads and checks a whole environment. Throws EnvironmentError with every problem at once, never a value of a secret. */
export function readEnv(): Env {
  const raw: Record<string, string | undefined> = {};
  const problems: string[] = [];
  for (const name of Object.keys(schema.shape)) {
    try {
      raw[name] = read(name);
    } catch {
      problems.push(`${name}_FILE: the file cannot be read`);
    }
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = String(issue.path[0]);
      problems.push(`${name}: ${raw[name] === undefined ? 'is missing' : issue.message}`);
    }
  }
  if (raw.AWS_CONSOLE_URL && !raw.AWS_ENDPOINT_URL) {
    problems.push('AWS_CONSOLE_URL: stands beside AWS_ENDPOINT_URL, which is missing');
  }
  problems.push(...templateProblems(raw), ...doorbellProblems(raw));
  if (!parsed.success || problems.length > 0) throw new EnvironmentError(problems);
  return parsed.data;
}

/** CloudFormation takes templates from S3 alone, and customers get links to what lies there. */
function templateProblems(raw: Record<string, string | undefined>): string[] {
  const { TEMPLATE_BASE_URL: base, AWS_ENDPOINT_URL: endpoint } = raw;
  if (base === undefined || !URL.canParse(base) || templatePlace(base, endpoint ?? null)) return [];
  return [
    'TEMPLATE_BASE_URL: must be an address in S3, as in https://bucket.s3.us-east-1.amazonaws.com/folder, with nothing after it',
  ];
}

/** https://sqs.us-east-1.amazonaws.com/<account>/<name>, or the same path at AWS_ENDPOINT_URL. */
const QUEUE_PATH = /^\/\d{12}\/[\w-]{1,80}$/;

function doorbellProblems(raw: Record<string, string | undefined>): string[] {
  const { DOORBELL_TOPIC_ARN: topic, DOORBELL_QUEUE_URL: queue, AWS_ENDPOINT_URL: endpoint } = raw;
  if (topic === undefined && queue === undefined) return [];
  if (topic === undefined) return ['DOORBELL_TOPIC_ARN: stands beside DOORBELL_QUEUE_URL, and is missing'];
  if (queue === undefined) return ['DOORBELL_QUEUE_URL: stands beside DOORBELL_TOPIC_ARN, and is missing'];
  if (!URL.canParse(queue) || (endpoint !== undefined && !URL.canParse(endpoint))) return [];
  const { origin, pathname, search, username } = new URL(queue);
  const expected = endpoint === undefined ? 'https://sqs.us-east-1.amazonaws.com' : new URL(endpoint).origin;
  if (origin === expected && QUEUE_PATH.test(pathname) && search === '' && username === '') return [];
  return [`DOORBELL_QUEUE_URL: must be the URL of an SQS queue, as in ${expected}/123456789012/name`];
}

let known: Env | undefined;

/** The environment, read at the first use: a build needs no secrets. */
export function env(): Env {
  known ??= readEnv();
  return known;
}
