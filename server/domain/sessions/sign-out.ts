import type { UserActor } from '@/server/auth/actor';
import { endSessions } from '@/server/auth/session';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { ownTenant, recordActivity } from '../activity/record';

/** Ends the session that asks; its cookie is worth nothing from then on, wherever a copy of it lies. */
export async function signOut(ctx: Ctx<UserActor>): Promise<{ ended: true }> {
  const { actor } = ctx;
  await withScope(ctx, async (tx) => {
    await endSessions(tx, { id: actor.sessionId, now: ctx.now() });
    await recordActivity(tx, {
      ctx,
      tenant: ownTenant(actor),
      action: 'user.signed_out',
      subjectId: actor.membershipId,
    });
  });
  return { ended: true };
}
