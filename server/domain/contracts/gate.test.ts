import { beforeEach, describe, expect, it } from 'vitest';
import { type ConnectionState, unconfirmedStates } from '@/lib/connection-states';
import { NewContract } from '@/lib/contracts';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type TenantKey, type World } from '@/server/testing/world';
import { insertConnection } from '../connections/insert';
import { cancelContract } from './cancel';
import { createContract } from './create';
import { contractGate } from './gate';
import { getContract } from './get';
import { listContracts } from './list';
import { tickContracts } from './tick';

eachDatabase((open) => {
  let world: World;
  let reseller: Ctx<UserActor>;

  beforeEach(async () => {
    world = await makeWorld(await open({ emptied: true }));
    world.clock.set('2026-11-23T09:00:00.000Z');
    reseller = world.ctxFor('resellerAdmin');
  });

  const inside = <T>(work: (tx: Tx) => Promise<T>) => withScope(world.systemCtx(), work);
  const gateOf = (key: TenantKey) =>
    inside((tx) =>
      contractGate(tx, { tenantId: world.tenants[key].id, now: world.clock.now().toISOString() }),
    );
  const write = (key: TenantKey, changed: Record<string, unknown> = {}) =>
    createContract(
      reseller,
      NewContract.parse({
        tenantId: world.tenants[key].id,
        name: 'Alta 2027',
        startDate: '2026-11-01',
        timeZone: 'Europe/Oslo',
        renewal: 'manual',
        ...changed,
      }),
    );
  const stateOf = async (contractId: string) => (await getContract(reseller, { contractId })).state;
  const activeRows = async (key: TenantKey) => {
    const query = { state: 'active', after: '', tenantId: world.tenants[key].id } as const;
    return (await listContracts(reseller, query)).rows;
  };
  const active = async (key: TenantKey) => (await activeRows(key)).map((row) => row.name);
  /** The yes to "Replace <name>?" for the one that stands. */
  const replacing = async (key: TenantKey) => ({
    intent: 'activate',
    replace: (await activeRows(key))[0]?.id,
  });
  const end = async (key: TenantKey) => {
    for (const { id } of await activeRows(key)) {
      const { version } = await getContract(reseller, { contractId: id });
      await cancelContract(reseller, { contractId: id, version, reason: '' });
    }
  };
  const connect = (key: TenantKey, state: ConnectionState, purpose: 'reports' | 'insights' = 'reports') =>
    inside(async (tx) => {
      const { id } = await insertConnection(tx, { ctx: reseller, tenant: world.tenants[key], purpose });
      if (state !== 'draft')
        await tx.updateTable('connections').set({ state }).where('id', '=', id).execute();
      return id;
    });
  const connection = (id: string) =>
    inside((tx) =>
      tx
        .selectFrom('connections')
        .select(['state', 'state_before', 'next_poll_at', 'next_validation_at'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow(),
    );
  const mails = () =>
    inside((tx) => tx.selectFrom('mails').select(['template', 'to_email']).orderBy('id').execute());

  const endDaysTold = async () => {
    const told = await inside((tx) =>
      tx.selectFrom('mails').select('values_json').where('template', '=', 'contract-ended').execute(),
    );
    return told.map((mail) => JSON.parse(mail.values_json).endedOn);
  };

  describe('the gate', () => {
    it('is open with an active contract, for all accounts or those that it lists', async () => {
      expect(await gateOf('customerA1')).toMatchObject({
        open: true,
        contractName: 'Fjord Foods 2026',
        accounts: null,
      });
      await write('customerA2', { intent: 'activate', accountsMode: 'listed', accountIds: '123456789012' });
      expect(await gateOf('customerA2')).toMatchObject({ open: true, accounts: ['123456789012'] });
    });

    it('says which contract is missing and who must act', async () => {
      expect(await gateOf('customerA2')).toMatchObject({
        open: false,
        reason: 'none',
        says: 'There is no contract yet.',
        todo: 'Harbour Resale must create one.',
      });
      await write('customerA2', { name: 'First' });
      expect(await gateOf('customerA2')).toMatchObject({
        reason: 'draft',
        says: 'The contract "First" is a draft and not active yet.',
        todo: 'Harbour Resale must activate it.',
      });
      await write('customerA2', { name: 'Later', startDate: '2026-12-01', intent: 'activate' });
      expect(await gateOf('customerA2')).toMatchObject({
        reason: 'scheduled',
        says: 'The contract "Later" starts on 1 Dec 2026 (Europe/Oslo).',
      });
    });

    it('takes a draft that was cancelled for no contract', async () => {
      const { id } = await write('customerA2');
      await cancelContract(reseller, { contractId: id, version: 1, reason: '' });
      expect(await gateOf('customerA2')).toMatchObject({
        reason: 'none',
        says: 'There is no contract yet.',
        contractId: null,
      });
    });

    it('is closed after a contract ended, also before the clock has said so', async () => {
      await write('customerA2', { intent: 'activate', endDate: '2026-11-30' });
      world.clock.set('2026-11-30T22:59:59.000Z');
      expect((await gateOf('customerA2')).open).toBe(true);
      world.clock.set('2026-11-30T23:00:00.000Z');
      expect(await gateOf('customerA2')).toMatchObject({
        reason: 'ended',
        says: 'The contract "Alta 2027" ended on 30 Nov 2026.',
      });
    });

    it('of an end customer does not need a contract of its reseller', async () => {
      expect((await gateOf('customerB1')).open).toBe(true);
      expect((await gateOf('resellerB')).open).toBe(false);
    });

    it('stands in the database too: a raw insert without a contract is refused', async () => {
      await expect(connect('customerA2', 'draft')).rejects.toThrow(/contract_required/);
    });

    it('stands in the database too: nothing unconfirmed moves forward without a contract', async () => {
      const id = await connect('customerA1', 'draft');
      await inside((tx) =>
        tx
          .updateTable('contracts')
          .set({ state: 'expired' })
          .where('tenant_id', '=', world.tenants.customerA1.id)
          .execute(),
      );
      const move = inside((tx) =>
        tx.updateTable('connections').set({ state: 'awaiting_stack' }).where('id', '=', id).execute(),
      );
      await expect(move).rejects.toThrow(/contract_required/);
    });
  });

  describe('when a contract ends', () => {
    it.each(unconfirmedStates)('a connection in %s pauses and later goes on there', async (state) => {
      const id = await connect('customerA1', state);
      await end('customerA1');
      expect(await connection(id)).toMatchObject({
        state: 'paused',
        state_before: state,
        next_poll_at: null,
      });
      await write('customerA1', { intent: 'activate' });
      expect(await connection(id)).toMatchObject({ state, state_before: null });
    });

    it.each(['confirmed', 'complete', 'broken', 'disconnected'] as const)(
      'one in %s stays as it is',
      async (state) => {
        const id = await connect('customerA1', state);
        await end('customerA1');
        expect((await connection(id)).state).toBe(state);
      },
    );

    it('a proven account with insights goes on being checked', async () => {
      const proven = await connect('customerA1', 'role_verified', 'insights');
      const waiting = await connect('customerA1', 'awaiting_stack', 'insights');
      await end('customerA1');
      expect([(await connection(proven)).state, (await connection(waiting)).state]).toEqual([
        'role_verified',
        'paused',
      ]);
    });

    it('the partner is told and the activity says how many paused', async () => {
      await connect('customerA1', 'draft');
      await connect('customerA1', 'report_valid');
      await end('customerA1');
      const told = (await mails()).filter((mail) => mail.template === 'contract-ended');
      expect(told.map((mail) => mail.to_email).sort()).toEqual(
        [
          world.users.resellerAdmin.email,
          world.users.resellerAdminBelowNone.email,
          world.users.resellerAdminBelowSales.email,
        ].sort(),
      );
      const entry = await inside((tx) =>
        tx
          .selectFrom('activities')
          .select('detail_json')
          .where('action', '=', 'connections.paused')
          .executeTakeFirstOrThrow(),
      );
      expect(JSON.parse(entry.detail_json)).toEqual({ count: '2 connections' });
    });

    it('and is replaced at once, nothing pauses and nobody is told', async () => {
      const id = await connect('customerA1', 'awaiting_stack');
      await write('customerA1', await replacing('customerA1'));
      expect((await connection(id)).state).toBe('awaiting_stack');
      expect(await mails()).toEqual([]);
    });

    it('of a reseller, its end customers go on', async () => {
      const id = await connect('customerA1', 'draft');
      const distributor = world.ctxFor('distributorAdmin');
      const { rows } = await listContracts(distributor, {
        state: 'active',
        after: '',
        tenantId: world.tenants.resellerA.id,
      });
      await cancelContract(distributor, { contractId: rows[0]?.id ?? '', version: 1, reason: '' });
      expect((await connection(id)).state).toBe('draft');
    });
  });

  describe('when a contract becomes active', () => {
    it('the active Admins of the end customer learn that they can connect', async () => {
      await write('customerA2', { intent: 'activate' });
      expect(await mails()).toEqual([
        { template: 'you-can-connect', to_email: world.users.customerA2Admin.email },
      ]);
    });

    it('what was paused is looked at by the worker at once', async () => {
      const polled = await connect('customerA1', 'awaiting_stack');
      const validated = await connect('customerA1', 'report_invalid');
      await end('customerA1');
      const before = world.jobs.enqueued.length;
      await write('customerA1', { intent: 'activate' });
      const looks = world.jobs.enqueued.slice(before).filter((job) => job.kind !== 'mail.send');
      expect(looks.map((job) => [job.kind, job.payload])).toEqual([
        ['connection.poll', { connectionId: polled }],
        ['connection.validate', { connectionId: validated }],
      ]);
    });
  });

  describe('the clock', () => {
    it('starts a scheduled contract at the first instant of its day in its zone', async () => {
      const { id } = await write('customerA2', { startDate: '2026-12-01', intent: 'activate' });
      world.clock.set('2026-11-30T22:59:59.000Z');
      await tickContracts(world.systemCtx());
      expect(await stateOf(id)).toBe('scheduled');
      world.clock.set('2026-11-30T23:00:00.000Z');
      await tickContracts(world.systemCtx());
      expect(await stateOf(id)).toBe('active');
      expect((await mails()).map((mail) => mail.template)).toEqual(['you-can-connect']);
    });

    it('lets the scheduled contract supersede the one that stands, without a pause', async () => {
      const waiting = await connect('customerA1', 'awaiting_report');
      await write('customerA1', { startDate: '2026-12-01', ...(await replacing('customerA1')) });
      world.clock.set('2026-12-01T08:00:00.000Z');
      await tickContracts(world.systemCtx());
      expect(await active('customerA1')).toEqual(['Alta 2027']);
      expect((await connection(waiting)).state).toBe('awaiting_report');
      expect(await mails()).toEqual([]);
    });

    it('hands over from a contract that ends to one that starts, without a pause', async () => {
      const first = await write('customerA2', { name: 'First', endDate: '2026-11-30', intent: 'activate' });
      const waiting = await connect('customerA2', 'draft');
      await write('customerA2', { name: 'Second', startDate: '2026-12-01', intent: 'activate' });
      world.clock.set('2026-12-01T08:00:00.000Z');
      await tickContracts(world.systemCtx());
      expect([await stateOf(first.id), await active('customerA2')]).toEqual(['expired', ['Second']]);
      expect((await connection(waiting)).state).toBe('draft');
    });

    it('ends a contract after its last day and pauses what is not confirmed', async () => {
      const { id } = await write('customerA2', { endDate: '2026-11-30', intent: 'activate' });
      const waiting = await connect('customerA2', 'stack_in_progress');
      world.clock.set('2026-12-01T08:00:00.000Z');
      await tickContracts(world.systemCtx());
      expect([await stateOf(id), (await connection(waiting)).state]).toEqual(['expired', 'paused']);
      expect(await endDaysTold()).toEqual(['30 Nov 2026', '30 Nov 2026', '30 Nov 2026']);
    });

    it('tells of a contract that was cancelled the day of that, whatever its end date said', async () => {
      await write('customerA2', { endDate: '2026-12-31', intent: 'activate' });
      world.clock.set('2026-11-30T23:30:00.000Z');
      await end('customerA2');
      expect(new Set(await endDaysTold())).toEqual(new Set(['1 Dec 2026']));
    });

    it('that stood still for longer leaves the latest of several active', async () => {
      await write('customerA2', {
        name: 'Past',
        startDate: '2026-11-25',
        endDate: '2026-11-26',
        intent: 'activate',
      });
      await write('customerA2', { name: 'Third', startDate: '2026-11-29', intent: 'activate' });
      await write('customerA2', { name: 'Second', startDate: '2026-11-28', intent: 'activate' });
      world.clock.set('2026-12-24T08:00:00.000Z');
      await tickContracts(world.systemCtx());
      const { rows } = await listContracts(reseller, {
        state: '',
        after: '',
        tenantId: world.tenants.customerA2.id,
      });
      expect(Object.fromEntries(rows.map((row) => [row.name, row.state]))).toEqual({
        Past: 'expired',
        Second: 'superseded',
        Third: 'active',
      });
    });

    it('run twice, or by two workers at once, does everything once', async () => {
      await write('customerA2', { startDate: '2026-12-01', intent: 'activate' });
      world.clock.set('2026-12-01T08:00:00.000Z');
      await Promise.all([tickContracts(world.systemCtx()), tickContracts(world.systemCtx())]);
      expect(await tickContracts(world.systemCtx())).toBe(0);
      const started = await inside((tx) =>
        tx.selectFrom('activities').select('id').where('action', '=', 'contract.activated').execute(),
      );
      expect(started).toHaveLength(1);
      expect(await mails()).toHaveLength(1);
    });
  });
});
