import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { TURN_MS, takeToken, takeTurns } from './look-budget';
import { enqueuePoll } from './open-stack';
import { polledStates } from './plan';

/** A turn that was given but not used for so long was lost with its worker. */
const TURN_LOST_MS = 60_000;

/**
 * Whether the time of a look has come. An alarm that goes off too early is set again: it stood for the right one, since two alarms of
 * one connection merge into the earlier, and without it nobody would look before the sweep of the next minute.
 */
export async function isDue(tx: Tx, of: { ctx: Ctx; row: ConnectionRow }): Promise<boolean> {
  const { ctx, row } = of;
  if (row.next_poll_at === null) return false;
  const at = new Date(row.next_poll_at);
  if (at.getTime() <= ctx.now().getTime()) return true;
  await enqueuePoll(tx, { ctx, connectionId: row.id, at });
  return false;
}

/**
 * Whether a look whose time has come may ask AWS now: it was given its turn, or there is a token left. When not, it stays due, and
 * the next giving out of turns finds it.
 */
export async function mayLook(tx: Tx, of: { ctx: Ctx; row: ConnectionRow }): Promise<boolean> {
  const { ctx, row } = of;
  if (row.look_granted_at !== null && row.look_granted_at > turnsLostBefore(ctx)) return true;
  if (await takeToken(tx, ctx)) return true;
  await enqueueTurns(tx, ctx);
  return false;
}

/**
 * Gives the looks that are due their turns, as many as the budget allows: the one that waits longest of each end customer first, then
 * the second of each, and so on. So one with a thousand stacks delays nobody with one by more than a turn. Goes on each second while
 * anybody is left.
 */
export async function giveTurns(ctx: Ctx): Promise<number> {
  return withScope(ctx, async (tx) => {
    const wanted = (most: number) => dueLooks(tx, { ctx, most });
    const { turns, more } = await takeTurns(tx, { ctx, wanted });
    const now = ctx.now();
    for (const id of turns) {
      await tx
        .updateTable('connections')
        .set({ look_granted_at: now.toISOString() })
        .where('id', '=', id)
        .execute();
      await enqueuePoll(tx, { ctx, connectionId: id, at: now });
    }
    if (more) await enqueueTurns(tx, ctx);
    return turns.length;
  });
}

/** The looks whose time has come and that have no turn yet, by turns of their end customers. */
export async function dueLooks(tx: Tx, of: { ctx: Ctx; most: number }): Promise<string[]> {
  const { ctx, most } = of;
  const rows = await tx
    .selectFrom(
      tx
        .selectFrom('connections')
        .select(['id', 'next_poll_at'])
        .select((row) =>
          row.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('tenant_id').orderBy('next_poll_at').orderBy('id'))
            .as('turn'),
        )
        .where('next_poll_at', '<=', ctx.now().toISOString())
        .where('state', 'in', [...polledStates, 'disconnected'])
        .where((row) =>
          row.or([row('look_granted_at', 'is', null), row('look_granted_at', '<=', turnsLostBefore(ctx))]),
        )
        .where(visible(ctx.actor.scope, 'connections'))
        .as('due'),
    )
    .select('id')
    .orderBy('turn')
    .orderBy('next_poll_at')
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(({ id }) => id);
}

async function enqueueTurns(tx: Tx, ctx: Ctx): Promise<void> {
  const runAt = new Date(ctx.now().getTime() + TURN_MS);
  await ctx.jobs.enqueue(tx, 'connection.turns', {}, { key: 'connection.turns', runAt });
}

function turnsLostBefore(ctx: Ctx): string {
  return new Date(ctx.now().getTime() - TURN_LOST_MS).toISOString();
}
