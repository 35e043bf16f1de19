import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PolicyDocument, Role } from '@/sandbox/state';
import type { Aws } from '@/server/aws/port';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { isSoaking } from '@/server/testing/scale';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';
import { pollConnection } from './poll';
import { startConnection } from './start';

const operator = 'arn:aws:iam::999988887777:root';

type Condition = Record<string, Record<string, string | string[]>>;

function trustWith(
  Condition: Condition | undefined,
  more: { effect?: 'Allow' | 'Deny'; principal?: string } = {},
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: more.effect ?? 'Allow',
        Principal: { AWS: more.principal ?? operator },
        Action: 'sts:AssumeRole',
        ...(Condition ? { Condition } : {}),
      },
    ],
  };
}

/**
 * The policies of aws.md section 3 but the exact one, as the stand-in AWS really evaluates them: those that keep us out look like a
 * role that is not there, those that let others in are named.
 */
function unfit(ids: { ours: string; another: string }) {
  const { ours, another } = ids;
  const id = (value: string | string[]) => ({ 'sts:ExternalId': value });
  const open = 'ROLE_TRUST_OPEN';
  const shut = 'ROLE_NOT_REACHABLE';
  const exact = { StringEquals: id(ours) };
  return [
    {
      is: 'wrong principal',
      trust: trustWith(exact, { principal: 'arn:aws:iam::111111111111:root' }),
      code: shut,
    },
    { is: 'Deny', trust: trustWith(exact, { effect: 'Deny' }), code: shut },
    { is: "another connection's id", trust: trustWith({ StringEquals: id(another) }), code: shut },
    { is: 'no condition', trust: trustWith(undefined), code: open },
    { is: 'StringLike *', trust: trustWith({ StringLike: id('*') }), code: open },
    {
      is: 'a list of ids',
      trust: trustWith({ StringEquals: id([ours, 'one-of-somebody-else']) }),
      code: open,
    },
    { is: 'StringEqualsIfExists', trust: trustWith({ StringEqualsIfExists: id(ours) }), code: open },
  ];
}

eachDatabase((open, dialect) => {
  // AWS judges the policies, not the database: SQLite sees each in every run, Postgres every third, and all in the soak.
  const everyOne = dialect === 'sqlite' || isSoaking();
  const chosen = (of: typeof ids) => unfit(of).filter((_, index) => everyOne || index % 3 === 0);
  let at: SandboxWorld;
  /** Every part of the credentials that AWS gave. */
  const given: string[] = [];
  let connectionId: string;
  let role: Role;
  let exact: PolicyDocument;
  let ids: { ours: string; another: string };

  beforeAll(async () => {
    const wrap = (aws: Aws): Aws => ({
      ...aws,
      async assumeRole(call) {
        const credentials = await aws.assumeRole(call);
        given.push(...Object.values(credentials));
        return credentials;
      },
    });
    at = await makeSandboxWorld(await open(), { wrap });
    connectionId = await at.upToStack({ accountId: '111122223333', bucket: 'sandbox-happy-parquet' });
    const foreign = await startConnection(at.ctxFor('customerBAdmin'), {});
    const row = await rowOf(at.systemCtx(), connectionId);
    ids = { ours: row.external_id, another: (await rowOf(at.systemCtx(), foreign.id)).external_id };
    await at.createStack(connectionId);
    at.pass(10_000);
    await at.sandbox.control.listStacks({ accountId: '111122223333' });
    const made = at.sandbox.world.roleByArn(`arn:aws:iam::111122223333:role/${row.role_name}`);
    if (!made) throw new Error('the stack made no role');
    role = made;
    exact = made.trust;
  });
  afterAll(() => at.close());

  async function codes(): Promise<string[]> {
    const { findings } = await getConnection(at.ctxFor('customerAdmin'), { connectionId });
    return findings.map(({ code }) => code);
  }

  test(`of ${everyOne ? 'the eight' : 'some'} trust policies only the exact one is accepted`, async () => {
    const poll = async () => {
      at.pass(1_000);
      return pollConnection(at.systemCtx(), { connectionId, due: false });
    };
    for (const { is, trust, code } of chosen(ids)) {
      role.trust = trust;
      await poll();
      const polled = await poll();
      expect([is, await codes()]).toEqual([is, [code]]);
      expect(['awaiting_stack', 'stack_in_progress', 'verifying']).toContain(polled?.state);
      if (code === 'ROLE_TRUST_OPEN') {
        // Explained, and not stored: no account is reserved for it, and nothing is due to be read with it.
        const row = await rowOf(at.systemCtx(), connectionId);
        expect(row).toMatchObject({
          reserved_account_id: null,
          next_validation_at: null,
          validated_at: null,
        });
        const { findings } = await getConnection(at.ctxFor('customerAdmin'), { connectionId });
        expect(findings[0]).toMatchObject({
          severity: 'error',
          link: expect.stringContaining(row.role_name ?? '?'),
        });
        expect(findings[0]?.fix).toContain('put back the trust policy of our template');
      }
    }
    role.trust = exact;
    expect(await at.settle(connectionId)).toBe('role_verified');
    expect(await codes()).toEqual([]);
  });

  test('a trust that is changed later is found by schedule, and the connection is broken until it is mended', async () => {
    const check = async () => {
      at.pass(24 * 60 * 60_000);
      return validateOnSchedule(at.systemCtx(), { connectionId });
    };
    expect((await check())?.state).toBe('report_valid');
    for (const { is, trust, code } of chosen(ids)) {
      role.trust = trust;
      expect([is, (await check())?.state, await codes()]).toEqual([is, 'broken', [code]]);
    }
    role.trust = exact;
    expect((await check())?.state).toBe('report_valid');
    expect(await codes()).toEqual([]);
  });

  test('a broken connection is not mended by what cannot be read: it takes every proof again', async () => {
    const check = async () => {
      at.pass(24 * 60 * 60_000);
      return (await validateOnSchedule(at.systemCtx(), { connectionId }))?.state;
    };
    const deny = (...deniedActions: string[]) =>
      at.sandbox.control.setKnobs({ accountId: '111122223333', deniedActions });
    // Several IDs in one trust: no probe sees it, only reading does.
    role.trust = trustWith({ StringEquals: { 'sts:ExternalId': [ids.ours, 'one-of-somebody-else'] } });
    expect(await check()).toBe('broken');
    await deny('iam:GetRole');
    expect([await check(), await codes()]).toEqual(['broken', ['ROLE_TRUST_OPEN']]);
    await deny();
    expect(await check()).toBe('broken');
    role.trust = exact;
    expect([await check(), await codes()]).toEqual(['report_valid', []]);
  });

  test('no credentials of the role are kept, in no table', async () => {
    expect(given.length).toBeGreaterThan(50);
    const { kysely } = at.database;
    const tables = await kysely.introspection.getTables();
    expect(tables.map(({ name }) => name)).toContain('connections');
    for (const { schema, name } of tables) {
      const table = sql.table(schema ? `${schema}.${name}` : name);
      const { rows } = await sql`select * from ${table}`.execute(kysely);
      const text = JSON.stringify(rows);
      expect([name, given.filter((secret) => text.includes(secret))]).toEqual([name, []]);
    }
  });

  test('the external ID was ours all the while', async () => {
    const row = await rowOf(at.systemCtx(), connectionId);
    expect(row.external_id).toBe(ids.ours);
    expect(ids.another).not.toBe(ids.ours);
  });
});
