import { stackPermissions } from '@/lib/connecting';
import { type PreflightFor, preflightCommand } from '@/lib/preflight';
import { addUser, allow, ensureAccount } from '@/sandbox/accounts';
import type { ReportDefinition } from '@/sandbox/report-state';
import type { startSandbox } from '@/sandbox/server';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

export interface PreflightCase {
  what: string;
  command: string;
  env: Record<string, string>;
  /** Lines, each of which must be among what is printed. */
  says: readonly string[];
  /** Of these nothing may be printed. */
  not?: readonly string[];
}

const about: PreflightFor = {
  purpose: 'reports',
  reportBy: 'customer',
  account: '555500002222',
  bucket: null,
  stackName: null,
  roleName: null,
  topicArn: null,
};
const reading = [
  'iam:SimulatePrincipalPolicy',
  'organizations:DescribeOrganization',
  'cur:DescribeReportDefinitions',
];

/** The pre-flight command as people of different rights run it, against the sandbox. */
export function preflightCases(sandbox: Sandbox): PreflightCase[] {
  const account = ensureAccount(sandbox.world, '555500002222');
  for (let number = 1; number <= 5; number += 1) account.reports.push(report(`fit-${number}`, {}));
  account.reports.push(report('sixth', { timeUnit: 'DAILY', additionalSchemaElements: [] }));
  const member = ensureAccount(sandbox.world, '555500003333');
  member.organization = { id: 'o-elsewhere', managementAccountId: '555500002222' };
  let users = 0;
  const as = (actions: readonly string[], id = account) => {
    users += 1;
    const user = addUser(sandbox.world, {
      account: id,
      name: `preflight-${users}`,
      says: '',
      policies: [allow('Given', { actions: [...actions], resources: ['*'] })],
    });
    const key = { id: `AKIAPREFLIGHT${users}`, secret: `secret of ${users}` };
    user.accessKeys.push(key);
    return { AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.secret };
  };
  return [
    {
      what: 'an administrator, six reports over two pages',
      command: preflightCommand(about),
      env: as(['*']),
      says: [
        'ok   Account 5555-0000-2222, as expected',
        'ok   Region us-east-1',
        'ok   This is the management account of its organization',
        'ok   Create the stack: you may',
        'ok   Only if your organization wants a permissions boundary: you may',
        'fits fit-5 in bucket fit-5-bucket, prefix cur',
        'no   sixth in bucket sixth-bucket, prefix cur does not fit. Needed: Time granularity: Hourly; Include resource IDs; Split cost allocation data',
        'Nothing stands in the way that could be seen from here.',
      ],
    },
    {
      what: 'a user with the permissions of the Review step',
      command: preflightCommand(about),
      env: as([...stackPermissions, ...reading]),
      says: [
        'ok   Create the stack: you may',
        'note Only if your organization wants a permissions boundary: you miss iam:PutRolePermissionsBoundary',
        'Nothing stands in the way that could be seen from here.',
      ],
    },
    {
      what: 'a user who misses one of them, for the stack that creates the report',
      command: preflightCommand({ ...about, reportBy: 'stack', bucket: 'tributary-cur-555500002222-1' }),
      env: as([...stackPermissions.filter((action) => action !== 'iam:CreateRole'), ...reading]),
      says: [
        'NO   Create the stack: you miss iam:CreateRole',
        'NO   Let the stack create the report: you miss cur:PutReportDefinition, s3:CreateBucket, s3:GetBucketPolicy, s3:ListBucket, s3:PutBucketPolicy',
        'Not ready: 2 to change first.',
      ],
      not: ['Legacy reports'],
    },
    {
      what: 'a user who may not simulate, nor ask anything',
      command: preflightCommand(about),
      env: as([...stackPermissions]),
      says: [
        '?    You may not simulate policies (iam:SimulatePrincipalPolicy). That says nothing of the stack: try it, or ask an administrator for:',
        '?    Whether this is the management account: you may not ask (organizations:DescribeOrganization)',
        'Nothing stands in the way that could be seen from here.',
      ],
      not: ['NO   '],
    },
    {
      what: 'in a member account that is not the expected one',
      command: preflightCommand(about),
      env: { ...as(['*'], member), AWS_DEFAULT_REGION: 'eu-west-1' },
      says: [
        'NO   This is account 5555-0000-3333, and 5555-0000-2222 is expected. Sign in there.',
        'NO   This is a member account. The management account is 5555-0000-2222.',
        'note Region eu-west-1 here. The stack is created in us-east-1: the link opens it there by itself.',
        'note There is none yet. Create one as step 3 says.',
        'Not ready: 2 to change first.',
      ],
    },
  ];
}

function report(reportName: string, differs: Partial<ReportDefinition>): ReportDefinition {
  return {
    reportName,
    timeUnit: 'HOURLY',
    format: 'Parquet',
    compression: 'Parquet',
    additionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
    additionalArtifacts: [],
    s3Bucket: `${reportName}-bucket`,
    s3Prefix: 'cur',
    s3Region: 'us-east-1',
    refreshClosedReports: true,
    reportVersioning: 'OVERWRITE_REPORT',
    createdAt: '2026-11-01T00:00:00.000Z',
    lastDelivery: null,
    lastStatus: null,
    ...differs,
  };
}
