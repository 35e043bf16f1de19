import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import { eachDatabase } from '@/server/testing/databases';
import { outcome } from '@/server/testing/outcome';
import { makeWorld, type World } from '@/server/testing/world';
import { inviteUser } from '../users/invite';
import { fetchTenant } from './fetch';
import { getSettings, setInvitationLifetime, setPartnerMayConfirm } from './settings';

eachDatabase((open) => {
  let database: Database | undefined;
  let world: World;
  beforeEach(async () => {
    database = await open();
    world = await makeWorld(database);
  });

  describe('the lifetime of invitations', () => {
    it('set by a distributor holds for everybody below, and for no other distributor', async () => {
      const elsewhere = await makeWorld(world.database);
      await setInvitationLifetime(world.ctxFor('distributorAdmin'), { days: 14 });
      const ctx = world.ctxFor('customerAdmin');
      await withScope(ctx, async (tx) => {
        const tenant = await fetchTenant(tx, {
          ctx,
          tenantId: ctx.actor.tenantId,
          permission: 'tenant:read',
        });
        await inviteUser(tx, {
          ctx,
          tenant,
          person: {
            email: 'long@fjord.example',
            firstName: 'Lo',
            lastName: 'Ng',
            jobFunction: 'Founder',
            role: 'viewer',
          },
        });
      });
      const invitation = await world.database.kysely
        .selectFrom('invitations')
        .select('expires_at')
        .where('tenant_id', '=', ctx.actor.tenantId)
        .executeTakeFirstOrThrow();
      const days = (Date.parse(invitation.expires_at) - world.clock.now().getTime()) / 86_400_000;
      expect(days).toBe(14);
      expect((await getSettings(elsewhere.ctxFor('distributorAdmin'))).invitationDays).toBe(2);
    });

    it.each(['distributorSales', 'resellerAdmin', 'customerAdmin'] as const)(
      'is not for %s',
      async (user) => {
        const act = () => setInvitationLifetime(world.ctxFor(user), { days: 3 });
        expect((await outcome(act)).code).toBe('forbidden');
      },
    );
  });

  describe('acting on behalf', () => {
    it('is allowed and forbidden by the end customer’s Admin', async () => {
      const ctx = world.ctxFor('customerAdmin');
      await setPartnerMayConfirm(ctx, { partnerMayConfirm: true });
      expect((await getSettings(ctx)).partnerMayConfirm).toBe(true);
      await setPartnerMayConfirm(ctx, { partnerMayConfirm: false });
      expect((await getSettings(ctx)).partnerMayConfirm).toBe(false);
    });

    it.each(['customerViewer', 'resellerAdmin', 'distributorAdmin'] as const)(
      'is not for %s',
      async (user) => {
        const act = () => setPartnerMayConfirm(world.ctxFor(user), { partnerMayConfirm: true });
        expect((await outcome(act)).code).toBe('forbidden');
      },
    );
  });
});
