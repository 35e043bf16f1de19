import type { UserRef } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { recordActivity } from '../activity/record';
import { fetchInvited } from './fetch';
import { closeInvitations } from './invitation';
import { notInvited } from './resend';

/** Cancels an invitation softly: the user stays in the list, the links stop working, resending brings both back. */
export function cancelInvitation(ctx: Ctx<UserActor>, input: UserRef): Promise<{ email: string }> {
  return withScope(ctx, async (tx) => {
    const member = await fetchInvited(tx, { ctx, ...input });
    const cancelled = await tx
      .updateTable('memberships')
      .set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) }))
      .where('id', '=', member.id)
      .where('state', 'in', ['invited', 'expired'])
      .where(visible(ctx.actor.scope, 'memberships'))
      .returning('id')
      .executeTakeFirst();
    if (!cancelled) throw notInvited(member.email);
    await closeInvitations(tx, { ctx, membershipId: member.id, as: 'cancelled' });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.invitation_cancelled',
      subjectId: member.id,
      detail: { email: member.email },
    });
    return { email: member.email };
  });
}
