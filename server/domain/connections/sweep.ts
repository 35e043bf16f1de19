import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { VALIDATION_LEASE_MS } from '../reports/timing';
import { checksThisMinute } from './look-budget';
import { enqueuePoll } from './open-stack';
import { polledStates } from './plan';
import { dueLooks } from './turns';
import { enqueueUpdateLook } from './update-look';

/** At most so many each minute; the rest comes with the next one. */
const BATCH = 200;
const MINUTE = 60_000;

/** Each minute: everything whose time has come gets its job, also what lost its alarm, was paused, or waited for a contract. */
export async function sweepConnections(ctx: Ctx): Promise<number> {
  const now = ctx.now();
  return withScope(ctx, async (tx) => {
    const stacks = await dueLooks(tx, { ctx, most: BATCH });
    for (const id of stacks) await enqueuePoll(tx, { ctx, connectionId: id, at: now });
    const updates = await dueUpdates(tx, ctx);
    for (const { id } of updates) await enqueueUpdateLook(tx, { ctx, connectionId: id, at: now });
    const most = Math.min(BATCH, await checksThisMinute(tx, ctx));
    const checks = await dueChecks(tx, { ctx, most });
    for (const [index, check] of checks.entries()) {
      const kind = check.purpose === 'insights' ? 'insights.check' : 'connection.validate';
      // Spread over the minute: what is due together does not begin together.
      const runAt = new Date(now.getTime() + Math.floor((index * MINUTE) / most));
      await ctx.jobs.enqueue(tx, kind, { connectionId: check.id }, { key: `check:${check.id}`, runAt });
    }
    return stacks.length + updates.length + checks.length;
  });
}

/** Looks at stacks whose update is waited for, which lost their alarm. */
function dueUpdates(tx: Tx, ctx: Ctx): Promise<{ id: string }[]> {
  return tx
    .selectFrom('connections')
    .select('id')
    .where('next_update_look_at', '<=', ctx.now().toISOString())
    .where(visible(ctx.actor.scope, 'connections'))
    .orderBy('next_update_look_at')
    .limit(BATCH)
    .execute();
}

type DueCheck = Pick<ConnectionRow, 'id' | 'purpose'>;

/**
 * The checks whose time has come and that do not run: the one that waits longest of each end customer first, then the second of each,
 * and so on, so that nobody waits for the thousand of another.
 */
async function dueChecks(tx: Tx, of: { ctx: Ctx; most: number }): Promise<DueCheck[]> {
  const { ctx, most } = of;
  const now = ctx.now().getTime();
  const runsSince = new Date(now - VALIDATION_LEASE_MS).toISOString();
  return tx
    .selectFrom(
      tx
        .selectFrom('connections')
        .select(['id', 'purpose', 'next_validation_at'])
        .select((row) =>
          row.fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('tenant_id').orderBy('next_validation_at').orderBy('id'))
            .as('turn'),
        )
        .where('next_validation_at', '<=', new Date(now).toISOString())
        .where('state', 'not in', ['draft', 'paused', 'unsupported', 'disconnected', ...polledStates])
        .where((row) =>
          row.or([row('validating_since', 'is', null), row('validating_since', '<=', runsSince)]),
        )
        .where(visible(ctx.actor.scope, 'connections'))
        .as('due'),
    )
    .select(['id', 'purpose'])
    .orderBy('turn')
    .orderBy('next_validation_at')
    .orderBy('id')
    .limit(most)
    .execute();
}
