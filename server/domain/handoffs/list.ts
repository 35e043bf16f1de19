import { type HandoffItem, type ProposalItem, UNNAMED_COLLEAGUE } from '@/lib/handoffs';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';

interface Of {
  ctx: Pick<Ctx, 'actor' | 'now'>;
  connection: Pick<ConnectionRow, 'id'>;
}

/** The links to a connection that still work, the newest first. */
export async function openHandoffs(tx: Tx, of: Of): Promise<HandoffItem[]> {
  const rows = await openLinks(tx, of)
    .select(['id', 'label', 'email', 'created_by_name', 'created_at', 'expires_at'])
    .select(['last_used_at', 'stack_opened_at'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    label: row.label ?? UNNAMED_COLLEAGUE,
    by: row.created_by_name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    email: row.email,
    lastUsedAt: row.last_used_at,
    stackOpenedAt: row.stack_opened_at,
  }));
}

export async function countOpen(tx: Tx, of: Of): Promise<number> {
  const { open } = await openLinks(tx, of)
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow();
  return Number(open);
}

function openLinks(tx: Tx, { ctx, connection }: Of) {
  return tx
    .selectFrom('handoffs')
    .where('connection_id', '=', connection.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', ctx.now().toISOString())
    .where(visible(ctx.actor.scope, 'handoffs'));
}

/** Buckets that colleagues proposed and nobody has decided on, the oldest first. Those of a revoked link stay: they were seen. */
export async function openProposals(tx: Tx, { ctx, connection }: Of): Promise<ProposalItem[]> {
  const rows = await tx
    .selectFrom('bucket_proposals')
    .innerJoin('handoffs', 'handoffs.id', 'bucket_proposals.handoff_id')
    .select(['bucket_proposals.id', 'bucket_proposals.bucket', 'bucket_proposals.created_at'])
    .select('handoffs.label')
    .where('bucket_proposals.connection_id', '=', connection.id)
    .where('bucket_proposals.state', '=', 'open')
    .where(visible(ctx.actor.scope, 'bucket_proposals'))
    .orderBy('bucket_proposals.created_at')
    .orderBy('bucket_proposals.id')
    .limit(20)
    .execute();
  return rows.map(({ id, bucket, label, created_at }) => ({
    id,
    bucket,
    by: label ?? UNNAMED_COLLEAGUE,
    at: created_at,
  }));
}
