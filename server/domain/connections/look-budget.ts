import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { LookBudgetRow } from '@/server/db/tables';
import { type Bucket, filled, fullBucket, paceOf, slowed } from './token-bucket';

/** The one row: the pace is kept towards STS, which counts the calls of an account together. */
const ID = 'assume-role';

/** How often turns are given out while more looks are due than AWS is asked for. */
export const TURN_MS = 1_000;

/** Turns are missed while a worker restarts; after so long looks take their tokens themselves again. */
const QUEUE_MS = 5 * TURN_MS;

type Deps = Pick<Ctx, 'now' | 'settings'>;

/**
 * One token for a look whose alarm went off; false when there is none, or while others wait for their turn. Whoever gets none is
 * given a turn by `giveTurns`. Counting and judging happen under a lock of the row, so the pace holds over all replicas.
 */
export async function takeToken(tx: Tx, ctx: Deps): Promise<boolean> {
  const { bucket, queueUntil } = await lockBudget(tx, ctx);
  const isQueued = queueUntil !== null && queueUntil > ctx.now().getTime();
  const allowed = !isQueued && bucket.tokens >= 1;
  await write(tx, { bucket: allowed ? { ...bucket, tokens: bucket.tokens - 1 } : bucket });
  return allowed;
}

/** Gives out as many turns as there are whole tokens, to at most so many as `wanted` answers with. */
export async function takeTurns<T>(
  tx: Tx,
  of: { ctx: Deps; wanted: (most: number) => Promise<T[]> },
): Promise<{ turns: T[]; more: boolean }> {
  const { bucket } = await lockBudget(tx, of.ctx);
  const most = Math.max(0, Math.floor(bucket.tokens));
  // One more than may be taken tells whether anybody is left.
  const waiting = await of.wanted(most + 1);
  const turns = waiting.slice(0, most);
  const more = waiting.length > most;
  const queueUntil = more ? of.ctx.now().getTime() + QUEUE_MS : null;
  await write(tx, { bucket: { ...bucket, tokens: bucket.tokens - turns.length }, queueUntil });
  return { turns, more };
}

/** Calls that are made in any case: a person's "check now", the probes of a role that let us in. The bucket may owe them. */
export function spendTokens(ctx: Ctx, count: number): Promise<void> {
  return withScope(ctx, async (tx) => {
    const { bucket } = await lockBudget(tx, ctx);
    await write(tx, { bucket: { ...bucket, tokens: bucket.tokens - count } });
  });
}

/** What one scheduled check takes of STS: into the role, both probes and the one after them, and in again to read. */
export const CALLS_OF_CHECK = 5;

/** The share of the pace that scheduled checks may take: somebody may be waiting for a stack beside them. */
const SHARE_OF_CHECKS = 0.5;

/** How many scheduled checks may begin in this minute at the pace of now, at least one. After a day without a worker all are due. */
export async function checksThisMinute(tx: Tx, ctx: Deps): Promise<number> {
  const { bucket } = await lockBudget(tx, ctx);
  const perSecond = paceOf(bucket, { now: ctx.now().getTime(), perSecond: ctx.settings.assumeRolePerSecond });
  return Math.max(1, Math.floor((perSecond * 60 * SHARE_OF_CHECKS) / CALLS_OF_CHECK));
}

/** AWS throttled a look. */
export function slowDown(ctx: Ctx): Promise<void> {
  return withScope(ctx, async (tx) => {
    const { bucket } = await lockBudget(tx, ctx);
    await write(tx, { bucket: slowed(bucket, ctx.now().getTime()) });
  });
}

/** The bucket as it is now, held until the transaction ends. */
async function lockBudget(tx: Tx, ctx: Deps): Promise<{ bucket: Bucket; queueUntil: number | null }> {
  const at = { now: ctx.now().getTime(), perSecond: ctx.settings.assumeRolePerSecond };
  const row = (await lockRow(tx)) ?? (await makeRow(tx, at));
  return {
    bucket: filled(bucketOf(row), at),
    queueUntil: row.queue_until === null ? null : Date.parse(row.queue_until),
  };
}

/** Both databases lock the row that is written. */
function lockRow(tx: Tx): Promise<LookBudgetRow | undefined> {
  return tx
    .updateTable('look_budget')
    .set((row) => ({ tokens: row.ref('tokens') }))
    .where('id', '=', ID)
    .returning(['id', 'tokens', 'filled_at', 'slowdown', 'slowed_at', 'queue_until'])
    .executeTakeFirst();
}

async function makeRow(tx: Tx, at: { now: number; perSecond: number }): Promise<LookBudgetRow> {
  const row = { id: ID, ...columnsOf(fullBucket(at)), queue_until: null };
  await tx
    .insertInto('look_budget')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return (await lockRow(tx)) ?? row;
}

/** `queueUntil` stays as it is when it is left out. */
async function write(tx: Tx, of: { bucket: Bucket; queueUntil?: number | null }): Promise<void> {
  const { bucket, queueUntil } = of;
  const queue = queueUntil === undefined ? {} : { queue_until: queueUntil === null ? null : iso(queueUntil) };
  await tx
    .updateTable('look_budget')
    .set({ ...columnsOf(bucket), ...queue })
    .where('id', '=', ID)
    .execute();
}

function bucketOf(row: LookBudgetRow): Bucket {
  return {
    tokens: row.tokens,
    filledAt: Date.parse(row.filled_at),
    slowdown: row.slowdown,
    slowedAt: row.slowed_at === null ? null : Date.parse(row.slowed_at),
  };
}

function columnsOf(bucket: Bucket) {
  return {
    tokens: bucket.tokens,
    filled_at: iso(bucket.filledAt),
    slowdown: bucket.slowdown,
    slowed_at: bucket.slowedAt === null ? null : iso(bucket.slowedAt),
  };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
