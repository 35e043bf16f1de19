import { sql } from 'kysely';
import type { Database } from '@/server/db/client';
import type { Tx } from '@/server/db/scope';
import type { JobRow } from '@/server/db/work-tables';
import type { JobKind } from './kinds';
import { MAX_RETRY_MS } from './queue';

/** A job that a worker has claimed; `owner` is of this claim alone, so that a lost worker's late word changes nothing. */
export interface Claimed {
  id: string;
  kind: string;
  payload: string;
  key: string | null;
  attempts: number;
  max_attempts: number;
  owner: string;
}

export interface NewJob {
  id: string;
  kind: JobKind;
  payload: string;
  key: string | null;
  runAt: string;
  now: string;
  maxAttempts: number;
}

/** Written out, not bound: SQLite uses the partial index on the key only when it can read the condition. */
const pending = sql.lit<JobRow['state']>('pending');

/** Adds a job or, when one with its key waits, moves that one forward and gives it all its attempts again. */
export async function insertJob(tx: Tx, job: NewJob): Promise<void> {
  await tx
    .insertInto('jobs')
    .values(rowOf(job))
    .onConflict((conflict) =>
      conflict
        .column('key')
        .where('state', '=', pending)
        .doUpdateSet({ run_at: sql<string>`min(jobs.run_at, excluded.run_at)`, attempts: 0 }),
    )
    .execute();
}

/** Adds a job unless one with its id is known, whatever became of it. */
export async function insertJobOnce(tx: Tx, job: NewJob): Promise<void> {
  await tx
    .insertInto('jobs')
    .values(rowOf(job))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function rowOf(job: NewJob) {
  return {
    id: job.id,
    kind: job.kind,
    payload: job.payload,
    key: job.key,
    run_at: job.runAt,
    attempts: 0,
    max_attempts: job.maxAttempts,
    lease_until: null,
    owner: null,
    state: 'pending' as const,
    last_error: null,
    created_at: job.now,
    finished_at: null,
  };
}

/** Takes up to `limit` due jobs. Looks before it writes: an idle worker takes no write lock. */
export async function claimJobs(
  db: Database,
  wanted: { kinds: JobKind[]; limit: number; owner: string; now: string; leaseUntil: string },
): Promise<Claimed[]> {
  const due = db.kysely
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'pending')
    .where('run_at', '<=', wanted.now)
    .where('kind', 'in', wanted.kinds)
    .orderBy('run_at')
    .orderBy('id')
    .limit(wanted.limit);
  if (!(await due.executeTakeFirst())) return [];
  const claimed = await db.kysely
    .updateTable('jobs')
    .set((row) => ({
      state: 'running',
      owner: wanted.owner,
      lease_until: wanted.leaseUntil,
      attempts: row('attempts', '+', 1),
    }))
    .where('id', 'in', due)
    .returning(['id', 'kind', 'payload', 'key', 'attempts', 'max_attempts'])
    .execute();
  return claimed.map((job) => ({ ...job, owner: wanted.owner }));
}

/** Keeps a running job; false when it is not this claim's any more. */
export async function extendLease(db: Database, job: Claimed, leaseUntil: string): Promise<boolean> {
  const kept = await db.kysely
    .updateTable('jobs')
    .set({ lease_until: leaseUntil })
    .where('id', '=', job.id)
    .where('owner', '=', job.owner)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return kept.numUpdatedRows > 0n;
}

export async function finishJob(db: Database, job: Claimed, now: string): Promise<void> {
  await db.kysely
    .updateTable('jobs')
    .set({ state: 'done', finished_at: now, lease_until: null, owner: null })
    .where('id', '=', job.id)
    .where('owner', '=', job.owner)
    .where('state', '=', 'running')
    .execute();
}

export interface Failure {
  error: string;
  now: Date;
  /** The first wait; it doubles with each attempt. */
  retryMs: number;
}

/** Lets a job run again later or, after its last attempt, leaves it as failed. Returns what became of it. */
export async function failJob(
  db: Database,
  job: Claimed,
  failure: Failure,
): Promise<'pending' | 'failed' | 'merged'> {
  if (job.attempts >= job.max_attempts) {
    await settle(db, job, {
      state: 'failed',
      last_error: failure.error,
      finished_at: failure.now.toISOString(),
    });
    return 'failed';
  }
  const wait = Math.min(failure.retryMs * 2 ** Math.max(0, job.attempts - 1), MAX_RETRY_MS);
  return putBack(db, job, { ...failure, runAt: new Date(failure.now.getTime() + wait) });
}

/** Back to the waiting jobs; where one with its key waits already, that one stands for both. */
export function putBack(
  db: Database,
  job: Claimed,
  why: { error: string; now: Date; runAt: Date },
): Promise<'pending' | 'merged'> {
  return db.kysely.transaction().execute(async (tx) => {
    const waiting = job.key
      ? await tx
          .selectFrom('jobs')
          .select('id')
          .where('key', '=', job.key)
          .where('state', '=', pending)
          .executeTakeFirst()
      : undefined;
    if (!waiting) {
      await settle({ kysely: tx }, job, {
        state: 'pending',
        last_error: why.error,
        run_at: why.runAt.toISOString(),
      });
      return 'pending';
    }
    await settle({ kysely: tx }, job, {
      state: 'done',
      last_error: why.error,
      finished_at: why.now.toISOString(),
    });
    return 'merged';
  });
}

async function settle(
  at: Pick<Database, 'kysely'>,
  job: Claimed,
  to: {
    state: 'pending' | 'done' | 'failed';
    last_error: string;
    run_at?: string;
    finished_at?: string;
  },
): Promise<void> {
  await at.kysely
    .updateTable('jobs')
    .set({ ...to, lease_until: null, owner: null })
    .where('id', '=', job.id)
    .where('owner', '=', job.owner)
    .where('state', '=', 'running')
    .execute();
}

/** The running jobs whose worker has not been heard of. */
export async function lostJobs(db: Database, now: string): Promise<Claimed[]> {
  const lost = await db.kysely
    .selectFrom('jobs')
    .select(['id', 'kind', 'payload', 'key', 'attempts', 'max_attempts', 'owner'])
    .where('state', '=', 'running')
    .where('lease_until', '<', now)
    .limit(100)
    .execute();
  return lost.map((job) => ({ ...job, owner: job.owner ?? '' }));
}

/** Forgets what was finished before the instant. */
export async function purgeJobs(db: Database, before: string): Promise<void> {
  await db.kysely
    .deleteFrom('jobs')
    .where('state', 'in', ['done', 'failed'])
    .where('run_at', '<', before)
    .where('finished_at', '<', before)
    .execute();
}
