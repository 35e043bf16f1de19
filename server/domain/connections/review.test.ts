import { beforeEach, describe, expect, test } from 'vitest';
import { AccountForm } from '@/lib/connections';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { tenantProgress } from '../onboarding/progress';
import { setAccount } from './account';
import { getConnection } from './get';
import { listConnections } from './list';
import { reviewConnection } from './review';
import { startConnection } from './start';

eachDatabase((open) => {
  describe('billing transfer', () => {
    let world: World;
    let connectionId: string;
    beforeEach(async () => {
      world = await makeWorld(await open());
      ({ id: connectionId } = await startConnection(world.ctxFor('customerAdmin'), {}));
    });
    const row = () => rowOf(world.systemCtx(), connectionId);
    const answer = async (billingTransfer: 'yes' | 'no') => {
      const { version } = await row();
      return reviewConnection(world.ctxFor('customerAdmin'), { connectionId, version, billingTransfer });
    };
    const accountTask = async (user: UserKey) => {
      const { tasks } = await tenantProgress(world.ctxFor(user), { tenantId: world.tenants.customerA1.id });
      return tasks.find(({ key }) => key === 'account_connected');
    };

    test('with it the connection cannot be connected yet, and no later step opens', async () => {
      expect(await answer('yes')).toMatchObject({ state: 'unsupported', step: 'review' });
      const ctx = world.ctxFor('customerAdmin');
      const { version } = await row();
      const form = { connectionId, version, accountId: '111122223333' };
      await expect(setAccount(ctx, AccountForm.parse(form))).rejects.toMatchObject({ code: 'step_due' });
    });

    test('the partner sees it, and that it is nobody’s turn', async () => {
      await answer('yes');
      const partner = world.ctxFor('resellerAdmin');
      const [listed] = await listConnections(partner, { tenantId: world.tenants.customerA1.id });
      expect(listed).toMatchObject({ id: connectionId, state: 'unsupported' });
      expect(await accountTask('resellerAdmin')).toMatchObject({
        state: 'not_available',
        says: 'Cannot be connected yet: needs CUR 2.0.',
        turn: null,
      });
      expect((await getConnection(partner, { connectionId })).timeline.map(({ kind }) => kind)).toContain(
        'unsupported',
      );
    });

    test('answering no later brings it back to the Account step', async () => {
      await answer('yes');
      expect(await answer('no')).toMatchObject({ state: 'draft', step: 'account' });
      expect((await row()).reviewed_at).toBe(world.clock.now().toISOString());
      expect((await accountTask('resellerAdmin'))?.state).toBe('in_progress');
    });

    test('answering yes twice changes nothing the second time', async () => {
      await answer('yes');
      const before = await row();
      await answer('yes');
      expect(await row()).toEqual(before);
    });
  });
});
