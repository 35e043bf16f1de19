import { formatAccountId } from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ConnectionEnd } from '@/lib/connection-views';
import { isOwnRefusal } from '@/server/aws/errors';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { whyHeld } from '../own-access/believe';
import { readConnection } from './fetch';
import { assumeWithHeld, heldOf } from './held';
import { slowDown } from './look-budget';
import { writeConnection } from './move';
import { enqueuePoll } from './open-stack';
import { nextPollAt, ROLE_GONE_MS } from './schedule';
import { isDue, mayLook } from './turns';

/** How a disconnected connection ends in AWS; null while it is not disconnected. */
export function endOf(row: ConnectionRow): ConnectionEnd | null {
  if (row.state !== 'disconnected') return null;
  return {
    at: row.disconnected_at ?? row.updated_at,
    role: roleOf(row),
    goneAt: row.role_gone_at,
    answeredAt: row.trust_checked_at,
    lookedAt: row.polled_at,
    nextAt: row.next_poll_at,
  };
}

function roleOf(row: ConnectionRow): ConnectionEnd['role'] {
  if (row.role_name === null) return 'none';
  if (row.role_gone_at !== null) return 'gone';
  return row.trust_checked_at === null ? 'unknown' : 'answers';
}

/**
 * After disconnecting: does the IAM role still let us in? AWS's refusal, a minute after the last time that it did, is the proof that
 * the stack is gone. A message from the stack would prove nothing. Does nothing unless its time has come.
 */
export async function lookAtEnd(ctx: Ctx, input: { connectionId: string }): Promise<void> {
  const begun = await withScope(ctx, (tx) => beginLook(tx, { ctx, ...input }));
  if (!begun) return;
  const answer = await askRole(ctx, begun);
  if (answer.is === 'throttled') await slowDown(ctx);
  if (answer.is === 'throttled' || answer.is === 'unknown') return;
  const { is, ours = false } = answer;
  // What would be the last word on the role must not be our own doing.
  if (is === 'refused' && isGoneFor(begun, ctx.now()) >= ROLE_GONE_MS) {
    if ((await whyHeld(ctx, { connection: begun, worked: true, saidOurs: ours })) !== null) return;
  }
  await withScope(ctx, (tx) => writeAnswer(tx, { ctx, begun, answer: is }));
}

/** Sets the alarm for the next look first, so that a process that dies here loses nothing. */
async function beginLook(tx: Tx, of: { ctx: Ctx; connectionId: string }): Promise<ConnectionRow | null> {
  const { ctx, connectionId } = of;
  const now = ctx.now();
  const row = await readConnection(tx, { ctx, connectionId });
  if (row?.state !== 'disconnected' || !(await isDue(tx, { ctx, row }))) return null;
  if (!(await mayLook(tx, { ctx, row }))) return null;
  const next = nextPollAt({ since: new Date(row.poll_since ?? row.updated_at), now }, ctx.settings);
  const claimed = await tx
    .updateTable('connections')
    .set({ next_poll_at: next?.toISOString() ?? null, look_granted_at: null })
    .where('id', '=', connectionId)
    .where('state', '=', 'disconnected')
    .where('next_poll_at', '=', row.next_poll_at)
    .returning('id')
    .executeTakeFirst();
  if (!claimed) return null;
  if (next) await enqueuePoll(tx, { ctx, connectionId, at: next });
  return row;
}

async function askRole(
  ctx: Ctx,
  row: ConnectionRow,
): Promise<{ is: 'answers' | 'refused' | 'throttled' | 'unknown'; ours?: boolean }> {
  try {
    // A rotation that was under way may have come to its end in AWS since.
    await assumeWithHeld(ctx.aws, {
      call: {
        accountId: row.account_id ?? '',
        roleName: row.role_name ?? '',
        purpose: { for: 'entry' },
      },
      held: heldOf(row),
    });
    return { is: 'answers' };
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    if (error.kind === 'denied') return { is: 'refused', ours: isOwnRefusal(error) };
    return { is: error.kind === 'throttled' ? 'throttled' : 'unknown' };
  }
}

/** How long it may have been gone, in milliseconds: since it was seen last. */
function isGoneFor(row: ConnectionRow, now: Date): number {
  const last = row.trust_checked_at ?? row.disconnected_at ?? row.updated_at;
  return now.getTime() - Date.parse(last);
}

async function writeAnswer(
  tx: Tx,
  of: { ctx: Ctx; begun: ConnectionRow; answer: 'answers' | 'refused' },
): Promise<void> {
  const { begun, answer } = of;
  const now = of.ctx.now();
  const at = now.toISOString();
  const ctx: Ctx = { ...of.ctx, actor: { kind: 'system', name: 'Tributary', scope: of.ctx.actor.scope } };
  const connection = await readConnection(tx, { ctx, connectionId: begun.id });
  if (connection?.state !== 'disconnected' || connection.role_gone_at !== null) return;
  if (answer === 'answers') {
    await writeConnection(tx, { ctx, connection, set: { polled_at: at, trust_checked_at: at } });
    return;
  }
  if (isGoneFor(connection, now) < ROLE_GONE_MS) {
    await writeConnection(tx, { ctx, connection, set: { polled_at: at } });
    return;
  }
  await writeConnection(tx, {
    ctx,
    connection,
    set: { polled_at: at, role_gone_at: at, next_poll_at: null, stack_status: null },
    events: [{ kind: 'role_gone' }],
    activity: {
      action: 'connection.role_gone',
      detail: { account: formatAccountId(connection.account_id ?? '') },
    },
  });
}
