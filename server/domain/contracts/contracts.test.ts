import { beforeEach, describe, expect, it } from 'vitest';
import { ContractEdit, NewContract } from '@/lib/contracts';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { activateContract } from './activate';
import { cancelContract } from './cancel';
import { createContract } from './create';
import { newContractDraft, tenantsToContract } from './draft';
import { editContract } from './edit';
import { getContract } from './get';
import { listContracts } from './list';

const fields = {
  name: 'Alta 2027',
  startDate: '2026-11-01',
  endDate: '',
  timeZone: 'Europe/Oslo',
  renewal: 'auto',
};

function wanted(tenantId: string, changed: Record<string, unknown> = {}) {
  return NewContract.parse({ tenantId, ...fields, ...changed });
}

function edited(contract: { id: string; version: number }, changed: Record<string, unknown> = {}) {
  return ContractEdit.parse({ contractId: contract.id, version: contract.version, ...fields, ...changed });
}

eachDatabase((open) => {
  let world: World;
  let reseller: Ctx<UserActor>;

  beforeEach(async () => {
    world = await makeWorld(await open());
    reseller = world.ctxFor('resellerAdmin');
  });

  const tenant = (key: keyof World['tenants']) => world.tenants[key].id;
  const read = (id: string) => getContract(reseller, { contractId: id });
  const rowsOf = async (key: keyof World['tenants']) =>
    (await listContracts(reseller, { state: '', after: '', tenantId: tenant(key) })).rows;
  /** The id of the active contract: the yes to "Replace <name>?". */
  const standing = async (key: keyof World['tenants']) =>
    (await rowsOf(key)).find((row) => row.state === 'active')?.id;
  const activities = () =>
    withScope(world.systemCtx(), (tx) =>
      tx
        .selectFrom('activities')
        .select(['action', 'on_behalf'])
        .where('action', 'like', 'contract.%')
        .where('distributor_id', '=', world.tenants.distributor.id)
        .orderBy('at')
        .orderBy('id')
        .execute(),
    );

  describe('a contract', () => {
    it('is saved as a draft with everything that was typed', async () => {
      const { id } = await createContract(
        reseller,
        wanted(tenant('customerA2'), {
          accountsMode: 'listed',
          accountIds: '1234-5678-9012',
          entitlement: 'spp',
          invoicingPrefix: 'ALTA-1',
          notes: 'Renew in May',
          billing: { city: 'Bergen' },
        }),
      );
      expect(await read(id)).toMatchObject({
        state: 'draft',
        version: 1,
        startsAt: '2026-10-31T23:00:00.000Z',
        endsAt: null,
        accountsMode: 'listed',
        accountIds: ['123456789012'],
        entitlement: 'spp',
        invoicingPrefix: 'ALTA-1',
        notes: 'Renew in May',
        billing: { city: 'Bergen', country: '' },
        mayWrite: true,
      });
      expect(await activities()).toEqual([{ action: 'contract.created', on_behalf: 0 }]);
    });

    it('has no accounts and no prefix when it is not a customer contract', async () => {
      const distributor = world.ctxFor('distributorAdmin');
      const { id } = await createContract(
        distributor,
        wanted(tenant('resellerB'), {
          accountsMode: 'listed',
          accountIds: '123456789012',
          invoicingPrefix: 'X',
        }),
      );
      expect(await getContract(distributor, { contractId: id })).toMatchObject({
        accountsMode: 'all',
        accountIds: [],
        invoicingPrefix: null,
      });
    });

    it('written by the distributor for an end customer is marked on behalf', async () => {
      await createContract(world.ctxFor('distributorAdmin'), wanted(tenant('customerA2')));
      expect(await activities()).toEqual([{ action: 'contract.created', on_behalf: 1 }]);
    });

    it('becomes active at once, or scheduled when it starts later', async () => {
      const now = await createContract(reseller, wanted(tenant('customerA2'), { intent: 'activate' }));
      expect((await read(now.id)).state).toBe('active');
      const later = await createContract(
        reseller,
        wanted(tenant('customerA2'), {
          name: 'Next',
          startDate: '2026-12-01',
          intent: 'activate',
          replace: now.id,
        }),
      );
      expect((await read(later.id)).state).toBe('scheduled');
    });

    it('that has ended already cannot be activated', async () => {
      const ended = wanted(tenant('customerA2'), { endDate: '2026-11-22', intent: 'activate' });
      await expect(createContract(reseller, ended)).rejects.toMatchObject({
        code: 'invalid',
        details: { field: 'endDate' },
      });
      expect(
        (await listContracts(reseller, { state: '', after: '', tenantId: tenant('customerA2') })).rows,
      ).toEqual([]);
    });

    it('counts the whole of its last day in its own zone', async () => {
      world.clock.set('2026-11-23T22:59:59.000Z');
      const today = await createContract(
        reseller,
        wanted(tenant('customerA2'), { endDate: '2026-11-23', intent: 'activate' }),
      );
      expect((await read(today.id)).state).toBe('active');
    });
  });

  describe('editing', () => {
    it('raises the version and refuses an older form, naming who was first', async () => {
      const { id } = await createContract(reseller, wanted(tenant('customerA2')));
      await editContract(world.ctxFor('distributorAdmin'), edited({ id, version: 1 }, { name: 'Second' }));
      const late = editContract(reseller, edited({ id, version: 1 }, { name: 'Third' }));
      await expect(late).rejects.toMatchObject({
        code: 'stale',
        details: { happened: expect.stringContaining('distributorAdmin Example changed "Second"') },
      });
      expect(await read(id)).toMatchObject({ name: 'Second', version: 2 });
    });

    it('activates a draft with Save and mark as active', async () => {
      const { id } = await createContract(reseller, wanted(tenant('customerA2')));
      await editContract(reseller, edited({ id, version: 1 }, { intent: 'activate', name: 'Now' }));
      expect(await read(id)).toMatchObject({ name: 'Now', state: 'active' });
    });

    it('keeps an active contract inside its dates', async () => {
      const { id } = await createContract(reseller, wanted(tenant('customerA2'), { intent: 'activate' }));
      const { version } = await read(id);
      await expect(
        editContract(reseller, edited({ id, version }, { startDate: '2027-01-01' })),
      ).rejects.toMatchObject({ code: 'invalid', details: { field: 'startDate' } });
      await expect(
        editContract(reseller, edited({ id, version }, { endDate: '2026-11-20' })),
      ).rejects.toMatchObject({ code: 'invalid', details: { field: 'endDate' } });
      await editContract(reseller, edited({ id, version }, { endDate: '2026-11-23' }));
      expect(await read(id)).toMatchObject({ state: 'active', endsAt: '2026-11-23T23:00:00.000Z' });
    });

    it('makes a scheduled contract active when its start is moved to the past', async () => {
      const { id } = await createContract(
        reseller,
        wanted(tenant('customerA2'), { startDate: '2026-12-01', intent: 'activate' }),
      );
      const { version } = await read(id);
      await editContract(reseller, edited({ id, version }));
      expect((await read(id)).state).toBe('active');
    });
  });

  describe('cancelling', () => {
    it('is final and keeps the reason', async () => {
      const { id } = await createContract(reseller, wanted(tenant('customerA2'), { intent: 'activate' }));
      const { version } = await read(id);
      await cancelContract(reseller, { contractId: id, version, reason: 'Moved away' });
      expect(await read(id)).toMatchObject({
        state: 'cancelled',
        cancelReason: 'Moved away',
        mayWrite: false,
      });
      const again = await read(id);
      await expect(editContract(reseller, edited(again))).rejects.toMatchObject({ code: 'conflict' });
      await expect(
        cancelContract(reseller, { contractId: id, version: again.version, reason: '' }),
      ).rejects.toMatchObject({ code: 'conflict' });
      await expect(
        activateContract(reseller, { contractId: id, version: again.version }),
      ).rejects.toMatchObject({ code: 'conflict' });
    });
  });

  describe('who may', () => {
    const writers: [UserKey, keyof World['tenants'], 'yes' | 'forbidden' | 'not_found'][] = [
      ['distributorAdmin', 'distributor', 'yes'],
      ['distributorAdmin', 'resellerA', 'yes'],
      ['distributorAdmin', 'customerA2', 'yes'],
      ['distributorAdminBelowNone', 'customerA2', 'yes'],
      ['distributorSales', 'customerA2', 'forbidden'],
      ['resellerAdmin', 'customerA2', 'yes'],
      ['resellerAdminBelowNone', 'customerA2', 'yes'],
      ['resellerAdmin', 'resellerA', 'forbidden'],
      ['resellerAdmin', 'customerB1', 'not_found'],
      ['resellerAdmin', 'resellerB', 'not_found'],
      ['resellerAdmin', 'distributor', 'not_found'],
      ['resellerSales', 'customerA2', 'forbidden'],
      ['resellerSalesBelowAdmin', 'customerA2', 'forbidden'],
      ['customerAdmin', 'customerA1', 'forbidden'],
      ['customerAdmin', 'customerA2', 'not_found'],
      ['customerViewer', 'customerA1', 'forbidden'],
    ];

    it.each(writers)('%s writing for %s: %s', async (user, key, answer) => {
      const made = createContract(world.ctxFor(user), wanted(tenant(key)));
      if (answer === 'yes') expect((await made).tenantId).toBe(tenant(key));
      else await expect(made).rejects.toMatchObject({ code: answer });
    });

    it('answers a sibling id like one that does not exist', async () => {
      const contract = await createContract(reseller, wanted(tenant('customerA2')));
      const sibling = world.ctxFor('resellerBAdmin');
      const ask = async (contractId: string) => {
        const attempts = [
          getContract(sibling, { contractId }),
          editContract(sibling, edited({ id: contractId, version: 1 })),
          activateContract(sibling, { contractId, version: 1 }),
          cancelContract(sibling, { contractId, version: 1, reason: '' }),
        ];
        return (await Promise.allSettled(attempts)).map(
          (one) => one.status === 'rejected' && String(one.reason),
        );
      };
      expect(await ask(contract.id)).toEqual(await ask('00000000-0000-4000-8000-000000000000'));
    });

    it('lists to each what is in sight', async () => {
      const names = async (user: UserKey) =>
        (await listContracts(world.ctxFor(user), { state: '', after: '' })).rows
          .map((row) => row.tenant.name)
          .sort();
      expect(await names('resellerAdmin')).toEqual(['Fjord Foods', 'Harbour Resale']);
      expect(await names('customerAdmin')).toEqual(['Fjord Foods']);
      expect(await names('distributorSales')).toEqual([
        'Fjord Foods',
        'Harbour Resale',
        'Northern Cloud',
        'Northwind',
      ]);
    });

    it('shows notes, billing and reasons to the writer alone', async () => {
      const { id } = await createContract(
        reseller,
        wanted(tenant('customerA1'), {
          notes: 'Hard to please',
          intent: 'activate',
          replace: await standing('customerA1'),
        }),
      );
      const shown = await getContract(world.ctxFor('customerAdmin'), { contractId: id });
      expect(shown).toMatchObject({ name: 'Alta 2027', notes: null, billing: null, mayWrite: false });
    });
  });

  describe('the form of a new contract', () => {
    it('begins with the time zone of the parent and today there', async () => {
      world.clock.set('2026-11-23T23:30:00.000Z');
      expect(await newContractDraft(reseller, { tenantId: tenant('customerA1') })).toMatchObject({
        parentName: 'Harbour Resale',
        timeZone: 'Europe/Oslo',
        startDate: '2026-11-24',
        standing: 'Fjord Foods 2026',
      });
    });

    it('says when the distributor writes it on behalf of the reseller', async () => {
      const by = async (user: UserKey, key: keyof World['tenants']) =>
        (await newContractDraft(world.ctxFor(user), { tenantId: tenant(key) })).isOnBehalf;
      expect([
        await by('distributorAdmin', 'customerA1'),
        await by('resellerAdmin', 'customerA1'),
        await by('distributorAdmin', 'resellerA'),
        await by('distributorAdmin', 'distributor'),
      ]).toEqual([true, false, false, false]);
    });

    it('offers only tenants whose contracts the actor writes', async () => {
      const targets = await tenantsToContract(reseller);
      expect(targets.map((one) => one.name)).toEqual(['Alta Media', 'Fjord Foods']);
      expect(() => tenantsToContract(world.ctxFor('customerAdmin'))).toThrow(
        'Your role does not allow this.',
      );
    });
  });

  it('lists a page at a time, each contract once', async () => {
    const { id } = await createContract(reseller, wanted(tenant('customerA2'), { name: 'Draft 0' }));
    await withScope(world.systemCtx(), async (tx) => {
      const draft = await tx
        .selectFrom('contracts')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      const more = Array.from({ length: 54 }, (_, index) => {
        world.clock.advance({ seconds: (index + 1) % 2 });
        const at = world.clock.now().toISOString();
        return { ...draft, id: world.newId(), name: `Draft ${index + 1}`, created_at: at, updated_at: at };
      });
      await tx.insertInto('contracts').values(more).execute();
    });
    const first = await listContracts(reseller, { state: 'draft', after: '' });
    const second = await listContracts(reseller, { state: 'draft', after: first.next ?? '' });
    const ids = [...first.rows, ...second.rows].map((row) => row.id);
    expect([first.rows.length, second.rows.length, new Set(ids).size]).toEqual([50, 5, 55]);
    expect(second.next).toBeNull();
  });
});
