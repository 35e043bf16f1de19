import { type ProposalRef, UNNAMED_COLLEAGUE } from '@/lib/handoffs';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { notFound } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchConnection } from '../connections/fetch';

/** Says no to a proposed bucket. One that was decided on meanwhile stays as it is. */
export function dismissProposal(ctx: Ctx<UserActor>, input: ProposalRef): Promise<{ bucket: string }> {
  return withScope(ctx, async (tx) => {
    const proposal = await tx
      .selectFrom('bucket_proposals')
      .select(['id', 'connection_id', 'bucket'])
      .where('id', '=', input.proposalId)
      .where(visible(ctx.actor.scope, 'bucket_proposals'))
      .executeTakeFirst();
    if (!proposal) throw notFound();
    const { connection } = await fetchConnection(tx, {
      ctx,
      connectionId: proposal.connection_id,
      permission: 'connection:write',
    });
    await decide(tx, { ctx, connection, as: 'dismissed', proposalId: proposal.id });
    return { bucket: proposal.bucket };
  });
}

/** Entering a proposed bucket on step 3 accepts the proposal, in the transaction that enters it. */
export function acceptProposals(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; bucket: string },
): Promise<void> {
  return decide(tx, { ...of, as: 'accepted' });
}

async function decide(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; as: 'accepted' | 'dismissed' } & (
    | { proposalId: string }
    | { bucket: string }
  ),
): Promise<void> {
  const { ctx, connection, as } = of;
  const update = tx
    .updateTable('bucket_proposals')
    .set({ state: as, decided_at: ctx.now().toISOString() })
    .where('connection_id', '=', connection.id)
    .where('state', '=', 'open')
    .where(visible(ctx.actor.scope, 'bucket_proposals'));
  const which =
    'bucket' in of ? update.where('bucket', '=', of.bucket) : update.where('id', '=', of.proposalId);
  const decided = await which.returning(['handoff_id', 'bucket']).execute();
  for (const { handoff_id, bucket } of decided) {
    const handoff = await tx
      .selectFrom('handoffs')
      .select('label')
      .where('id', '=', handoff_id)
      .where(visible(ctx.actor.scope, 'handoffs'))
      .executeTakeFirst();
    await recordActivity(tx, {
      ctx,
      tenant: connection,
      action: as === 'accepted' ? 'handoff.accepted' : 'handoff.dismissed',
      subjectId: connection.id,
      detail: { bucket, label: handoff?.label ?? UNNAMED_COLLEAGUE },
    });
  }
}
