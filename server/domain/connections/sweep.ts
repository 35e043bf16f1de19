import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { enqueuePoll } from './open-stack';
import { polledStates } from './plan';
import { dueLooks } from './turns';

/** At most so many each minute; the rest comes with the next one. */
const BATCH = 200;

/** Each minute: everything whose time has come gets its job, also what lost its alarm, was paused, or waited for a contract. */
export async function sweepConnections(ctx: Ctx): Promise<number> {
  const now = ctx.now();
  const at = now.toISOString();
  return withScope(ctx, async (tx, scope) => {
    const stacks = await dueLooks(tx, { ctx, most: BATCH });
    for (const id of stacks) await enqueuePoll(tx, { ctx, connectionId: id, at: now });
    const checks = await tx
      .selectFrom('connections')
      .select(['id', 'purpose', 'state'])
      .where('next_validation_at', '<=', at)
      .where('state', 'not in', ['draft', 'paused', 'unsupported', 'disconnected', ...polledStates])
      .where(visible(scope, 'connections'))
      .orderBy('next_validation_at')
      .limit(BATCH)
      .execute();
    for (const check of checks) {
      const kind = check.purpose === 'insights' ? 'insights.check' : 'connection.validate';
      await ctx.jobs.enqueue(tx, kind, { connectionId: check.id }, { key: `check:${check.id}`, runAt: now });
    }
    return stacks.length + checks.length;
  });
}
