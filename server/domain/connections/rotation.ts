import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { writeConnection } from './move';
import { type RotationOutcome, rotationOutcome, UPDATE_SETTLES_MS, updateOf } from './rotation-outcome';

/** For pages; null: no rotation is under way. */
export function rotationView(row: ConnectionRow): ConnectionView['rotation'] {
  const { next_external_id: next, rotation_started_at: startedAt, rotation_seen_at: seenAt } = row;
  if (next === null || startedAt === null || row.state === 'disconnected') return null;
  return { next, startedAt, seenAt };
}

/**
 * What a look makes of a rotation: it ends only when every proof is there, in the write that also drops the value of before. A look
 * that was begun with other values, or that somebody's form has overtaken, never comes here.
 */
export async function followRotation(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow; observation: Parameters<typeof rotationOutcome>[0] },
): Promise<ConnectionRow> {
  const { ctx, row } = of;
  if (row.next_external_id === null || row.state === 'disconnected') return row;
  switch (outcomeOf(ctx, of)) {
    case 'proven':
      return writeConnection(tx, {
        ctx,
        connection: row,
        rotation: { is: 'finish' },
        events: [{ kind: 'rotated' }],
        activity: { action: 'connection.rotated', detail: { account: accountShown(row) } },
        edited: 'dropped the external ID of before',
      });
    case 'taken':
      if (row.rotation_seen_at !== null) return row;
      return writeConnection(tx, {
        ctx,
        connection: row,
        set: { rotation_seen_at: ctx.now().toISOString() },
        events: [{ kind: 'rotation_seen' }],
      });
    case 'waiting':
      // Seen before, and not any more: the update was taken back.
      if (row.rotation_seen_at === null) return row;
      return writeConnection(tx, { ctx, connection: row, set: { rotation_seen_at: null } });
    case 'open':
    case 'unknown':
      return row;
  }
}

/** A proof counts for the end only when the update cannot be rolled back any more: the value of before is then never asked for again. */
function outcomeOf(
  ctx: Pick<Ctx, 'now'>,
  of: { row: ConnectionRow; observation: Parameters<typeof rotationOutcome>[0] },
): RotationOutcome {
  const outcome = rotationOutcome(of.observation);
  if (outcome !== 'proven') return outcome;
  const { next_external_id: next, rotation_seen_at: seenAt } = of.row;
  switch (updateOf(of.observation, next ?? '')) {
    case 'settled':
      return 'proven';
    case 'running':
      return 'taken';
    case 'unknown': {
      const isLong = seenAt !== null && ctx.now().getTime() - Date.parse(seenAt) >= UPDATE_SETTLES_MS;
      return isLong ? 'proven' : 'taken';
    }
  }
}

export function accountShown(row: Pick<ConnectionRow, 'account_id'>): string {
  return formatAccountId(row.account_id ?? '');
}
