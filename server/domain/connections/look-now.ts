import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { readConnection } from './fetch';
import { enqueuePoll } from './open-stack';
import { isPolled } from './plan';

const SECOND = 1_000;

/** However often it rings: a look costs calls, and what AWS says does not change faster. */
const LOOKS_APART_MS = 2 * SECOND;
const CHECKS_APART_MS = 60 * SECOND;

/**
 * After the first look. A new IAM role lets us in after 2 to 30 s, and one that is deleted counts as gone when it refused us for a
 * minute (aws.md, schedule.ts); what the schedule does is not changed.
 */
const ECHOES_MS = [3, 8, 20, 40, 80].map((seconds) => seconds * SECOND);
/** What stands is checked again when a role that was deleted is gone for sure. */
const ECHO_OF_CHECK_MS = [80 * SECOND];

/** The doorbell rang: looks at the connection now, and a few times more in the next minute. Changes nothing but when it is looked at. */
export async function ring(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<void> {
  const { ctx, connection } = of;
  const kind = kindOfLook(connection);
  if (kind === null) return;
  await lookNow(tx, of);
  const echoes = kind === 'poll' ? ECHOES_MS : ECHO_OF_CHECK_MS;
  for (const [index, after] of echoes.entries()) {
    const runAt = new Date(ctx.now().getTime() + after);
    const key = `ring:${connection.id}:${index}`;
    await ctx.jobs.enqueue(tx, 'connection.ring', { connectionId: connection.id }, { key, runAt });
  }
}

/** What an echo of the doorbell does. */
export async function lookAgain(ctx: Ctx, input: { connectionId: string }): Promise<void> {
  await withScope(ctx, async (tx) => {
    const connection = await readConnection(tx, { ctx, ...input });
    if (connection) await lookNow(tx, { ctx, connection });
  });
}

/** Brings the next look forward to now; never puts one off. */
export async function lookNow(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<void> {
  const { ctx, connection } = of;
  const kind = kindOfLook(connection);
  if (kind === null) return;
  const isPoll = kind === 'poll';
  const last = isPoll ? connection.polled_at : await checkedAt(tx, connection);
  const apart = isPoll ? LOOKS_APART_MS : CHECKS_APART_MS;
  const at = new Date(Math.max(ctx.now().getTime(), last === null ? 0 : Date.parse(last) + apart));
  const column = isPoll ? 'next_poll_at' : 'next_validation_at';
  const next = connection[column];
  if (next !== null && Date.parse(next) <= at.getTime()) return;
  const moved = await tx
    .updateTable('connections')
    .set({ [column]: at.toISOString() })
    .where('id', '=', connection.id)
    .where('state', '=', connection.state)
    .where(column, next === null ? 'is' : '=', next)
    .returning('id')
    .executeTakeFirst();
  if (!moved) return;
  if (isPoll) await enqueuePoll(tx, { ctx, connectionId: connection.id, at });
  else {
    const job = connection.purpose === 'insights' ? 'insights.check' : 'connection.validate';
    await ctx.jobs.enqueue(
      tx,
      job,
      { connectionId: connection.id },
      { key: `check:${connection.id}`, runAt: at },
    );
  }
}

/** When it was checked last, whatever came of it: one that broke, or that AWS did not answer, is not checked the faster for that. */
async function checkedAt(tx: Tx, connection: ConnectionRow): Promise<string | null> {
  // An account with insights keeps no list of its checks; each of them writes the row.
  if (connection.purpose === 'insights') return connection.updated_at;
  const youngest = await tx
    .selectFrom('validations')
    .select('started_at')
    .where('connection_id', '=', connection.id)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return youngest?.started_at ?? null;
}

/** The stack and its IAM role, or everything that stands on the role; null where there is nothing to look at. */
function kindOfLook(connection: ConnectionRow): 'poll' | 'check' | null {
  if (isPolled(connection)) return 'poll';
  switch (connection.state) {
    case 'draft':
    case 'stack_failed':
    case 'unsupported':
    case 'paused':
      return null;
    case 'disconnected':
      return connection.role_name === null || connection.role_gone_at !== null ? null : 'poll';
    default:
      return 'check';
  }
}
