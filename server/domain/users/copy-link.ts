import type { UserRef } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { recordActivity } from '../activity/record';
import { fetchInvited } from './fetch';
import { closeInvitations, openInvitation } from './invitation';
import { notInvited } from './resend';

/**
 * Makes a second link beside the mailed one, for handing over by other means; using either ends both. A link that was copied before
 * stops working, so that at most two are open.
 */
export function copyLink(
  ctx: Ctx<UserActor>,
  input: UserRef,
): Promise<{ link: string; email: string; expiresAt: string }> {
  return withScope(ctx, async (tx) => {
    const member = await fetchInvited(tx, { ctx, ...input });
    const touched = await tx
      .updateTable('memberships')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('id', '=', member.id)
      .where('state', '=', 'invited')
      .where(visible(ctx.actor.scope, 'memberships'))
      .returning('id')
      .executeTakeFirst();
    if (!touched) throw notInvited(member.email);
    await closeInvitations(tx, { ctx, membershipId: member.id, as: 'replaced', via: 'copy' });
    const opened = await openInvitation(tx, {
      ctx,
      tenant: member.tenant,
      membershipId: member.id,
      via: 'copy',
    });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.link_copied',
      subjectId: member.id,
      detail: { email: member.email },
    });
    return { link: opened.link, email: member.email, expiresAt: opened.expiresAt };
  });
}
