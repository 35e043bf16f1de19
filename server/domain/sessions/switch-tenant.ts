import type { SwitchTenant } from '@/lib/sign-in';
import type { UserActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import { actorInside } from '@/server/auth/session';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { ownTenant, recordActivity } from '../activity/record';

/**
 * Lets this session act for another tenant of the same person; other sessions stay as they are. Memberships of one identity cross
 * scopes, so this look-up reads the installation, bound to the identity that is signed in. The tenant that is entered is told, the one
 * that is left is not told where to.
 */
export function switchTenant(ctx: Ctx<UserActor>, input: SwitchTenant): Promise<{ membershipId: string }> {
  const { actor } = ctx;
  return withScope({ db: ctx.db, actor: { scope: scopeOfInstallation() } }, async (tx) => {
    const membership = await tx
      .selectFrom('memberships')
      .select('id')
      .where('id', '=', input.membershipId)
      .where('identity_id', '=', actor.identityId)
      .where('state', '=', 'active')
      .where(visible(scopeOfInstallation(), 'memberships'))
      .executeTakeFirst();
    if (!membership) throw notFound();
    await tx
      .updateTable('sessions')
      .set({ membership_id: membership.id })
      .where('id', '=', actor.sessionId)
      .where('ended_at', 'is', null)
      .execute();
    const entered = await actorInside(tx, actor.sessionId);
    await recordActivity(tx, {
      ctx: { ...ctx, actor: entered },
      tenant: ownTenant(entered),
      action: 'user.switched',
      subjectId: entered.membershipId,
      detail: { name: entered.tenantName },
    });
    return { membershipId: input.membershipId };
  });
}
