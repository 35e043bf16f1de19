import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';

/** Wipes the links of these mails, and calls back those that have not left yet: a dead link is not worth sending. */
export async function wipeMails(
  tx: Tx,
  wipe: { ctx: Pick<Ctx, 'actor'>; relatedIds: readonly string[] },
): Promise<void> {
  if (wipe.relatedIds.length === 0) return;
  await tx
    .updateTable('mails')
    .set((eb) => ({
      secret_ciphertext: null,
      state: eb
        .case()
        .when('state', 'in', ['queued', 'held', 'failed'])
        .then('cancelled' as const)
        .else(eb.ref('state'))
        .end(),
    }))
    .where('related_id', 'in', wipe.relatedIds)
    .where('secret_ciphertext', 'is not', null)
    .where(visible(wipe.ctx.actor.scope, 'mails'))
    .execute();
}
