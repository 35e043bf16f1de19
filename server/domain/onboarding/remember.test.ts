import { expect, it } from 'vitest';
import { NewContract } from '@/lib/contracts';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { makeWorld } from '@/server/testing/world';
import { insertConnection } from '../connections/insert';
import { createContract } from '../contracts/create';
import { listContracts } from '../contracts/list';
import { tenantProgress } from './progress';

eachDatabase((open) => {
  it('a contract that lists more accounts does not reopen onboarding that was complete', async () => {
    const world = await makeWorld(await open());
    const ctx = world.ctxFor('resellerAdmin');
    const tenant = world.tenants.customerA1;
    await withScope(ctx, async (tx) => {
      const { id } = await insertConnection(tx, { ctx, tenant, purpose: 'reports' });
      await tx
        .updateTable('connections')
        .set({ state: 'complete', completed_at: '2026-11-20T09:00:00.000Z', account_id: '123456789012' })
        .where('id', '=', id)
        .execute();
    });
    const { rows } = await listContracts(ctx, { state: 'active', after: '', tenantId: tenant.id });
    await createContract(
      ctx,
      NewContract.parse({
        tenantId: tenant.id,
        name: 'Two accounts',
        startDate: '2026-11-01',
        timeZone: 'UTC',
        renewal: 'auto',
        accountsMode: 'listed',
        accountIds: '123456789012, 222222222222',
        replace: rows[0]?.id,
      }),
    );
    const progress = await tenantProgress(ctx, { tenantId: tenant.id });
    expect(progress).toMatchObject({ done: true, completed: 6 });
    expect(progress.tasks.find((task) => task.key === 'cur_confirmed')?.since).toBe(
      '2026-11-20T09:00:00.000Z',
    );
  });

  it('a list that was never complete counts all of it', async () => {
    const world = await makeWorld(await open());
    const ctx = world.ctxFor('resellerAdmin');
    const tenant = world.tenants.customerA2;
    await createContract(
      ctx,
      NewContract.parse({
        tenantId: tenant.id,
        name: 'Two accounts',
        startDate: '2026-11-01',
        timeZone: 'UTC',
        renewal: 'auto',
        accountsMode: 'listed',
        accountIds: '123456789012, 222222222222',
        intent: 'activate',
      }),
    );
    const progress = await tenantProgress(ctx, { tenantId: tenant.id });
    expect(progress.tasks.find((task) => task.key === 'account_connected')?.says).toMatch(/^0 of 2\./);
  });
});
