import type { ReviewForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { fetchForStep, requireDraft } from './guard';
import { writeConnection } from './move';
import { type Saved, saved } from './saved';

/**
 * Step 1. Customers whose bills are transferred to another organization cannot make a legacy CUR: their connection becomes
 * "unsupported", which the partner sees; answering no later brings it back.
 */
export async function reviewConnection(ctx: Ctx, input: ReviewForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchForStep(tx, {
      ctx,
      ...input,
      permission: 'connection:write',
      step: 'review',
    });
    const transferred = input.billingTransfer === 'yes';
    if (connection.state === 'unsupported') {
      if (transferred) return saved(connection);
      const back = await writeConnection(tx, { ctx, connection, to: 'draft' });
      return saved(await reviewed(tx, { ctx, connection: back }), 'account');
    }
    requireDraft(connection);
    if (!transferred) return saved(await reviewed(tx, { ctx, connection }), 'account');
    const away = await writeConnection(tx, {
      ctx,
      connection,
      to: 'unsupported',
      events: [{ kind: 'unsupported' }],
      activity: { action: 'connection.unsupported' },
      edited: 'said that bills are transferred',
    });
    return saved(away);
  });
}

function reviewed(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<ConnectionRow> {
  const { ctx, connection } = of;
  return writeConnection(tx, {
    ctx,
    connection,
    set: { reviewed_at: ctx.now().toISOString() },
    events: [{ kind: 'reviewed' }],
    activity: { action: 'connection.reviewed' },
    edited: 'finished the Review step',
  });
}
