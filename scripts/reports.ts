/**
 * Looks at the reports in a bucket with the code of the app, for operators and for support.
 * Exit code: 0 a valid report was found, 2 none was, 1 it could not look.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  AwsAccountId,
  AwsRegion,
  accountOfRole,
  BucketName,
  formatAccountId,
  KmsKeyArn,
  RoleArn,
  SearchPrefix,
} from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import { type Examination, FORMAT_NAMES, KIND_NAMES } from '@/lib/reports';
import { troubleOf } from '@/server/aws/errors';
import type { AwsPlace } from '@/server/aws/place';
import type { AwsCredentials } from '@/server/aws/port';
import { reportSource } from '@/server/aws/reports';
import { assumeRole } from '@/server/aws/sts';
import { DEFAULT_LIMITS } from '@/server/domain/reports/budget';
import { examineBucket } from '@/server/domain/reports/examine';
import { folderSource } from './folder-source';

const USAGE = `npm run reports -- --bucket B --account A [--prefix P] [--region R] [--endpoint URL]
  [--role-arn ARN --external-id ID [--kms-key-arn ARN]] [--max-requests N] [--folder DIR] [--json]

Without a role your own AWS credentials are used and the CUR API is not asked. With --folder a copy of the bucket on
disk is judged, and nothing of AWS is asked.`;

const FOUND = 0;
const COULD_NOT_LOOK = 1;
const NONE_VALID = 2;
/** A look at a bucket of any size ends after this. */
const LOOK_MS = 5 * 60_000;

type Options = ReturnType<typeof readOptions>;

process.exitCode = await main().catch((error: unknown) => {
  console.error(sayWhy(error));
  return COULD_NOT_LOOK;
});

async function main(): Promise<number> {
  const options = readOptions();
  const examination = await look(options);
  console.log(options.json ? JSON.stringify(contractOf(examination), null, 2) : table(examination));
  return examination.reports.some(({ valid }) => valid) ? FOUND : NONE_VALID;
}

