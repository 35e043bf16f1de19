import type { SystemActor } from '@/server/auth/actor';
import { purgeThrottles } from '@/server/auth/throttle';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { wipeExpiredHandoffs } from '../handoffs/revoke';
import { expireResets } from '../passwords/resets';

/** Kept so long after their end, for whoever looks into what happened; then they have no effect and no reader. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1_000;

/** Of a connection that nobody knows, what was answered is of no use; SQS delivers nothing again after so long. */
const ANSWERED_MS = 2 * 60 * 60 * 1_000;

/**
 * Wipes the password and hand-off links that ended, then removes sessions, password links, set-up links, messages of the doorbell and
 * counted attempts that ended long ago. Safe to run at any time.
 */
export async function keepHouse(ctx: Ctx<SystemActor>): Promise<void> {
  const now = ctx.now();
  const before = new Date(now.getTime() - KEPT_MS).toISOString();
  await withScope(ctx, async (tx) => {
    // First: without the row of the link nobody would know which mail held it.
    await expireResets(tx, now);
    await wipeExpiredHandoffs(tx, ctx);
    await tx.deleteFrom('sessions').where('expires_at', '<', before).execute();
    await tx.deleteFrom('password_resets').where('expires_at', '<', before).execute();
    await tx.deleteFrom('setup_tokens').where('expires_at', '<', before).execute();
    await tx.deleteFrom('messages').where('received_at', '<', before).execute();
    await tx
      .deleteFrom('messages')
      .where('received_at', '<', new Date(now.getTime() - ANSWERED_MS).toISOString())
      .where('connection_id', 'is', null)
      .where('answered_at', 'is not', null)
      .execute();
    await purgeThrottles(tx, now);
  });
}
