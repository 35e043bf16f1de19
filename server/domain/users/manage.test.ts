import { beforeEach, describe, expect, it } from 'vitest';
import { actorOfSession } from '@/server/auth/session';
import type { Database } from '@/server/db/client';
import { eachDatabase } from '@/server/testing/databases';
import { mailedTo, publicCtx, tokenIn } from '@/server/testing/mailbox';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type UserKey, type World } from '@/server/testing/world';
import { listActivities } from '../activity/list';
import { activate } from './activate';
import { invite } from './invite';
import { listUsers } from './list';
import { changeRole, disableUser, enableUser } from './manage';

eachDatabase((open) => {
  let database: Database | undefined;
  let world: World;
  beforeEach(async () => {
    database = await open();
    world = await makeWorld(database);
  });
  const versionOf = async (user: UserKey) => {
    const { membershipId, tenantId } = world.users[user];
    const { users } = await listUsers(world.ctxFor('distributorAdmin'), { tenantId });
    return users.find((one) => one.membershipId === membershipId)?.version ?? 0;
  };
  const idOf = (user: UserKey) => world.users[user].membershipId;
  const isIn = async (user: UserKey) =>
    (await actorOfSession(world.systemCtx(), world.users[user].sessionId)) !== null;
  const secondAdmin = async (email: string) => {
    await invite(world.ctxFor('customerAdmin'), {
      tenantId: world.tenants.customerA1.id,
      email,
      firstName: 'Se',
      lastName: 'Cond',
      jobFunction: 'Founder',
      role: 'admin',
    });
    const token = tokenIn((await mailedTo(world, email)).link);
    const { sessionId } = await activate(publicCtx(world), { token, password: 'quiet-river-stone' });
    const actor = await actorOfSession(world.systemCtx(), sessionId);
    if (!actor) throw new Error('no actor');
    return { ...world.systemCtx(), actor };
  };

  describe('changing a user', () => {
    it('ends their sessions at once when they are disabled, and lets them in again when enabled', async () => {
      const ctx = world.ctxFor('customerAdmin');
      await disableUser(ctx, { membershipId: idOf('customerViewer') });
      expect(await isIn('customerViewer')).toBe(false);
      expect(await outcome(() => disableUser(ctx, { membershipId: idOf('customerViewer') }))).toMatchObject({
        code: 'conflict',
      });
      await enableUser(ctx, { membershipId: idOf('customerViewer') });
      expect(await isIn('customerViewer')).toBe(false);
      const { users } = await listUsers(ctx, { tenantId: world.tenants.customerA1.id });
      expect(users.find((user) => user.membershipId === idOf('customerViewer'))?.state).toBe('active');
    });

    it('ends their sessions at once when the role changes', async () => {
      await changeRole(world.ctxFor('resellerAdmin'), {
        membershipId: idOf('resellerSales'),
        version: await versionOf('resellerSales'),
        role: 'sales',
        belowRole: 'none',
      });
      expect(await isIn('resellerSales')).toBe(false);
      expect(await isIn('resellerAdmin')).toBe(true);
      const { rows } = await listActivities(world.ctxFor('resellerAdmin'), { after: '' });
      expect(rows[0]?.sentence).toBe(
        `changed the role of ${world.users.resellerSales.email} from Sales (Sales in customers below) to Sales (No access in customers below)`,
      );
    });

    it('refuses the older form of two, and of two at the same moment takes one', async () => {
      const change = async (belowRole: 'admin' | 'none', version: number) =>
        changeRole(world.ctxFor('resellerAdmin'), {
          membershipId: idOf('resellerSales'),
          version,
          role: 'sales',
          belowRole,
        });
      const drawn = await versionOf('resellerSales');
      await change('none', drawn);
      expect(await outcome(() => change('admin', drawn))).toMatchObject({ code: 'stale' });
      const newer = await versionOf('resellerSales');
      const both = await Promise.allSettled([change('admin', newer), change('none', newer)]);
      expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('keeps the last active Admin, by role and by state', async () => {
      const membershipId = idOf('customerAdmin');
      const byPartner = world.ctxFor('resellerAdmin');
      expect(await outcome(() => disableUser(byPartner, { membershipId }))).toMatchObject({
        code: 'conflict',
      });
      const version = await versionOf('customerAdmin');
      const demote = () => changeRole(byPartner, { membershipId, version, role: 'viewer' });
      expect(await outcome(demote)).toMatchObject({ code: 'conflict', field: 'role' });
      expect(await isIn('customerAdmin')).toBe(true);
    });

    it('leaves one Admin when two remove each other at the same time', async () => {
      const second = await secondAdmin('second@fjord.example');
      const acts = await Promise.allSettled([
        disableUser(world.ctxFor('customerAdmin'), { membershipId: second.actor.membershipId }),
        disableUser(second, { membershipId: idOf('customerAdmin') }),
      ]);
      expect(acts.filter((act) => act.status === 'fulfilled')).toHaveLength(1);
    });

    it('refuses disabling oneself', async () => {
      const second = await secondAdmin('self@fjord.example');
      const self = () => disableUser(second, { membershipId: second.actor.membershipId });
      expect(await outcome(self)).toMatchObject({ code: 'conflict' });
    });

    it.each([
      ['customerViewer', 'forbidden'],
      ['resellerSales', 'forbidden'],
      ['resellerAdminBelowNone', 'forbidden'],
      ['resellerSalesBelowAdmin', undefined],
      ['customerA2Admin', 'not_found'],
      ['resellerBAdmin', 'not_found'],
    ] as const)('%s: %s', async (user, code) => {
      const act = () => disableUser(world.ctxFor(user), { membershipId: idOf('customerViewer') });
      if (user === 'customerViewer') await secondAdmin('other@fjord.example');
      expect((await outcome(act)).code).toBe(code);
    });

    it('answers a sibling’s user like one that does not exist', async () => {
      const ctx = world.ctxFor('resellerBAdmin');
      const role = { role: 'viewer', version: 1 } as const;
      const sibling = await outcome(() => changeRole(ctx, { membershipId: idOf('customerViewer'), ...role }));
      const missing = await outcome(() => changeRole(ctx, { membershipId: world.newId(), ...role }));
      expect(sibling).toEqual(missing);
    });
  });

  describe('the list of users', () => {
    it.each([
      ['customerViewer', undefined],
      ['resellerSales', undefined],
      ['distributorAdmin', undefined],
      ['resellerAdminBelowNone', 'forbidden'],
      ['customerA2Admin', 'not_found'],
      ['resellerBAdmin', 'not_found'],
    ] as const)('of an end customer, for %s: %s', async (user, code) => {
      const read = () => listUsers(world.ctxFor(user), { tenantId: world.tenants.customerA1.id });
      expect((await outcome(read)).code).toBe(code);
    });
  });
});
