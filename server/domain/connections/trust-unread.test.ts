import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionState } from '@/lib/connection-states';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';
import { judgeRole } from './judge';
import type { Observation } from './observe';

const now = new Date('2026-11-26T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

function judged(of: { trust: Observation['trust']; readAt: string | null; state: ConnectionState }) {
  const observation: Observation = {
    role: { is: 'assumed', account: '111122223333' },
    without: 'refused',
    wrong: 'refused',
    trust: of.trust,
    policies: { is: 'unknown' },
    stack: { is: 'unknown' },
    organization: { is: 'management' },
  };
  const connection = {
    account_id: '111122223333',
    role_name: 'r',
    policy_name: 'p',
    link_made_at: null,
    purpose: 'reports',
    state: of.state,
    trust_checked_at: of.readAt,
  } as const;
  const { findings, accepted } = judgeRole(observation, { connection, now, consoleUrl: null });
  return { codes: findings.map(({ code }) => code), accepted };
}

test.each<[Observation['trust'], string | null, ConnectionState, string[]]>([
  ['exact', hoursAgo(1), 'complete', []],
  ['exact', hoursAgo(1_000), 'complete', []],
  ['unknown', hoursAgo(24), 'complete', []],
  ['unknown', hoursAgo(35.9), 'complete', []],
  ['unknown', hoursAgo(36), 'complete', ['ROLE_TRUST_UNREADABLE']],
  ['unknown', hoursAgo(36), 'report_valid', ['ROLE_TRUST_UNREADABLE']],
  ['unknown', hoursAgo(36), 'role_verified', ['ROLE_TRUST_UNREADABLE']],
  // While it waits for its first acceptance, that it cannot be read is what is missing.
  ['unknown', hoursAgo(1_000), 'verifying', []],
  ['unknown', hoursAgo(1_000), 'stack_in_progress', []],
  ['unknown', null, 'complete', []],
  ['differs', hoursAgo(1_000), 'complete', ['ROLE_TRUST_OPEN']],
])('a trust that is %s, read last at %s, in %s: %j', (trust, readAt, state, codes) => {
  expect(judged({ trust, readAt, state })).toEqual({ codes, accepted: trust === 'exact' });
});

eachDatabase((open) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());

  test('iam:GetRole that is denied later is a warning after two daily looks, breaks nothing, and ends by itself', async () => {
    const accountId = '111122223333';
    const connectionId = await at.upToStack({ accountId, bucket: 'sandbox-happy-parquet' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    await validateOnSchedule(at.systemCtx(), { connectionId });
    const look = async () => {
      at.pass(24 * 3_600_000);
      await validateOnSchedule(at.systemCtx(), { connectionId });
      const { state } = await rowOf(at.systemCtx(), connectionId);
      const { findings } = await getConnection(at.ctxFor('customerAdmin'), { connectionId });
      return [state, ...findings.map(({ code, severity }) => `${severity} ${code}`)];
    };
    const deny = (...deniedActions: string[]) => at.sandbox.control.setKnobs({ accountId, deniedActions });
    expect(await look()).toEqual(['report_valid']);
    await deny('iam:GetRole');
    expect(await look()).toEqual(['report_valid']);
    expect(await look()).toEqual(['report_valid', 'warning ROLE_TRUST_UNREADABLE']);
    expect(await look()).toEqual(['report_valid', 'warning ROLE_TRUST_UNREADABLE']);
    await deny();
    expect(await look()).toEqual(['report_valid']);
    await deny('iam:GetRole');
    expect(await look()).toEqual(['report_valid']);
    await deny();
  });
});
