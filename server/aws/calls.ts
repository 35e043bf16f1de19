import { type InsightKind, insights } from '@/lib/insights';
import type { RoleCall } from './port';

/** What a resource of a call is; the template and the session policies each write it in their own way. */
export type CallResource = 'bucket' | 'objects' | 'key' | 'stack' | 'role' | 'policy' | 'any';

interface Call {
  action: string;
  resource: CallResource;
  /** The session that makes it. */
  session: 'probe' | 'reports';
}

/**
 * Every call that the product makes in an AWS management account. The template allows exactly this list, each session is narrowed
 * to its part of it, and a test compares it with what is really sent. GetCallerIdentity needs no permission.
 */
export const reportCalls = [
  { action: 's3:ListBucket', resource: 'bucket', session: 'reports' },
  { action: 's3:GetObject', resource: 'objects', session: 'reports' },
  { action: 'cur:DescribeReportDefinitions', resource: 'any', session: 'reports' },
  { action: 'kms:Decrypt', resource: 'key', session: 'reports' },
  { action: 'organizations:DescribeOrganization', resource: 'any', session: 'probe' },
  { action: 'cloudformation:DescribeStacks', resource: 'stack', session: 'probe' },
  { action: 'cloudformation:DescribeStackEvents', resource: 'stack', session: 'probe' },
  { action: 'iam:GetRole', resource: 'role', session: 'probe' },
  { action: 'iam:ListAttachedRolePolicies', resource: 'role', session: 'probe' },
  { action: 'iam:GetPolicy', resource: 'policy', session: 'probe' },
  { action: 'iam:GetPolicyVersion', resource: 'policy', session: 'probe' },
] as const satisfies readonly Call[];

/** The same for an account with insights, without its insights: those stand in lib/insights.ts. */
export const insightCalls = [
  { action: 'cloudformation:DescribeStacks', resource: 'stack', session: 'probe' },
  { action: 'cloudformation:DescribeStackEvents', resource: 'stack', session: 'probe' },
  { action: 'iam:GetRole', resource: 'role', session: 'probe' },
  { action: 'iam:ListAttachedRolePolicies', resource: 'role', session: 'probe' },
  { action: 'iam:GetPolicy', resource: 'policy', session: 'probe' },
  { action: 'iam:GetPolicyVersion', resource: 'policy', session: 'probe' },
] as const satisfies readonly Call[];

interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string;
}

const nothing: Statement = { Effect: 'Deny', Action: ['*'], Resource: '*' };

const callsOf = { reports: reportCalls, insights: insightCalls } as const satisfies Record<
  'reports' | 'insights',
  readonly Call[]
>;

/** The session policy of a call, as JSON: only what this session is for. STS takes 2,048 characters at most. */
export function sessionPolicy(call: Pick<RoleCall, 'accountId' | 'purpose'>): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statementsOf(call) });
}

function statementsOf({ accountId, purpose }: Pick<RoleCall, 'accountId' | 'purpose'>): Statement[] {
  if (purpose.for === 'entry') return [nothing];
  if (purpose.for === 'insights') return insightStatements({ wanted: purpose.wanted, accountId });
  const arns: Partial<Record<CallResource, string>> =
    purpose.for === 'probe'
      ? {
          any: '*',
          stack: `arn:aws:cloudformation:us-east-1:${accountId}:stack/${purpose.stackName}/*`,
          role: `arn:aws:iam::${accountId}:role/${purpose.roleName}`,
          policy: `arn:aws:iam::${accountId}:policy/${purpose.policyName}`,
        }
      : {
          any: '*',
          bucket: `arn:aws:s3:::${purpose.bucket}`,
          objects: `arn:aws:s3:::${purpose.bucket}/*`,
          ...(purpose.kmsKeyArn === null ? {} : { key: purpose.kmsKeyArn }),
        };
  const listed: readonly Call[] = purpose.for === 'probe' ? callsOf[purpose.account] : reportCalls;
  const calls = listed.filter((made) => made.session === purpose.for);
  const statements: Statement[] = [];
  for (const resource of new Set(calls.map((made) => made.resource))) {
    const arn = arns[resource];
    if (arn === undefined) continue;
    const actions = calls.filter((made) => made.resource === resource).map((made) => made.action);
    statements.push({ Effect: 'Allow', Action: actions, Resource: arn });
  }
  return statements;
}

function insightStatements(of: { wanted: readonly InsightKind[]; accountId: string }): Statement[] {
  // A policy without an action is refused.
  if (of.wanted.length === 0) return [nothing];
  return of.wanted.map((kind) => ({
    Effect: 'Allow',
    Action: [...insights[kind].actions],
    // The other services have no resource that could be named; a hub may be in any Region.
    Resource: kind === 'security_hub' ? `arn:aws:securityhub:*:${of.accountId}:hub/default` : '*',
  }));
}
