import { beforeEach, describe, expect, it } from 'vitest';
import { NewContract } from '@/lib/contracts';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { createContract } from '../contracts/create';
import { listContracts } from '../contracts/list';
import { tickContracts } from '../contracts/tick';
import { listActivities } from './list';

eachDatabase((open) => {
  let world: World;

  beforeEach(async () => {
    world = await makeWorld(await open());
  });

  const write = (user: UserKey, name: string, changed: Record<string, unknown> = {}) =>
    createContract(
      world.ctxFor(user),
      NewContract.parse({
        tenantId: world.tenants.customerA1.id,
        name,
        startDate: '2026-12-01',
        timeZone: 'UTC',
        renewal: 'auto',
        ...changed,
      }),
    );
  const said = async (user: UserKey, tenantId?: string) =>
    (await listActivities(world.ctxFor(user), { tenantId, after: '' })).rows.map(
      ({ who, sentence, onBehalfOf }) =>
        `${who.name}${who.company ? ` (${who.company})` : ''} ${sentence}${onBehalfOf ? ` for ${onBehalfOf}` : ''}`,
    );

  describe('who is named to whom', () => {
    beforeEach(async () => {
      await write('resellerAdmin', 'One');
      world.clock.advance({ seconds: 1 });
      await write('distributorAdmin', 'Two');
    });

    it('an end customer reads its partner’s people by name, and whoever is further up as its partner', async () => {
      expect(await said('customerAdmin')).toEqual([
        'Harbour Resale created the contract Two for Harbour Resale',
        'resellerAdmin Example (Harbour Resale) created the contract One',
      ]);
    });

    it('a reseller reads its own people without and its distributor with the company', async () => {
      expect(await said('resellerSales')).toEqual([
        'distributorAdmin Example (Northern Cloud) created the contract Two for Harbour Resale',
        'resellerAdmin Example created the contract One',
      ]);
    });

    it('a distributor reads everybody below with the company', async () => {
      expect(await said('distributorSales', world.tenants.customerA1.id)).toEqual([
        'distributorAdmin Example created the contract Two for Harbour Resale',
        'resellerAdmin Example (Harbour Resale) created the contract One',
      ]);
    });

    it('a sibling reads nothing, and without a role below nothing of those below is read', async () => {
      expect([await said('resellerBAdmin'), await said('resellerAdminBelowNone')]).toEqual([[], []]);
      await expect(said('resellerAdminBelowNone', world.tenants.customerA1.id)).rejects.toMatchObject({
        code: 'forbidden',
      });
      await expect(said('resellerBAdmin', world.tenants.customerA1.id)).rejects.toMatchObject({
        code: 'not_found',
      });
    });
  });

  it('the system speaks in its own name', async () => {
    const query = { state: 'active', after: '', tenantId: world.tenants.customerA1.id } as const;
    const { rows } = await listContracts(world.ctxFor('resellerAdmin'), query);
    await write('resellerAdmin', 'Soon', { intent: 'activate', replace: rows[0]?.id });
    world.clock.set('2026-12-02T00:00:00.000Z');
    await tickContracts(world.systemCtx());
    expect((await said('customerAdmin'))[0]).toBe('Tributary activated the contract Soon');
  });

  it('is read a page at a time, newest first, each entry once', async () => {
    await write('resellerAdmin', 'Draft 0');
    await withScope(world.systemCtx(), async (tx) => {
      const entry = await tx
        .selectFrom('activities')
        .selectAll()
        .where('distributor_id', '=', world.tenants.distributor.id)
        .executeTakeFirstOrThrow();
      const more = Array.from({ length: 59 }, (_, index) => {
        world.clock.advance({ seconds: (index + 1) % 2 });
        const detail_json = JSON.stringify({ name: `Draft ${index + 1}` });
        return { ...entry, id: world.newId(), at: world.clock.now().toISOString(), detail_json };
      });
      await tx.insertInto('activities').values(more).execute();
    });
    const ctx = world.ctxFor('customerAdmin');
    const first = await listActivities(ctx, { after: '' });
    const second = await listActivities(ctx, { after: first.next ?? '' });
    const ids = [...first.rows, ...second.rows].map((row) => row.id);
    expect([ids.length, new Set(ids).size, second.next]).toEqual([60, 60, null]);
    expect(first.rows[0]?.sentence).toBe('created the contract Draft 59');
  });
});
