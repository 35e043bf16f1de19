import { beforeEach, describe, expect, it } from 'vitest';
import { CustomerQuery, FirstAdmin, NewTenant, TenantProfile } from '@/lib/customers';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type TenantKey, type UserKey, type World } from '@/server/testing/world';
import { insertConnection } from '../connections/insert';
import { addTenant } from './add';
import { getTenant } from './get';
import { inviteFirstAdmin } from './invite-first-admin';
import { listCustomers } from './list';
import { possibleParents } from './parents';
import { updateProfile } from './update-profile';

const nobody = '00000000-0000-4000-8000-000000000000';

eachDatabase((open) => {
  let world: World;

  beforeEach(async () => {
    world = await makeWorld(await open());
  });

  const tenant = (key: TenantKey) => world.tenants[key].id;
  const wanted = (parentId: string, changed: Record<string, unknown> = {}) =>
    NewTenant.parse({ kind: 'customer', parentId, name: 'Polar Print', domain: 'polar.example', ...changed });
  const person = (tenantId: string, changed: Record<string, unknown> = {}) =>
    FirstAdmin.parse({
      tenantId,
      email: 'ida@polar.example',
      firstName: 'Ida',
      lastName: 'Berg',
      jobFunction: 'Founder',
      ...changed,
    });
  const list = (user: UserKey, query: Record<string, unknown> = {}) =>
    listCustomers(world.ctxFor(user), CustomerQuery.parse(query));

  describe('adding', () => {
    it('puts an end customer under its reseller, with the parent’s time zone', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const { id } = await addTenant(ctx, wanted(tenant('resellerA'), { domain: 'PÔLAR.example' }));
      expect(await getTenant(ctx, { tenantId: id })).toMatchObject({
        kind: 'customer',
        domain: 'xn--plar-vqa.example',
        parentName: 'Harbour Resale',
        timeZone: 'Europe/Oslo',
        progress: { completed: 1, total: 6 },
        path: [{ name: 'Harbour Resale', isOwn: true }],
      });
      const row = await withScope(ctx, (tx) =>
        tx
          .selectFrom('tenants')
          .select(['tenant_id', 'reseller_id', 'distributor_id'])
          .where('id', '=', id)
          .executeTakeFirst(),
      );
      expect(row).toEqual({
        tenant_id: id,
        reseller_id: tenant('resellerA'),
        distributor_id: tenant('distributor'),
      });
    });

    it('makes a reseller its own ancestor, so that it sees itself', async () => {
      const ctx = world.ctxFor('distributorAdmin');
      const { id } = await addTenant(ctx, wanted(tenant('distributor'), { kind: 'reseller' }));
      const row = await withScope(ctx, (tx) =>
        tx.selectFrom('tenants').select('reseller_id').where('id', '=', id).executeTakeFirst(),
      );
      expect(row?.reseller_id).toBe(id);
    });

    it('refuses a domain twice under one parent, also of two at once, and allows it under another', async () => {
      const ctx = world.ctxFor('distributorAdmin');
      const results = await Promise.allSettled([1, 2].map(() => addTenant(ctx, wanted(tenant('resellerA')))));
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = results.find((result) => result.status === 'rejected');
      expect(lost?.reason).toMatchObject({ code: 'conflict', details: { field: 'domain' } });
      const { id } = await addTenant(ctx, wanted(tenant('resellerB')));
      expect((await getTenant(ctx, { tenantId: id })).alsoUnder).toEqual(['Harbour Resale']);
      expect((await getTenant(world.ctxFor('resellerBAdmin'), { tenantId: id })).alsoUnder).toEqual([]);
    });

    it.each<[UserKey, TenantKey, 'customer' | 'reseller', string]>([
      ['distributorAdmin', 'resellerB', 'customer', 'yes'],
      ['distributorAdmin', 'distributor', 'reseller', 'yes'],
      ['distributorAdmin', 'distributor', 'customer', 'invalid'],
      ['distributorAdmin', 'resellerA', 'reseller', 'invalid'],
      ['distributorSales', 'resellerA', 'customer', 'forbidden'],
      ['resellerAdmin', 'resellerA', 'customer', 'yes'],
      ['resellerAdminBelowNone', 'resellerA', 'customer', 'yes'],
      ['resellerAdmin', 'resellerB', 'customer', 'invalid'],
      ['resellerAdmin', 'distributor', 'reseller', 'forbidden'],
      ['resellerSalesBelowAdmin', 'resellerA', 'customer', 'forbidden'],
      ['customerAdmin', 'resellerA', 'customer', 'forbidden'],
      ['customerViewer', 'resellerA', 'customer', 'forbidden'],
    ])('%s under %s a %s: %s', async (user, parent, kind, answer) => {
      const attempt = async () => addTenant(world.ctxFor(user), wanted(tenant(parent), { kind }));
      if (answer === 'yes') expect((await attempt()).name).toBe('Polar Print');
      else await expect(attempt()).rejects.toMatchObject({ code: answer });
    });

    it('answers a parent of a sibling like one that does not exist', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const refused = async (parentId: string) => addTenant(ctx, wanted(parentId)).catch(String);
      expect(await refused(tenant('resellerB'))).toBe(await refused(nobody));
    });

    it('offers the kinds and parents that the actor may use', async () => {
      const offered = async (user: UserKey) =>
        Object.fromEntries(
          (await possibleParents(world.ctxFor(user))).map((one) => [
            one.kind,
            one.parents.map((p) => p.name),
          ]),
        );
      expect(await offered('distributorAdmin')).toEqual({
        customer: ['Coastline', 'Harbour Resale'],
        reseller: ['Northern Cloud'],
      });
      expect(await offered('resellerAdmin')).toEqual({ customer: ['Harbour Resale'] });
      expect(() => possibleParents(world.ctxFor('resellerSales'))).toThrow('Your role does not allow this.');
    });
  });

  describe('the first Admin', () => {
    it('is invited as Admin with a welcome email, after Complete later too', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const { id } = await addTenant(ctx, wanted(tenant('resellerA')));
      const before = await getTenant(ctx, { tenantId: id });
      expect(before.progress.next).toMatchObject({
        key: 'invite_admin',
        button: { label: 'Invite admin user', href: `/customers/${id}/invite` },
      });
      await inviteFirstAdmin(ctx, person(id));
      const after = await getTenant(ctx, { tenantId: id });
      expect(after.firstAdmin).toEqual({
        name: 'Ida Berg',
        email: 'ida@polar.example',
        state: 'invited',
        isOutsideDomain: false,
      });
      const mails = await withScope(ctx, (tx) =>
        tx.selectFrom('mails').select(['template', 'to_email']).execute(),
      );
      expect(mails).toEqual([{ template: 'invitation', to_email: 'ida@polar.example' }]);
    });

    it('outside the domain is allowed and marked', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const { id } = await addTenant(ctx, wanted(tenant('resellerA')));
      await inviteFirstAdmin(ctx, person(id, { email: 'ida@mail.example' }));
      expect((await getTenant(ctx, { tenantId: id })).firstAdmin?.isOutsideDomain).toBe(true);
    });

    it('of a reseller holds a role in customers below', async () => {
      const ctx = world.ctxFor('distributorAdmin');
      const { id } = await addTenant(ctx, wanted(tenant('distributor'), { kind: 'reseller' }));
      await expect(inviteFirstAdmin(ctx, person(id))).rejects.toMatchObject({
        details: { field: 'belowRole' },
      });
      await inviteFirstAdmin(ctx, person(id, { belowRole: 'sales' }));
      expect((await getTenant(ctx, { tenantId: id })).firstAdmin?.state).toBe('invited');
    });

    it.each<[UserKey, string]>([
      ['distributorAdmin', 'yes'],
      ['resellerAdmin', 'yes'],
      ['resellerAdminBelowNone', 'yes'],
      ['resellerSales', 'forbidden'],
      ['resellerBAdmin', 'not_found'],
      ['customerAdmin', 'not_found'],
    ])('may be invited by %s: %s', async (user, answer) => {
      const { id } = await addTenant(world.ctxFor('resellerAdmin'), wanted(tenant('resellerA')));
      const invited = inviteFirstAdmin(world.ctxFor(user), person(id));
      if (answer === 'yes') expect((await invited).tenantId).toBe(id);
      else await expect(invited).rejects.toMatchObject({ code: answer });
    });
  });

  describe('the profile', () => {
    const changed = (key: TenantKey, change: Record<string, unknown> = {}) =>
      TenantProfile.parse({
        tenantId: tenant(key),
        version: 1,
        name: 'Fjord Foods AS',
        domain: 'fjord.example',
        timeZone: 'Europe/Paris',
        ...change,
      });

    it('changes with its version, and an older form is refused', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      await updateProfile(ctx, changed('customerA1'));
      expect(await getTenant(ctx, { tenantId: tenant('customerA1') })).toMatchObject({
        name: 'Fjord Foods AS',
        domain: 'fjord.example',
        timeZone: 'Europe/Paris',
        version: 2,
      });
      await expect(updateProfile(ctx, changed('customerA1'))).rejects.toMatchObject({ code: 'stale' });
    });

    it('cannot take the domain of a sibling', async () => {
      const { domain } = world.tenants.customerA2;
      await expect(
        updateProfile(world.ctxFor('resellerAdmin'), changed('customerA1', { domain })),
      ).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`has a customer with the domain ${domain} already`),
        details: { field: 'domain' },
      });
    });

    it('that takes the domain of a sibling learns nothing of it from inside', async () => {
      const { domain } = world.tenants.customerA2;
      const refused = updateProfile(world.ctxFor('customerAdmin'), changed('customerA1', { domain }));
      await expect(refused).rejects.toMatchObject({
        code: 'conflict',
        details: { happened: `The domain ${domain} cannot be used here.`, field: 'domain' },
      });
    });

    it('of two that take one domain at the same moment refuses one beside the field', async () => {
      const take = (key: TenantKey) =>
        updateProfile(world.ctxFor('resellerAdmin'), changed(key, { domain: 'wanted.example' }));
      const added = addTenant(
        world.ctxFor('resellerAdmin'),
        wanted(tenant('resellerA'), { domain: 'wanted.example' }),
      );
      const all = await Promise.allSettled([take('customerA1'), take('customerA2'), added]);
      const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      const taken = { code: 'conflict', details: expect.objectContaining({ field: 'domain' }) };
      expect(refused).toEqual([expect.objectContaining(taken), expect.objectContaining(taken)]);
    });

    it.each<[UserKey, string]>([
      ['customerAdmin', 'yes'],
      ['distributorAdmin', 'yes'],
      ['customerViewer', 'forbidden'],
      ['resellerSales', 'forbidden'],
      ['distributorAdminBelowSales', 'forbidden'],
      ['resellerBAdmin', 'not_found'],
    ])('by %s: %s', async (user, answer) => {
      const saved = updateProfile(world.ctxFor(user), changed('customerA1'));
      if (answer === 'yes') expect((await saved).id).toBe(tenant('customerA1'));
      else await expect(saved).rejects.toMatchObject({ code: answer });
    });
  });

  describe('the tree', () => {
    const drawn = async (user: UserKey, query: Record<string, unknown> = {}) =>
      (await list(user, query)).rows.map((row) => `${'  '.repeat(row.depth)}${row.name}`);

    it('is the whole one for a distributor, its own branch for a reseller', async () => {
      expect(await drawn('distributorSales')).toEqual([
        'Northern Cloud',
        '  Coastline',
        '    Northwind',
        '  Harbour Resale',
        '    Alta Media',
        '    Fjord Foods',
      ]);
      expect(await drawn('resellerSales')).toEqual(['Harbour Resale', '  Alta Media', '  Fjord Foods']);
    });

    it('is not there for an end customer', async () => {
      expect(() => list('customerAdmin')).toThrow('Your role does not allow this.');
    });

    it('keeps a parent when a child matches the name, in any case', async () => {
      expect(await drawn('distributorAdmin', { name: 'FJORD' })).toEqual([
        'Northern Cloud',
        '  Harbour Resale',
        '    Fjord Foods',
      ]);
      const { rows, found, total } = await list('distributorAdmin', { name: 'fjord' });
      expect([rows.map((row) => row.matches), found, total]).toEqual([[false, false, true], 1, 6]);
      expect(await drawn('distributorAdmin', { name: 'nobody' })).toEqual([]);
    });

    it('filters by CUR delivery, the worst of a customer’s connections', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      await withScope(ctx, async (tx) => {
        for (const delivery of ['success', 'failed'] as const) {
          const { id } = await insertConnection(tx, {
            ctx,
            tenant: world.tenants.customerA1,
            purpose: 'reports',
          });
          await tx.updateTable('connections').set({ delivery }).where('id', '=', id).execute();
        }
      });
      expect(await drawn('resellerAdmin', { delivery: 'failed' })).toEqual([
        'Harbour Resale',
        '  Fjord Foods',
      ]);
      expect(await drawn('resellerAdmin', { delivery: 'success' })).toEqual([]);
      expect(await drawn('resellerAdmin', { delivery: 'not_available' })).toEqual([
        'Harbour Resale',
        '  Alta Media',
      ]);
    });

    it('filters by status', async () => {
      expect(await drawn('resellerAdmin', { status: 'done' })).toEqual(['Harbour Resale']);
      expect(await drawn('resellerAdmin', { status: 'waiting' })).toEqual([
        'Harbour Resale',
        '  Alta Media',
        '  Fjord Foods',
      ]);
    });

    it('shows the first Admin to those who may read users', async () => {
      const admins = async (user: UserKey) =>
        (await list(user, { name: 'Fjord' })).rows.map((row) => row.firstAdmin?.email ?? null);
      expect(await admins('resellerSales')).toContain(world.users.customerAdmin.email);
      expect((await admins('resellerAdminBelowNone')).at(-1)).toBeNull();
    });

    it('comes a page of whole branches at a time, each tenant once', async () => {
      const ctx = world.ctxFor('resellerAdmin');
      const { id } = await addTenant(
        ctx,
        wanted(tenant('resellerA'), { name: 'Shop 0', domain: 's0.example' }),
      );
      await withScope(world.systemCtx(), async (tx) => {
        const shop = await tx
          .selectFrom('tenants')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        const more = Array.from({ length: 204 }, (_, index) => {
          const own = world.newId();
          const domain = `s${index + 1}.example`;
          return { ...shop, id: own, tenant_id: own, name: `Shop ${index + 1}`, domain };
        });
        await tx.insertInto('tenants').values(more).execute();
      });
      const first = await list('resellerAdmin');
      const second = await list('resellerAdmin', { after: first.next });
      const below = [...first.rows, ...second.rows].filter((row) => row.depth === 1).map((row) => row.id);
      expect([first.rows.length, second.next, below.length, new Set(below).size]).toEqual([
        200,
        null,
        207,
        207,
      ]);
    });
  });

  describe('a tenant', () => {
    it('of a sibling answers like one that does not exist', async () => {
      const refused = (tenantId: string) =>
        getTenant(world.ctxFor('resellerAdmin'), { tenantId }).catch(String);
      expect(await refused(tenant('customerB1'))).toBe(await refused(nobody));
      expect(await refused(tenant('distributor'))).toBe(await refused(nobody));
    });

    it('says what the person may do there', async () => {
      const may = async (user: UserKey) =>
        (await getTenant(world.ctxFor(user), { tenantId: tenant('customerA1') })).may;
      expect(await may('resellerAdmin')).toMatchObject({
        update: true,
        writeContract: true,
        readUsers: true,
      });
      expect(await may('resellerSales')).toMatchObject({
        update: false,
        writeContract: false,
        readUsers: true,
      });
      expect(await may('resellerAdminBelowNone')).toMatchObject({
        writeContract: true,
        readUsers: false,
        readConnections: false,
        readActivity: false,
      });
    });

    it('shows no more of what lies above than its partner’s name', async () => {
      const own = await getTenant(world.ctxFor('customerAdmin'), { tenantId: tenant('customerA1') });
      expect([own.path, own.parentName]).toEqual([[], 'Harbour Resale']);
      expect(JSON.stringify(own)).not.toContain('Northern Cloud');
    });
  });
});
