import type { UserActor } from '@/server/auth/actor';
import { endSessions } from '@/server/auth/session';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';

/** Ends the session that asks; its cookie is worth nothing from then on, wherever a copy of it lies. */
export async function signOut(ctx: Ctx<UserActor>): Promise<{ ended: true }> {
  await withScope(ctx, (tx) => endSessions(tx, { id: ctx.actor.sessionId, now: ctx.now() }));
  return { ended: true };
}
