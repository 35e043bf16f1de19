import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';

/** What was read in an account is purged where it was quoted, too; the question itself stays. */
export async function forgetFindings(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor'>; connectionId: string },
): Promise<void> {
  await tx
    .updateTable('help_requests')
    .set({ findings_json: '[]' })
    .where('connection_id', '=', of.connectionId)
    .where(visible(of.ctx.actor.scope, 'help_requests'))
    .execute();
}
