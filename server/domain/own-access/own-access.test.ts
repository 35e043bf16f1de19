import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { heldWords } from '@/lib/own-access';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { NamedPolicy } from '@/sandbox/state';
import type { Aws } from '@/server/aws/port';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import type { TenantKey } from '@/server/testing/world';
import { disconnect } from '../connections/disconnect';
import { lookAtEnd } from '../connections/ended';
import { getConnection } from '../connections/get';
import { pollConnection } from '../connections/poll';
import { validateOnSchedule } from '../reports/validate';
import { getSettings } from '../tenants/settings';
import { readDoubt } from './doubt';
import { watchOwnAccess } from './watch';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

eachDatabase((open) => {
  let at: SandboxWorld;
  let first: ConnectionRow;
  /** What AWS's clients of the product meet beside the sandbox. */
  let foul: Partial<Aws> = {};
  let settings: Partial<Ctx['settings']> = {};
  let policies: NamedPolicy[];
  const asked: string[] = [];

  beforeAll(async () => {
    const wrap = (aws: Aws): Aws => ({
      ...aws,
      ownIdentity: () => (foul.ownIdentity ?? aws.ownIdentity)(),
      assumeRole: (call) => {
        asked.push(call.roleName);
        return aws.assumeRole(call);
      },
    });
    at = await makeSandboxWorld(await open(), { wrap });
    const connectionId = await at.upToStack({ accountId: '111122223333', bucket: 'sandbox-happy-parquet' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
    await validateOnSchedule(at.systemCtx(), { connectionId });
    first = await rowOf(at.systemCtx(), connectionId);
    expect(first.state).toBe('report_valid');
    policies = user().policies;
  });
  afterAll(() => at.close());

  const ctx = () => {
    const system = at.systemCtx();
    return { ...system, settings: { ...system.settings, ...settings } };
  };
  const user = () => {
    const found = at.sandbox.world.account(SANDBOX_OPERATOR.accountId)?.users[SANDBOX_OPERATOR.userName];
    if (!found) throw new Error('the sandbox has no operator');
    return found;
  };
  const withdraw = () => {
    user().policies = policies.filter(({ name }) => name !== 'AssumeCustomerRoles');
  };
  const giveBack = () => {
    user().policies = policies;
  };
  const view = ({ id }: ConnectionRow) => getConnection(at.ctxFor('customerAdmin'), { connectionId: id });
  const sql = <T>(work: (tx: Tx) => Promise<T>) => withScope(at.systemCtx(), work);
  const doubt = () => sql((tx) => readDoubt(tx, ctx()));
  const mails = () => sql((tx) => tx.selectFrom('mails').select(['id', 'related_id']).execute());

  /** A connection of another end customer, and its role in an account of its own. */
  async function another(tenant: TenantKey): Promise<ConnectionRow> {
    const { tenant_id, reseller_id, distributor_id } = at.tenants[tenant];
    const row = await copyConnection(at.systemCtx(), {
      ...first,
      tenant_id,
      reseller_id,
      distributor_id,
      reserved_account_id: null,
    });
    at.sandbox.control.createRole({
      accountId: row.account_id ?? '',
      name: row.role_name ?? '',
      trust: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root` },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': row.external_id } },
        },
      },
    });
    return row;
  }
  const remove = (row: ConnectionRow) =>
    at.sandbox.control.deleteRole({ roleArn: `arn:aws:iam::${row.account_id}:role/${row.role_name}` });

  async function look(row: ConnectionRow): Promise<string> {
    await validateOnSchedule(ctx(), { connectionId: row.id });
    return (await rowOf(ctx(), row.id)).state;
  }
  /** What the clock does in five minutes. */
  async function fiveMinutes(rows: ConnectionRow[]): Promise<string[]> {
    at.pass(5 * MINUTE);
    await watchOwnAccess(ctx());
    const states = [];
    for (const row of rows) states.push(await look(row));
    return states;
  }

  beforeEach(async () => {
    foul = {};
    settings = {};
    giveBack();
    // Each test has connections of its own, but the first.
    await sql((tx) =>
      tx.updateTable('connections').set({ state: 'disconnected' }).where('id', '<>', first.id).execute(),
    );
    await sql((tx) => tx.deleteFrom('own_access').execute());
    at.pass(DAY);
    expect(await look(first)).toBe('report_valid');
    asked.length = 0;
  });

  describe('with several end customers and no canary', () => {
    let rows: ConnectionRow[];
    beforeEach(async () => {
      settings = { canaryRole: null };
      rows = [first];
      for (const tenant of ['customerB1', 'resellerA', 'distributor'] as const)
        rows.push(await another(tenant));
      at.pass(DAY);
    });

    test('a role that is deleted among healthy ones breaks its connection at the first look', async () => {
      const gone = rows[1] as ConnectionRow;
      remove(gone);
      expect(await look(gone)).toBe('broken');
      expect(await look(first)).toBe('report_valid');
      expect(await doubt()).toBeNull();
      // It, another that lets us in, and it once more.
      expect(asked.slice(0, 3).map((name) => name === gone.role_name)).toEqual([true, false, true]);
    });

    test('an hour without the operator’s policy breaks nothing, and a role that went meanwhile breaks after it', async () => {
      const before = await mails();
      withdraw();
      const gone = rows[2] as ConnectionRow;
      remove(gone);
      for (let minutes = 0; minutes < 60; minutes += 5) {
        const states = await fiveMinutes(rows);
        expect(states).not.toContain('broken');
        expect(await doubt()).toMatchObject({ trouble: 'all-refused' });
      }
      // The hour in which it was we is no part of a later hold of two hours.
      const { refused_since } = await rowOf(ctx(), first.id);
      expect(at.clock.now().getTime() - Date.parse(refused_since ?? '')).toBeLessThan(5 * MINUTE);
      expect((await view(first)).keptOut).toBe(heldWords.ours);
      expect((await getSettings(at.ctxFor('distributorAdmin'))).awsAccess).toMatchObject({
        trouble: { trouble: 'all-refused' },
      });
      for (const other of ['resellerAdmin', 'customerAdmin'] as const)
        expect((await getSettings(at.ctxFor(other))).awsAccess).toBeNull();
      expect(await rowOf(ctx(), first.id)).toMatchObject({ state: 'report_valid', delivery: first.delivery });
      expect(await mails()).toEqual(before);
      giveBack();
      const [mine, , deleted, last] = await fiveMinutes(rows);
      expect([mine, deleted]).toEqual(['report_valid', 'broken']);
      expect(last).not.toBe('broken');
      expect(await doubt()).toBeNull();
      expect((await rowOf(ctx(), first.id)).refused_since).toBeNull();
      // Whoever deleted its role is written to, and nobody else.
      const known = new Set(before.map(({ id }) => id));
      const about = (await mails()).filter(({ id }) => !known.has(id)).map(({ related_id }) => related_id);
      expect(new Set(about)).toEqual(new Set([gone.id]));
      expect((await view(first)).keptOut).toBeNull();
      expect((await getSettings(at.ctxFor('distributorAdmin'))).awsAccess).toEqual({ trouble: null });
    });

    test('while it is known that it is we, a look costs one call', async () => {
      withdraw();
      await fiveMinutes(rows);
      asked.length = 0;
      at.pass(5 * MINUTE);
      await look(first);
      expect(asked).toEqual([first.role_name]);
    });
  });

  describe('with one connection alone', () => {
    test('and a canary: an hour without the policy breaks nothing, whatever it takes until it is back', async () => {
      withdraw();
      for (let hours = 0; hours < 30; hours += 1) {
        at.pass(HOUR);
        expect(await fiveMinutes([first])).toEqual(['report_valid']);
      }
      expect(await doubt()).toMatchObject({ trouble: 'may-not-assume' });
      giveBack();
      expect(await fiveMinutes([first])).toEqual(['report_valid']);
      expect(await doubt()).toBeNull();
    });

    test('and no canary: it holds for two hours and says so, then it breaks; it comes back by itself', async () => {
      settings = { canaryRole: null };
      at.pass(DAY);
      withdraw();
      const states: string[] = [];
      for (let minutes = 0; minutes < 125; minutes += 5) {
        states.push(...(await fiveMinutes([first])));
        expect((await view(first)).keptOut).toBe(states.at(-1) === 'broken' ? null : heldWords.unclear);
      }
      expect(states.filter((state) => state !== 'broken')).toHaveLength(24);
      expect(states.at(-1)).toBe('broken');
      const said = await sql((tx) =>
        tx
          .selectFrom('validations')
          .select('result_json')
          .where('connection_id', '=', first.id)
          .orderBy('sequence', 'desc')
          .limit(2)
          .execute(),
      );
      expect(said[1]?.result_json).toContain(heldWords.unclear);
      giveBack();
      at.pass(HOUR);
      expect(await fiveMinutes([first])).toEqual(['report_valid']);
    });
  });

  test('a disconnected role counts as gone only when the refusal is the customer’s', async () => {
    const row = await another('customerA1');
    const { version } = await rowOf(ctx(), row.id);
    await disconnect(at.ctxFor('customerAdmin'), { connectionId: row.id, version, data: 'keep' });
    const end = async () => {
      at.pass(2 * MINUTE);
      await lookAtEnd(ctx(), { connectionId: row.id });
      return (await rowOf(ctx(), row.id)).role_gone_at;
    };
    expect(await end()).toBeNull();
    withdraw();
    expect([await end(), await end()]).toEqual([null, null]);
    giveBack();
    await watchOwnAccess(ctx());
    remove(row);
    expect(await end()).not.toBeNull();
  });

  test('a stack whose role was there is called rolled back only when the refusal is the customer’s', async () => {
    const connectionId = await at.upToStack({ accountId: '222233334444', bucket: 'acme-cur' });
    const seen = ctx().now().toISOString();
    await sql((tx) =>
      tx
        .updateTable('connections')
        .set({ state: 'stack_in_progress', role_first_seen_at: seen, trust_checked_at: seen })
        .where('id', '=', connectionId)
        .execute(),
    );
    withdraw();
    for (let minutes = 0; minutes < 10; minutes += 2) {
      at.pass(2 * MINUTE);
      const polled = await pollConnection(ctx(), { connectionId, due: false });
      expect(polled).toEqual({ state: 'stack_in_progress', missing: [heldWords.ours] });
    }
    giveBack();
    await watchOwnAccess(ctx());
    expect(await pollConnection(ctx(), { connectionId, due: false })).toMatchObject({
      state: 'stack_failed',
    });
  });

  test('a stack that is still waited for is said to be kept out only while it is we', async () => {
    const connectionId = await at.upToStack({ accountId: '333344445555', bucket: 'acme-cur' });
    const shown = async () => {
      at.pass(MINUTE);
      await watchOwnAccess(ctx());
      await pollConnection(ctx(), { connectionId, due: false });
      return (await view(await rowOf(ctx(), connectionId))).keptOut;
    };
    expect(await shown()).toBeNull();
    withdraw();
    expect([await shown(), await shown()]).toEqual([heldWords.ours, heldWords.ours]);
    giveBack();
    expect(await shown()).toBeNull();
    expect(await rowOf(ctx(), connectionId)).toMatchObject({ state: 'awaiting_stack', refused_since: null });
  });

  test.each([
    ['ExpiredToken', 'expired', 'no-credentials'],
    ['CredentialsProviderError', 'expired', 'no-credentials'],
    ['Throttling', 'throttled', null],
    ['TimeoutError', 'timeout', null],
  ] as const)('who we are, answered by %s, is told as it is', async (awsName, kind, trouble) => {
    foul = { ownIdentity: () => Promise.reject(new AwsTrouble(kind, { awsName })) };
    await watchOwnAccess(ctx());
    expect((await doubt())?.trouble ?? null).toBe(trouble);
    foul = {};
    await watchOwnAccess(ctx());
    expect(await doubt()).toBeNull();
  });

  test('as somebody else than the stacks trust, no trust is called open for that, and none is accepted', async () => {
    settings = { operatorPrincipalArn: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:role/another` };
    await watchOwnAccess(ctx());
    expect(await doubt()).toMatchObject({ trouble: 'other-principal' });
    at.pass(DAY);
    await watchOwnAccess(ctx());
    expect(await look(first)).toBe('report_valid');
    settings = {};
    await watchOwnAccess(ctx());
    expect(await doubt()).toBeNull();
  });

  test('it is logged once when it begins and once when it ends, and lapses when nothing renews it', async () => {
    const lines: string[] = [];
    const keep = (...[, said]: unknown[]) => {
      lines.push(String(said));
    };
    const log = Object.assign(Object.create(ctx().log), { error: keep, warn: keep });
    const logging: Ctx = { ...ctx(), log };
    withdraw();
    for (let count = 0; count < 3; count += 1) await watchOwnAccess(logging);
    expect(lines).toEqual(['AWS keeps Tributary itself out']);
    giveBack();
    for (let count = 0; count < 3; count += 1) await watchOwnAccess(logging);
    expect(lines).toEqual(['AWS keeps Tributary itself out', 'AWS lets Tributary in again']);
    withdraw();
    await watchOwnAccess(logging);
    giveBack();
    at.pass(10 * MINUTE - 1);
    expect(await doubt()).not.toBeNull();
    at.pass(1);
    expect(await doubt()).toBeNull();
  });
});
