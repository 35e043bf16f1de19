import { describe, expect, test } from 'vitest';
import { insightKinds, insights } from '@/lib/insights';
import { insightCalls, reportCalls, sessionPolicy } from './calls';
import type { SessionPurpose } from './port';
import { expectedGrants, grantsOf } from './templates/grants';

const accountId = '111122223333';
// As long as AWS allows.
const name = 'x'.repeat(64);
const bucket = 'b'.repeat(63);
const kmsKeyArn = `arn:aws:kms:ap-southeast-1:${accountId}:key/1a2b3c4d-1a2b-1a2b-1a2b-1a2b3c4d5e6f`;
const names = { roleName: name, policyName: name, stackName: name };

const filled = {
  accountId,
  stackName: name,
  values: {
    TrustedPrincipal: 'arn:aws:iam::999988887777:root',
    ExternalId: 'x'.repeat(43),
    ExpectedAccountId: accountId,
    RoleName: name,
    PolicyName: name,
    BucketName: bucket,
    KmsKeyArn: kmsKeyArn,
    TrustedAdvisor: 'yes',
    CostOptimizationHub: 'yes',
    SecurityHub: 'yes',
  },
};

interface Case {
  is: string;
  purpose: SessionPurpose;
  template: 'reports' | 'insights';
  /** The actions that this session makes, and no others. */
  actions: readonly string[];
}

const probe = (made: readonly { action: string; session: string }[]) =>
  made.filter(({ session }) => session === 'probe').map(({ action }) => action);
const reading = reportCalls.filter(({ session }) => session === 'reports').map(({ action }) => action);
const subsets = Array.from({ length: 2 ** insightKinds.length }, (_, mask) =>
  insightKinds.filter((_, index) => mask & (1 << index)),
);

const cases: Case[] = [
  {
    is: 'a probe of a management account',
    purpose: { for: 'probe', account: 'reports', ...names },
    template: 'reports',
    actions: probe(reportCalls),
  },
  {
    is: 'a probe of an account with insights',
    purpose: { for: 'probe', account: 'insights', ...names },
    template: 'insights',
    actions: probe(insightCalls),
  },
  {
    is: 'reading an encrypted bucket',
    purpose: { for: 'reports', bucket, kmsKeyArn },
    template: 'reports',
    actions: reading,
  },
  {
    is: 'reading a bucket without a key',
    purpose: { for: 'reports', bucket, kmsKeyArn: null },
    template: 'reports',
    actions: reading.filter((action) => action !== 'kms:Decrypt'),
  },
  { is: 'whether a role lets us in', purpose: { for: 'entry' }, template: 'reports', actions: [] },
  ...subsets.map((wanted) => ({
    is: `insights: ${wanted.join(', ') || 'none'}`,
    purpose: { for: 'insights', wanted } as const,
    template: 'insights' as const,
    actions: wanted.flatMap((kind) => [...insights[kind].actions] as string[]),
  })),
];

describe.each(cases)('$is', ({ purpose, template, actions }) => {
  const policy = sessionPolicy({ accountId, purpose });
  const { grants, others } = grantsOf(JSON.parse(policy));

  test('may do what this session does and nothing else', () => {
    const allowed = [...grants].map((grant) => grant.slice(0, grant.indexOf(' ')));
    expect(allowed.toSorted()).toEqual([...actions].toSorted());
  });

  test('on no more than the template allows the IAM role', () => {
    const role = expectedGrants(template, filled);
    expect([...grants].filter((grant) => !role.has(grant))).toEqual([]);
  });

  test('with no statement but plain ones, and a session for nothing may do nothing', () => {
    const denied = others.map((one) => JSON.parse(one));
    expect(denied).toEqual(actions.length > 0 ? [] : [{ Effect: 'Deny', Action: ['*'], Resource: '*' }]);
  });

  test('and fits into the 2,048 characters that STS takes', () => {
    expect(policy.length).toBeLessThanOrEqual(2048);
  });
});

test('the sessions together are the lists: no call is without one', () => {
  const made = (template: Case['template']) =>
    new Set(cases.filter((one) => one.template === template).flatMap(({ actions }) => actions));
  expect([...made('reports')].toSorted()).toEqual(reportCalls.map(({ action }) => action).toSorted());
  const ofInsights = [
    ...insightCalls.map(({ action }) => action),
    ...insightKinds.flatMap((kind) => [...insights[kind].actions]),
  ];
  expect([...made('insights')].toSorted()).toEqual([...new Set(ofInsights)].toSorted());
});
