import { describe, expect, test } from 'vitest';
import { AwsTrouble, type AwsTroubleKind } from '@/lib/aws-trouble';
import type { ConnectionState } from '@/lib/connection-states';
import type { Aws, AwsCredentials, RoleCall } from '@/server/aws/port';
import { untouchable } from '@/server/testing/stand-ins';
import { judgeRole } from './judge';
import { observe, type Target } from './observe';

const account = '111122223333';
const principal = 'arn:aws:iam::999988887777:root';
const ours = 'our-own-external-id-of-this-connection';
const target: Target = {
  accountId: account,
  roleName: 'tributary-reports-1',
  policyName: 'tributary-reports-1',
  stackName: 'tributary-reports-1',
  externalId: ours,
  principal,
  wrongExternalId: 'an-external-id-of-nobody',
  grants: new Set(),
  purpose: 'reports',
};
const connection = {
  state: 'verifying',
  role_first_seen_at: null,
  account_id: account,
  role_name: target.roleName,
  policy_name: target.policyName,
  link_made_at: '2026-11-23T11:00:00.000Z',
  purpose: 'reports',
} as const;
const now = new Date('2026-11-23T12:00:00Z');

type Condition = Record<string, Record<string, string | string[]>>;

/** A role that lets callers in as its trust says: the eight policies of aws.md section 3. */
interface Role {
  condition: Condition | null;
  principal?: string;
  effect?: 'Allow' | 'Deny';
}
const policies = {
  exact: { condition: { StringEquals: { 'sts:ExternalId': ours } } },
  'no condition': { condition: null },
  'StringLike *': { condition: { StringLike: { 'sts:ExternalId': '*' } } },
  'a list of ids': { condition: { StringEquals: { 'sts:ExternalId': [ours, 'one-of-somebody-else'] } } },
  StringEqualsIfExists: { condition: { StringEqualsIfExists: { 'sts:ExternalId': ours } } },
  "another connection's id": { condition: { StringEquals: { 'sts:ExternalId': 'of-another-connection' } } },
  'wrong principal': {
    condition: { StringEquals: { 'sts:ExternalId': ours } },
    principal: 'arn:aws:iam::111111111111:root',
  },
  Deny: { condition: { StringEquals: { 'sts:ExternalId': ours } }, effect: 'Deny' },
} as const satisfies Record<string, Role>;

function letsIn(role: Role, externalId: string | null): boolean {
  if (role.effect === 'Deny' || (role.principal ?? principal) !== principal) return false;
  if (role.condition === null) return true;
  return Object.entries(role.condition).every(([operator, keys]) => {
    const wanted = [keys['sts:ExternalId'] ?? []].flat();
    if (externalId === null) return operator.endsWith('IfExists');
    return operator === 'StringLike' ? wanted.includes('*') : wanted.includes(externalId);
  });
}

const credentials: AwsCredentials = { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T' };

/** Where a fault of AWS strikes: one of the two probes that must be refused. */
type Fault = { at: 'without' | 'wrong'; kind: AwsTroubleKind };

function awsWith(role: Role, fault: Fault | null = null): Aws {
  return {
    ...untouchable<Aws>('AWS'),
    async assumeRole(call: RoleCall) {
      const probe = call.externalId === null ? 'without' : call.externalId === ours ? 'right' : 'wrong';
      if (fault?.at === probe) throw new AwsTrouble(fault.kind);
      if (!letsIn(role, call.externalId)) throw new AwsTrouble('denied', { awsName: 'AccessDenied' });
      return credentials;
    },
    callerAccount: async () => account,
    roleTrust: async () => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: role.effect ?? 'Allow',
          Principal: { AWS: role.principal ?? principal },
          Action: 'sts:AssumeRole',
          ...(role.condition === null ? {} : { Condition: role.condition }),
        },
      ],
    }),
    rolePolicies: async ({ policyArn: arn }) => ({
      attached: [{ name: 'ours', arn }],
      document: { Version: '2012-10-17', Statement: [] },
    }),
    stack: async () => null,
    organization: async () => ({ managementAccount: account }),
  };
}

async function judged(aws: Aws) {
  return judgeRole(await observe(aws, target), { connection, now, consoleUrl: null });
}

/** Everything that an answer can be but a yes or AccessDenied. */
const faults: AwsTroubleKind[] = [
  'missing',
  'wrong-region',
  'kms',
  'not-in-use',
  'throttled',
  'unavailable',
  'timeout',
  'expired',
  'clock-skew',
  'malformed',
  'invalid',
  'unknown',
];

describe('of the eight trust policies only the exact one is accepted', () => {
  test.each(Object.entries(policies))('%s', async (name, role) => {
    const verdict = await judged(awsWith(role));
    expect(verdict.accepted).toBe(name === 'exact');
    const codes = verdict.findings.map(({ code }) => code);
    if (name === 'exact') expect(codes).toEqual([]);
    else expect(['ROLE_TRUST_OPEN', 'ROLE_NOT_REACHABLE']).toContain(codes[0]);
  });
});