async function look(options: Options): Promise<Examination> {
  const place: AwsPlace = { endpoint: options.endpoint, own: null };
  const credentials = await credentialsOf(place, options);
  // AssumeRole counts: what is left is for the bucket.
  const assumed = credentials === null ? 0 : 1;
  const { bucket, account, prefix, region, folder } = options;
  const source =
    folder === null
      ? reportSource(place, { credentials, bucket, accountId: account, region })
      : await folderSource(resolve(folder));
  const examination = await examineBucket(source, {
    bucket,
    account,
    prefix,
    now: new Date(),
    limits: { maxRequests: options.maxRequests - assumed, signal: AbortSignal.timeout(LOOK_MS) },
    // Definitions of whoever calls may be those of another account: only a role in the account tells its own.
    definitions: credentials === null ? 'skip' : undefined,
    consoleUrl: process.env.AWS_CONSOLE_URL || undefined,
    onRequest: progress(),
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const { requests } = examination;
  return { ...examination, requests: { ...requests, api: requests.api + assumed } };
}

async function credentialsOf(place: AwsPlace, { role, bucket }: Options): Promise<AwsCredentials | null> {
  if (role === null) return null;
  try {
    return await assumeRole(place, {
      accountId: accountOfRole(role.arn),
      roleName: role.arn.slice(role.arn.indexOf('/') + 1),
      externalId: role.externalId,
      purpose: { for: 'reports', bucket, kmsKeyArn: role.kmsKeyArn },
    });
  } catch (error) {
    const trouble = troubleOf(error);
    throw new Error(`Cannot assume ${role.arn}: ${trouble.awsName}. ${trouble.message}`);
  }
}

/**
 * Says on standard error what was asked so far, since standard output is for the answer: on a terminal in one line that changes,
 * elsewhere in a line of its own, at once and every five seconds.
 */
function progress() {
  let said = Number.NEGATIVE_INFINITY;
  return (counts: { list: number; get: number }) => {
    const text = `asked so far: ${counts.list} LIST, ${counts.get} GET`;
    if (process.stderr.isTTY) process.stderr.write(`\r${text} `);
    else if (performance.now() - said >= 5000) {
      said = performance.now();
      process.stderr.write(`${text}\n`);
    }
  };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      bucket: { type: 'string' },
      account: { type: 'string' },
      prefix: { type: 'string', default: '' },
      region: { type: 'string' },
      endpoint: { type: 'string' },
      'role-arn': { type: 'string' },
      'external-id': { type: 'string' },
      'kms-key-arn': { type: 'string' },
      'max-requests': { type: 'string' },
      folder: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const problems: string[] = [];
  const read = <T>(
    name: keyof typeof values,
    schema: { safeParse: (value: unknown) => Parsed<T> },
  ): T | null => {
    const parsed = schema.safeParse(values[name] ?? '');
    if (parsed.success) return parsed.data;
    problems.push(`--${name}: ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
    return null;
  };
  const bucket = read('bucket', BucketName);
  const account = read('account', AwsAccountId);
  const prefix = read('prefix', SearchPrefix);
  const region = values.region === undefined ? null : read('region', AwsRegion);
  const arn = values['role-arn'] === undefined ? null : read('role-arn', RoleArn);
  const kmsKeyArn = values['kms-key-arn'] === undefined ? null : read('kms-key-arn', KmsKeyArn);
  const maxRequests = Number(values['max-requests'] ?? DEFAULT_LIMITS.maxRequests);
  if (!Number.isInteger(maxRequests) || maxRequests < 1)
    problems.push('--max-requests: must be a whole number from 1');
  const endpoint = values.endpoint ?? (process.env.AWS_ENDPOINT_URL || null);
  if (endpoint !== null && !URL.canParse(endpoint)) problems.push('--endpoint: must be an address');
  if ((arn === null) !== (values['external-id'] === undefined))
    problems.push('--role-arn and --external-id go together');
  const folder = values.folder ?? null;
  if (folder !== null && (arn !== null || values.endpoint !== undefined))
    problems.push('--folder goes without a role and an endpoint');
  if (problems.length > 0 || bucket === null || account === null) {
    throw new Error(`${problems.join('\n')}\n\n${USAGE}`);
  }
  const role = arn === null ? null : { arn, externalId: values['external-id'] ?? null, kmsKeyArn };
  const where = { bucket, account, region, prefix: prefix ?? '', folder };
  return { ...where, role, endpoint, maxRequests, json: values.json };
}

type Parsed<T> = { success: true; data: T } | { success: false; error: { issues: { message: string }[] } };

/** The members that the command promises, and no others: what the app stores besides may change. */
function contractOf({ bucket, region, complete, requests, bytes, findings, reports }: Examination) {
  return {
    bucket,
    region,
    complete,
    requests,
    bytes,
    findings,
    reports: reports.map(({ root, kind, format, newestPeriod, valid, findings }) => ({
      root,
      kind,
      format,
      newestPeriod,
      valid,
      findings,
    })),
  };
}

function table({ bucket, region, complete, requests, bytes, findings, reports }: Examination): string {
  const valid = reports.filter((report) => report.valid).length;
  const lines = [
    `${bucket} (${region ?? 'Region not known'}): ${reports.length} found, ${valid} valid${complete ? '' : ', not searched completely'}.`,
    `${requests.list} LIST, ${requests.get} GET, ${requests.head} HEAD, ${requests.api} API, ${bytes} bytes.`,
    ...findings.flatMap((each) => findingLines(each, '')),
  ];
  for (const { root, kind, format, newestPeriod, valid, findings, account } of reports) {
    const owner = account === null ? '' : `, ${formatAccountId(account)}`;
    lines.push(
      '',
      `${root}  ${KIND_NAMES[kind]}, ${FORMAT_NAMES[format]}, newest ${newestPeriod ?? 'none'}${owner}`,
    );
    lines.push(`  ${valid ? 'valid' : 'not valid'}`, ...findings.flatMap((each) => findingLines(each, '  ')));
  }
  return lines.join('\n');
}

function findingLines(
  { code, severity, seen, needed, fix, link }: Examination['findings'][number],
  indent: string,
): string[] {
  return [
    `${indent}${severity.padEnd(8)}${code}`,
    `${indent}        seen    ${seen}`,
    `${indent}        needed  ${needed}`,
    `${indent}        fix     ${fix}`,
    ...(link === null ? [] : [`${indent}        link    ${link}`]),
  ];
}

function sayWhy(error: unknown): string {
  if (error instanceof AwsTrouble)
    return `Could not look: ${error.awsName} (${error.kind}). ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
