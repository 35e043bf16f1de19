import { type HandoffRef, UNNAMED_COLLEAGUE } from '@/lib/handoffs';
import type { SystemActor, UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchConnection } from '../connections/fetch';
import { wipeMails } from '../notifications/wipe-mails';

/** Ends a link at once; revoking it again, or one that has expired, changes nothing. */
export function revokeHandoff(ctx: Ctx<UserActor>, input: HandoffRef): Promise<{ label: string }> {
  return withScope(ctx, async (tx) => {
    const handoff = await tx
      .selectFrom('handoffs')
      .select(['id', 'connection_id', 'label'])
      .where('id', '=', input.handoffId)
      .where(visible(ctx.actor.scope, 'handoffs'))
      .executeTakeFirst();
    if (!handoff) throw notFound();
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      connectionId: handoff.connection_id,
      permission: 'connection:write',
    });
    const label = handoff.label ?? UNNAMED_COLLEAGUE;
    const ended = await tx
      .updateTable('handoffs')
      .set({ revoked_at: ctx.now().toISOString() })
      .where('id', '=', handoff.id)
      .where('revoked_at', 'is', null)
      .where(visible(ctx.actor.scope, 'handoffs'))
      .returning('id')
      .executeTakeFirst();
    if (!ended) return { label };
    await wipeMails(tx, { ctx, relatedIds: [handoff.id] });
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'handoff.revoked',
      subjectId: connection.id,
      detail: { label },
    });
    return { label };
  });
}

/** Bounds one transaction; what is left is taken by the next round. */
const BATCH = 200;

/** Takes the links that have expired out of the outbox. Safe to run at any time. */
export async function wipeExpiredHandoffs(tx: Tx, ctx: Ctx<SystemActor>): Promise<void> {
  const due = await tx
    .selectFrom('handoffs')
    .innerJoin('mails', 'mails.related_id', 'handoffs.id')
    .select('handoffs.id')
    .where('handoffs.expires_at', '<=', ctx.now().toISOString())
    .where('mails.secret_ciphertext', 'is not', null)
    .where(visible(ctx.actor.scope, 'handoffs'))
    .limit(BATCH)
    .execute();
  await wipeMails(tx, { ctx, relatedIds: due.map(({ id }) => id) });
}
