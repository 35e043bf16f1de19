import { beforeEach, describe, expect, it } from 'vitest';
import { ContractEdit, NewContract } from '@/lib/contracts';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type World } from '@/server/testing/world';
import { activateContract } from './activate';
import { createContract } from './create';
import { newContractDraft } from './draft';
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
        .select('action')
        .where('action', 'like', 'contract.%')
        .where('distributor_id', '=', world.tenants.distributor.id)
        .orderBy('at')
        .orderBy('id')
        .execute(),
    );

  describe('activating a second contract', () => {
    const second = () => wanted(tenant('customerA1'), { intent: 'activate' });

    it('asks before it replaces, and saves nothing meanwhile', async () => {
      const id = await standing('customerA1');
      await expect(createContract(reseller, second())).rejects.toMatchObject({
        code: 'conflict',
        details: { replaces: { id, name: 'Fjord Foods 2026' } },
      });
      expect((await listContracts(reseller, { state: 'draft', after: '' })).rows).toEqual([]);
    });

    it('supersedes the first in the same transaction after a yes', async () => {
      const replace = await standing('customerA1');
      const { id } = await createContract(reseller, { ...second(), replace });
      expect((await rowsOf('customerA1')).map((row) => [row.name, row.state]).sort()).toEqual([
        ['Alta 2027', 'active'],
        ['Fjord Foods 2026', 'superseded'],
      ]);
      expect((await read(id)).state).toBe('active');
      expect((await activities()).map((one) => one.action)).toEqual([
        'contract.created',
        'contract.superseded',
        'contract.activated',
      ]);
    });

    it('asks anew when the yes named one that was replaced meanwhile', async () => {
      const replace = await standing('customerA1');
      const first = await createContract(reseller, { ...second(), name: 'Of Ben', replace });
      await expect(createContract(reseller, { ...second(), replace })).rejects.toMatchObject({
        code: 'conflict',
        details: { replaces: { id: first.id, name: 'Of Ben' } },
      });
      expect(await standing('customerA1')).toBe(first.id);
    });

    it('that starts later asks too, when the first has not ended by then', async () => {
      const later = wanted(tenant('customerA1'), { startDate: '2026-12-01', intent: 'activate' });
      const replace = await standing('customerA1');
      await expect(createContract(reseller, later)).rejects.toMatchObject({
        code: 'conflict',
        details: { replaces: { id: replace, name: 'Fjord Foods 2026', from: '1 Dec 2026' } },
      });
      await createContract(reseller, { ...later, replace });
      expect(await standing('customerA1')).toBe(replace);
    });

    it('that starts when the first has ended asks nothing, until its start is moved before that end', async () => {
      const first = await createContract(
        reseller,
        wanted(tenant('customerA2'), { name: 'First', endDate: '2026-12-31', intent: 'activate' }),
      );
      const { id } = await createContract(
        reseller,
        wanted(tenant('customerA2'), { startDate: '2027-01-01', intent: 'activate' }),
      );
      const { version } = await read(id);
      const nearer = edited({ id, version }, { startDate: '2026-12-15' });
      await expect(editContract(reseller, nearer)).rejects.toMatchObject({
        code: 'conflict',
        details: { replaces: { name: 'First', from: '15 Dec 2026' } },
      });
      await editContract(reseller, { ...nearer, replace: first.id });
      expect(await read(id)).toMatchObject({ state: 'scheduled', startDate: '2026-12-15' });
    });

    it('that starts after another that is scheduled asks about that one; an earlier one is taken over from', async () => {
      const scheduled = (name: string, startDate: string, more: Record<string, unknown> = {}) =>
        createContract(
          reseller,
          wanted(tenant('customerA2'), { name, startDate, intent: 'activate', ...more }),
        );
      const first = await scheduled('January', '2027-01-01');
      const asked = {
        code: 'conflict',
        details: { replaces: { id: first.id, name: 'January', from: '1 Feb 2027' } },
      };
      await expect(scheduled('February', '2027-02-01')).rejects.toMatchObject(asked);
      const second = await scheduled('February', '2027-02-01', { replace: first.id });
      expect((await read(second.id)).state).toBe('scheduled');
      const { id, version } = await read((await scheduled('December', '2026-12-01')).id);
      expect((await read(id)).state).toBe('scheduled');
      const nearer = edited({ id: second.id, version: 2 }, { name: 'February', startDate: '2027-01-15' });
      await expect(editContract(reseller, nearer)).rejects.toMatchObject({
        details: { replaces: { name: 'January', from: '15 Jan 2027' } },
      });
      await editContract(reseller, edited({ id, version }, { name: 'December', startDate: '2026-11-30' }));
    });

    it('of two at the same moment lets one win and asks the other', async () => {
      const drafts = await Promise.all(
        ['One', 'Two'].map((name) => createContract(reseller, wanted(tenant('customerA2'), { name }))),
      );
      const results = await Promise.allSettled(
        drafts.map(({ id }) => activateContract(reseller, { contractId: id, version: 1 })),
      );
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      const lost = results.find((result) => result.status === 'rejected');
      expect(lost?.reason).toMatchObject({
        code: 'conflict',
        details: { replaces: { name: expect.stringMatching(/One|Two/) } },
      });
      const active = await listContracts(reseller, {
        state: 'active',
        after: '',
        tenantId: tenant('customerA2'),
      });
      expect(active.rows).toHaveLength(1);
    });

    it('twice with the same form wins once', async () => {
      const { id } = await createContract(reseller, wanted(tenant('customerA2')));
      const results = await Promise.allSettled(
        [1, 2].map(() => activateContract(reseller, { contractId: id, version: 1 })),
      );
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('a form of a new contract', () => {
    it('is written once by a form that is posted twice, and not asked to replace itself', async () => {
      const { contractId } = await newContractDraft(reseller, { tenantId: tenant('customerA2') });
      const form = wanted(tenant('customerA2'), { contractId, intent: 'activate' });
      const made = await Promise.all([1, 2].map(() => createContract(reseller, form)));
      expect(made.map((one) => one.id)).toEqual([contractId, contractId]);
      expect((await rowsOf('customerA2')).map((row) => row.state)).toEqual(['active']);
      expect((await activities()).map((one) => one.action)).toEqual([
        'contract.created',
        'contract.activated',
      ]);
    });

    it('refuses a form that was saved and comes back with other words, so that they are not lost', async () => {
      const { contractId } = await newContractDraft(reseller, { tenantId: tenant('customerA2') });
      await createContract(reseller, wanted(tenant('customerA2'), { contractId }));
      const again = createContract(reseller, wanted(tenant('customerA2'), { contractId, name: 'Other' }));
      await expect(again).rejects.toMatchObject({
        code: 'conflict',
        details: { happened: 'This form was saved already, as the contract "Alta 2027".' },
      });
    });

    it.each(['customerB1', 'customerA1'] as const)(
      'with the id of a contract of %s answers like one that does not exist',
      async (key) => {
        const distributor = world.ctxFor('distributorAdmin');
        const query = { state: '', after: '', tenantId: tenant(key) } as const;
        const contractId = (await listContracts(distributor, query)).rows[0]?.id;
        expect(contractId).toBeDefined();
        const taken = createContract(reseller, wanted(tenant('customerA2'), { contractId }));
        await expect(taken).rejects.toMatchObject({ code: 'not_found' });
        expect(await rowsOf('customerA2')).toEqual([]);
      },
    );
  });
});
