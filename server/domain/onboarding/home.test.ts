import { beforeEach, describe, expect, it } from 'vitest';
import { HomeQuery } from '@/lib/customers';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type TenantKey, type UserKey, type World } from '@/server/testing/world';
import { insertConnection } from '../connections/insert';
import { home } from './home';
import { tenantProgress } from './progress';

eachDatabase((open) => {
  let world: World;

  beforeEach(async () => {
    world = await makeWorld(await open());
  });

  const inside = <T>(work: (tx: Tx) => Promise<T>) => withScope(world.systemCtx(), work);
  const connect = (key: TenantKey, set: Partial<ConnectionRow>) =>
    inside(async (tx) => {
      const { id } = await insertConnection(tx, {
        ctx: world.systemCtx(),
        tenant: world.tenants[key],
        purpose: 'reports',
      });
      await tx.updateTable('connections').set(set).where('id', '=', id).execute();
      return id;
    });
  const partnerHome = async (user: UserKey, turn = '') => {
    const shown = await home(world.ctxFor(user), HomeQuery.parse({ turn }));
    if (shown.kind !== 'partner') throw new Error('not the home of a partner');
    return shown;
  };
  const customerHome = async (user: UserKey) => {
    const shown = await home(world.ctxFor(user), HomeQuery.parse({}));
    if (shown.kind !== 'customer') throw new Error('not the home of an end customer');
    return shown;
  };
  const complete = { state: 'complete', completed_at: '2026-11-20T09:00:00.000Z' } as const;

  describe('home of a partner', () => {
    it('counts by whose turn it is and puts what it can act on first', async () => {
      await connect('customerB1', { state: 'awaiting_report', account_id: '123456789012' });
      const shown = await partnerHome('distributorAdmin');
      expect(shown.counts).toEqual({ partner: 1, tenant: 2, aws: 1, done: 1 });
      expect(shown.rows.map((row) => [row.name, row.progress.next?.turn?.who])).toEqual([
        ['Coastline', 'Northern Cloud'],
        ['Alta Media', 'Harbour Resale'],
        ['Fjord Foods', 'Fjord Foods'],
        ['Northwind', 'AWS'],
      ]);
    });

    it('a turn of a reseller needs the reseller, and the distributor waits for it', async () => {
      const named = async (user: UserKey, turn: string) =>
        (await partnerHome(user, turn)).rows.map((row) => row.name);
      expect(await named('resellerAdmin', 'partner')).toEqual(['Alta Media']);
      expect(await named('distributorAdmin', 'partner')).toEqual(['Coastline']);
      expect(await named('distributorAdmin', 'tenant')).toContain('Alta Media');
    });

    it('keeps the rows of one turn', async () => {
      const shown = await partnerHome('resellerAdmin', 'partner');
      expect(shown.rows.map((row) => row.name)).toEqual(['Alta Media']);
    });

    it('puts the longest wait first within a turn', async () => {
      const names = async () => (await partnerHome('distributorAdmin', 'tenant')).rows.map((row) => row.name);
      expect(await names()).toEqual(['Alta Media', 'Fjord Foods', 'Northwind']);
      await inside((tx) =>
        tx
          .updateTable('contracts')
          .set({ activated_at: '2026-11-01T00:00:00.000Z' })
          .where('tenant_id', '=', world.tenants.customerA1.id)
          .execute(),
      );
      await inside((tx) =>
        tx
          .updateTable('memberships')
          .set({ activated_at: '2026-11-01T00:00:00.000Z' })
          .where('tenant_id', '=', world.tenants.customerA1.id)
          .execute(),
      );
      expect(await names()).toEqual(['Fjord Foods', 'Alta Media', 'Northwind']);
    });

    it('loses a tenant that is onboarded, and counts it in its month', async () => {
      await connect('customerA1', complete);
      const shown = await partnerHome('resellerAdmin');
      expect(shown.rows.map((row) => row.name)).toEqual(['Alta Media']);
      expect([
        shown.counts.done,
        (await partnerHome('resellerAdmin', 'done')).rows.map((row) => row.name),
      ]).toEqual([1, ['Fjord Foods']]);
      world.clock.set('2026-12-01T09:00:00.000Z');
      expect((await partnerHome('resellerAdmin')).counts.done).toBe(0);
    });

    it('shows nothing of a sibling', async () => {
      expect(JSON.stringify(await partnerHome('resellerBAdmin'))).not.toMatch(/Fjord|Alta|Harbour/);
    });

    it('tells a reseller about its own onboarding while it lasts', async () => {
      expect((await partnerHome('resellerBAdmin')).own?.next?.key).toBe('contract_active');
      expect((await partnerHome('resellerAdmin')).own).toBeNull();
    });

    it('gives Sales no buttons', async () => {
      const { rows, mayAdd } = await partnerHome('resellerSales');
      expect([mayAdd, rows.flatMap((row) => row.progress.tasks).filter((task) => task.button)]).toEqual([
        false,
        [],
      ]);
    });
  });

  describe('home of an end customer', () => {
    it('has the one button that fits: connect, continue, manage', async () => {
      expect((await customerHome('customerAdmin')).button).toEqual({
        label: 'Connect your AWS Management Account',
        href: '/connections/new',
        post: {},
      });
      const id = await connect('customerA1', {
        reviewed_at: '2026-11-20T09:00:00.000Z',
        account_id: '123456789012',
      });
      expect((await customerHome('customerAdmin')).button).toEqual({
        label: 'Continue connecting 1234-5678-9012 (step 3 of 6)',
        href: `/connections/${id}/report`,
      });
      await inside((tx) => tx.updateTable('connections').set(complete).where('id', '=', id).execute());
      expect((await customerHome('customerAdmin')).button).toEqual({
        label: 'Manage AWS integrations',
        href: '/assets',
      });
    });

    it('says what stands in the way without a contract, and has no button then', async () => {
      const shown = await customerHome('customerA2Admin');
      expect([shown.gate, shown.button]).toEqual([
        { says: 'There is no contract yet.', todo: 'Harbour Resale must create one.' },
        null,
      ]);
    });

    it('gives a Viewer no button to connect', async () => {
      expect(await customerHome('customerViewer')).toMatchObject({ button: null, mayConnect: false });
    });

    it('names the partner and a person there, and nobody further up', async () => {
      const shown = await customerHome('customerAdmin');
      expect(shown.partner?.company).toBe('Harbour Resale');
      expect(shown.partner?.email).toMatch(/^reseller/);
      expect(JSON.stringify(shown)).not.toMatch(/Northern Cloud|distributor/);
    });

    it('shows CUR delivery of each connected account', async () => {
      await connect('customerA1', {
        ...complete,
        account_id: '123456789012',
        bucket: 'fjord-cur',
        delivery: 'warning',
      });
      expect((await customerHome('customerAdmin')).accounts).toMatchObject([
        { accountId: '123456789012', bucket: 'fjord-cur', health: 'warning', mayValidate: true },
      ]);
      const [seen] = (await customerHome('customerViewer')).accounts;
      expect(seen?.mayValidate).toBe(false);
      expect(seen?.href).toBe(`/connections/${seen?.id}/validate`);
    });
  });

  it('answers the progress of a sibling like that of nobody', async () => {
    const refused = (tenantId: string) =>
      tenantProgress(world.ctxFor('resellerBAdmin'), { tenantId }).catch(String);
    expect(await refused(world.tenants.customerA1.id)).toBe(
      await refused('00000000-0000-4000-8000-000000000000'),
    );
  });
});