describe('a fault on a probe proves nothing: not accepted, and not called insecure', () => {
  const cases = faults.flatMap((kind) => (['without', 'wrong'] as const).map((at) => ({ at, kind })));
  test.each(cases)('$kind on the probe $at', async (fault) => {
    const verdict = await judged(awsWith(policies.exact, fault));
    expect(verdict.accepted).toBe(false);
    expect(verdict.findings).toEqual([]);
  });

  test.each(Object.entries(policies).filter(([name]) => name !== 'exact'))(
    'and %s is never accepted under any fault',
    async (_, role) => {
      for (const kind of faults) {
        for (const at of ['without', 'wrong'] as const) {
          expect((await judged(awsWith(role, { at, kind }))).accepted).toBe(false);
        }
      }
    },
  );
});

test('a refusal counts only while the right external ID lets us in: before the probes and after them', async () => {
  let asked = 0;
  const foul = new AwsTrouble('denied', { awsName: 'AccessDenied' });
  const fair = awsWith(policies.exact);
  // Our own identity loses its permission, or a node of AWS does not know the role yet: both are AccessDenied.
  const assumeRole: Aws['assumeRole'] = (call) =>
    ++asked > 1 ? Promise.reject(foul) : fair.assumeRole(call);
  const observation = await observe({ ...fair, assumeRole }, target);
  expect(observation).toMatchObject({ without: 'unknown', wrong: 'unknown', trust: 'exact' });
  const verdict = judgeRole(observation, { connection, now, consoleUrl: null });
  expect(verdict).toMatchObject({ accepted: false, findings: [], roleSeen: true });
  expect(asked).toBe(4);
});

test('a trust that cannot be read is unknown', async () => {
  const aws = { ...awsWith(policies.exact), roleTrust: () => Promise.reject(new AwsTrouble('denied')) };
  const verdict = await judged(aws);
  expect(verdict).toMatchObject({ accepted: false, findings: [], roleSeen: true });
});

test('a role in another account than the typed one is not accepted and not looked into', async () => {
  const aws = { ...awsWith(policies.exact), callerAccount: async () => '444455556666' };
  const verdict = await judged(aws);
  expect(verdict.accepted).toBe(false);
  expect(verdict.findings).toMatchObject([{ code: 'ROLE_WRONG_ACCOUNT', seen: '4444-5555-6666' }]);
});

test.each([
  { trouble: 'not-in-use', codes: ['ORGANIZATION_UNKNOWN'], accepted: true },
  { trouble: 'denied', codes: ['ORGANIZATION_UNKNOWN'], accepted: true },
  { trouble: 'timeout', codes: [], accepted: false },
] as const)('an organization that answers $trouble gives $codes', async ({ trouble, codes, accepted }) => {
  const aws = { ...awsWith(policies.exact), organization: () => Promise.reject(new AwsTrouble(trouble)) };
  const verdict = await judged(aws);
  expect(verdict.findings.map(({ code }) => code)).toEqual(codes);
  expect(verdict.accepted).toBe(accepted);
});

test('a role that refuses us waits for 15 minutes after the link, then it is an error', async () => {
  const observation = await observe(awsWith(policies['wrong principal']), target);
  const at = (link_made_at: string) =>
    judgeRole(observation, { connection: { ...connection, link_made_at }, now, consoleUrl: null }).findings;
  expect(at('2026-11-23T11:45:01.000Z')).toMatchObject([{ code: 'ROLE_NOT_REACHABLE', severity: 'waiting' }]);
  expect(at('2026-11-23T11:45:00.000Z')).toMatchObject([{ code: 'ROLE_NOT_REACHABLE', severity: 'error' }]);
});

test('trouble with our own credentials says nothing about the role', async () => {
  const aws = { ...awsWith(policies.exact), assumeRole: () => Promise.reject(new AwsTrouble('expired')) };
  expect(await judged(aws)).toEqual({ findings: [], accepted: false, roleSeen: false, refused: false });
});

test('a role that was accepted and is known for two minutes is gone when it refuses us, however young its link is', async () => {
  const observation = await observe(awsWith(policies['wrong principal']), target);
  const of = { link_made_at: '2026-11-23T11:55:00.000Z' };
  const severity = (more: { state: ConnectionState; role_first_seen_at: string }) =>
    judgeRole(observation, { connection: { ...connection, ...of, ...more }, now, consoleUrl: null })
      .findings[0]?.severity;
  expect(severity({ state: 'report_valid', role_first_seen_at: '2026-11-23T11:58:00.000Z' })).toBe('error');
  expect(severity({ state: 'report_valid', role_first_seen_at: '2026-11-23T11:58:01.000Z' })).toBe('waiting');
  expect(severity({ state: 'verifying', role_first_seen_at: '2026-11-23T11:56:00.000Z' })).toBe('waiting');
});
