import { beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionState, connectionStates, reservingStates } from '@/lib/connection-states';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { listActivities } from '../activity/list';
import { validateReports } from '../reports/validate';
import { disconnect, watchEnd } from './disconnect';
import { lookAtEnd } from './ended';
import { getConnection } from './get';
import { listConnections } from './list';
import { pollConnection } from './poll';
import { startConnection } from './start';
import { sweepConnections } from './sweep';

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  const newAccount = () => String(610000000000 + ++next);
  beforeAll(async () => {
    aws = fakeAws();
    world = await makeWorld(await open(), { aws });
  });
  const customer = () => world.ctxFor('customerAdmin');
  const view = (connectionId: string) => getConnection(customer(), { connectionId });

  async function connected(accountId = newAccount()): Promise<string> {
    const connectionId = await connectUpToStack(customer(), { accountId, bucket: 'acme-cur' });
    Object.assign(aws.account(accountId), { role: 'exact', stack: stackOf() });
    await pollConnection(world.systemCtx(), { connectionId, due: false });
    return connectionId;
  }
  async function end(connectionId: string, data: 'keep' | 'delete' = 'keep') {
    const { version } = await rowOf(customer(), connectionId);
    return disconnect(customer(), { connectionId, version, data });
  }
  async function addValidation(connectionId: string): Promise<void> {
    const row = await rowOf(customer(), connectionId);
    const { tenant_id, reseller_id, distributor_id } = row;
    await withScope(world.systemCtx(), async (tx) => {
      const id = world.systemCtx().newId();
      const at = world.clock.now().toISOString();
      await tx
        .insertInto('validations')
        .values({
          id,
          tenant_id,
          reseller_id,
          distributor_id,
          connection_id: connectionId,
          sequence: 1,
          cause: 'user',
          started_at: at,
          finished_at: at,
          result_json: null,
        })
        .execute();
      await tx
        .updateTable('connections')
        .set({ validation_id: id, validated_at: at, chosen_root: 'cur/acme/' })
        .where('id', '=', connectionId)
        .execute();
    });
  }
  const validationsOf = (connectionId: string) =>
    withScope(world.systemCtx(), (tx) =>
      tx.selectFrom('validations').select('id').where('connection_id', '=', connectionId).execute(),
    );
  /** Looks by the schedule until it is over. */
  async function watch(connectionId: string, most = 1_000): Promise<void> {
    for (let looks = 0; looks < most; looks += 1) {
      const { next_poll_at } = await rowOf(customer(), connectionId);
      if (next_poll_at === null) return;
      world.clock.set(next_poll_at);
      await lookAtEnd(world.systemCtx(), { connectionId });
    }
  }

  test('the account is free at once, nothing is asked there any more, and it can be connected again', async () => {
    const accountId = newAccount();
    const first = await connected(accountId);
    expect(await rowOf(customer(), first)).toMatchObject({
      state: 'role_verified',
      reserved_account_id: accountId,
    });
    expect(await end(first)).toEqual({ id: first, goTo: `/connections/${first}/disconnect` });
    const row = await rowOf(customer(), first);
    expect(row).toMatchObject({
      state: 'disconnected',
      reserved_account_id: null,
      next_validation_at: null,
      link_url: null,
    });
    await expect(validateReports(customer(), { connectionId: first })).rejects.toThrow();

    const second = await connected(accountId);
    const again = await rowOf(customer(), second);
    expect(again).toMatchObject({ state: 'role_verified', reserved_account_id: accountId });
    expect(again.external_id).not.toBe(row.external_id);
    expect(again.stack_name).not.toBe(row.stack_name);
  });

  describe('the end is seen by the refusal of the role alone', () => {
    test('a role that lets us in still stands; refused for a minute it is gone, which is said once', async () => {
      const connectionId = await connected();
      const accountId = (await rowOf(customer(), connectionId)).account_id ?? '';
      await end(connectionId);
      expect(await watchEnd(customer(), { connectionId })).toEqual({ state: 'unknown', running: true });
      await watch(connectionId, 3);
      expect((await view(connectionId)).end).toMatchObject({ role: 'answers', goneAt: null });

      aws.account(accountId).role = 'none';
      await watch(connectionId, 3);
      expect((await view(connectionId)).end).toMatchObject({ role: 'answers' });
      await watch(connectionId);
      const { end: over, timeline } = await view(connectionId);
      expect(over).toMatchObject({ role: 'gone', nextAt: null });
      expect(Date.parse(over?.goneAt ?? '') - Date.parse(over?.answeredAt ?? '')).toBeGreaterThanOrEqual(
        60_000,
      );
      expect(timeline.filter(({ kind }) => kind === 'role_gone')).toHaveLength(1);
    });

    test('what AWS does not answer clearly proves nothing, and after 14 days nobody looks any more', async () => {
      const connectionId = await connected();
      const accountId = (await rowOf(customer(), connectionId)).account_id ?? '';
      await end(connectionId);
      aws.account(accountId).weather = 'foul';
      await watch(connectionId);
      expect((await view(connectionId)).end).toMatchObject({ role: 'unknown', goneAt: null, nextAt: null });
    });

    test('the sweep brings back a look whose alarm was lost', async () => {
      const connectionId = await connected();
      await end(connectionId);
      world.clock.advance(60_000);
      const before = world.jobs.enqueued.length;
      await sweepConnections(world.systemCtx());
      const jobs = world.jobs.enqueued.slice(before).map(({ payload }) => payload);
      expect(jobs).toContainEqual({ connectionId });
    });
  });

  test('what was read is kept, or deleted with every check', async () => {
    const kept = await connected();
    await addValidation(kept);
    await end(kept, 'keep');
    expect(await validationsOf(kept)).toHaveLength(1);
    expect(await rowOf(customer(), kept)).toMatchObject({ chosen_root: 'cur/acme/' });

    const purged = await connected();
    await addValidation(purged);
    await end(purged, 'delete');
    expect(await validationsOf(purged)).toEqual([]);
    expect(await rowOf(customer(), purged)).toMatchObject({ chosen_root: null, validation_id: null });
    expect(await validationsOf(kept)).toHaveLength(1);
  });

  test('a second press changes nothing, and a form from before a change is refused', async () => {
    const connectionId = await connected();
    const { version } = await rowOf(customer(), connectionId);
    const early = disconnect(customer(), { connectionId, version: version - 1, data: 'delete' });
    await expect(early).rejects.toMatchObject({ code: 'stale' });
    await end(connectionId);
    const row = await rowOf(customer(), connectionId);
    await disconnect(customer(), { connectionId, version, data: 'delete' });
    expect(await rowOf(customer(), connectionId)).toEqual(row);
  });

  test.each(connectionStates.filter((state) => state !== 'disconnected'))(
    'from %s, also without a contract',
    async (state: ConnectionState) => {
      const connectionId = await connected();
      const away = state === 'paused' || state === 'broken' ? 'role_verified' : null;
      await withScope(world.systemCtx(), (tx) =>
        tx
          .updateTable('connections')
          .set({ state, state_before: away })
          .where('id', '=', connectionId)
          .execute(),
      );
      const contracts = world.database.kysely.updateTable('contracts');
      await contracts.set({ state: 'cancelled' }).where('state', '=', 'active').execute();
      await end(connectionId);
      await contracts.set({ state: 'active' }).where('state', '=', 'cancelled').execute();
      const row = await rowOf(customer(), connectionId);
      expect(row).toMatchObject({ state: 'disconnected', state_before: null, reserved_account_id: null });
      expect(reservingStates).not.toContain(row.state);
    },
  );

  test('a draft is discarded by whoever may begin one; a stack only with the word of the end customer', async () => {
    const partner = world.ctxFor('resellerAdmin');
    const { id } = await startConnection(customer(), {});
    const { version } = await rowOf(customer(), id);
    expect(await disconnect(partner, { connectionId: id, version, data: 'keep' })).toEqual({
      id,
      goTo: `/customers/${world.tenants.customerA1.id}/aws`,
    });
    const connectionId = await connected();
    const begun = { connectionId, version: (await rowOf(customer(), connectionId)).version };
    await expect(disconnect(partner, { ...begun, data: 'keep' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const listed = await listConnections(partner, { tenantId: world.tenants.customerA1.id });
    expect(listed.find((one) => one.id === connectionId)?.mayDisconnect).toBe(false);
  });

  test('lists show it among the ended ones, a discarded draft nowhere; the activity tells who did it', async () => {
    const connectionId = await connected();
    const { id: draft } = await startConnection(customer(), {});
    await end(draft);
    await end(connectionId);
    const ids = async (ended: boolean) => (await listConnections(customer(), { ended })).map(({ id }) => id);
    expect(await ids(false)).not.toContain(connectionId);
    expect(await ids(true)).toContain(connectionId);
    expect([...(await ids(true)), ...(await ids(false))]).not.toContain(draft);
    const { rows } = await listActivities(customer(), { after: '' });
    expect(JSON.stringify(rows)).toContain('what was read is kept');
  });

  test('a check that was running when it was disconnected writes nothing', async () => {
    const connectionId = await connected();
    const accountId = (await rowOf(customer(), connectionId)).account_id ?? '';
    aws.meanwhile = async () => {
      aws.meanwhile = null;
      await end(connectionId);
    };
    await validateReports(customer(), { connectionId }).catch(() => undefined);
    expect(await rowOf(customer(), connectionId)).toMatchObject({
      state: 'disconnected',
      account_id: accountId,
      next_validation_at: null,
    });
  });
});
