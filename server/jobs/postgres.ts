import { createHash, randomUUID } from 'node:crypto';
import { type CompiledQuery, sql } from 'kysely';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import type { Database } from '@/server/db/client';
import { PG_BOSS_QUEUE, PG_BOSS_SCHEMA } from '@/server/db/pg-boss-schema';
import type { Tx } from '@/server/db/scope';
import { HandlersMap } from './handlers-map';
import { type JobKind, type JobPayload, longKinds, type StoredJob } from './kinds';
import {
  type EnqueueOptions,
  type JobHandler,
  type JobQueue,
  MAX_RETRY_MS,
  type QueueDeps,
  type QueueTimes,
} from './queue';

/** pg-boss gives up on heartbeats only when it looks: its own default of 60 s would double the promised minute. */
const SUPERVISE_SECONDS = 15;

/** As pg-boss's priorities, by which half of the places is kept for short jobs. */
const LONG = 0;
const SHORT = 1;

/** The queue on Postgres: pg-boss in a schema of its own. Any number of processes. */
export class PostgresQueue implements JobQueue {
  readonly #handlers = new HandlersMap();
  readonly #on: { db: Database } & QueueDeps & QueueTimes;
  #boss: PgBoss | null = null;

  constructor(on: { db: Database } & QueueDeps & QueueTimes) {
    this.#on = on;
  }

  async enqueue<K extends JobKind>(
    tx: Tx,
    kind: K,
    payload: JobPayload<K>,
    options: EnqueueOptions = {},
  ): Promise<void> {
    const runAt = options.runAt ?? this.#on.now();
    const job = {
      // A policy of one waiting job for each key would hold all jobs without one to a single job.
      singletonKey: options.key ?? randomUUID(),
      startAfter: runAt,
      priority: longKinds.has(kind) ? LONG : SHORT,
      retryLimit: this.#on.maxAttempts - 1,
      retryDelay: Math.max(1, Math.round(this.#on.retryMs / 1_000)),
      retryBackoff: true,
      retryDelayMax: MAX_RETRY_MS / 1_000,
      ...(options.once && options.key ? { id: uuidOf(options.key) } : {}),
    };
    const boss = senderIn(tx);
    // A worker may claim the waiting job between the refusal and our look at it, so this goes on until one holds.
    for (;;) {
      const made = await boss.send(PG_BOSS_QUEUE, { kind, payload } satisfies StoredJob, job);
      if (made || options.once || (await moveForward(tx, job.singletonKey, runAt))) return;
    }
  }

  work<K extends JobKind>(kind: K, handler: JobHandler<K>): void {
    this.#handlers.set(kind, handler);
  }

  async start(): Promise<void> {
    if (this.#boss) return;
    const { log, leaseMs, pollMs, concurrency } = this.#on;
    const watch = Math.min(SUPERVISE_SECONDS, Math.ceil(leaseMs / 1_000));
    const boss = new PgBoss({
      connectionString: this.#on.db.url,
      schema: PG_BOSS_SCHEMA,
      max: 4,
      // The migration has made the schema, with the owner's rights.
      ...{ migrate: false, createSchema: false, schedule: false },
      ...{ superviseIntervalSeconds: watch, monitorIntervalSeconds: watch },
    });
    boss.on('error', (error) => log.warn({ err: error }, 'the job queue has trouble'));
    boss.on('warning', (warning) => log.info({ warning: warning.message }, 'the job queue warns'));
    await boss.start();
    this.#boss = boss;
    const options = {
      // pg-boss allows half a second at least.
      pollingIntervalSeconds: Math.max(0.5, pollMs / 1_000),
      batchSize: 1,
      includeMetadata: true as const,
    };
    // Long ones have half of the places, in their order among the others; the other half is for short ones alone.
    const half = Math.ceil(concurrency / 2);
    const places = [
      { ...options, localConcurrency: half, priority: false },
      { ...options, localConcurrency: concurrency - half, minPriority: SHORT },
    ];
    for (const place of places) {
      if (place.localConcurrency === 0) continue;
      await boss.work<StoredJob, void, typeof place>(PG_BOSS_QUEUE, place, async (jobs) => {
        for (const job of jobs) await this.#run(job);
      });
    }
  }

  async stop({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    const boss = this.#boss;
    this.#boss = null;
    await boss?.stop({ graceful: true, timeout: timeoutMs });
  }

  async #run(job: JobWithMetadata<StoredJob>): Promise<void> {
    const attempt = job.retryCount + 1;
    const final = job.retryCount >= job.retryLimit;
    try {
      await this.#handlers.run(job.data, { id: job.id, attempt, final, signal: job.signal });
    } catch (error) {
      const about = { job: job.id, kind: job.data.kind, attempt, err: error };
      if (final) this.#on.log.error(about, 'a job failed for good');
      else this.#on.log.warn(about, 'a job failed and runs again');
      throw error;
    }
  }
}

/** A pg-boss that only sends and does everything on the caller's transaction, so never needs a second connection. */
function senderIn(tx: Tx): PgBoss {
  const db = {
    async executeSql(text: string, values: unknown[] = []) {
      const query = sql.raw(text).compile(tx);
      const { rows } = await tx.executeQuery<unknown>({
        ...query,
        parameters: values,
      } satisfies CompiledQuery);
      return { rows };
    },
  };
  return new PgBoss({ db, schema: PG_BOSS_SCHEMA, migrate: false, supervise: false, schedule: false });
}

/**
 * Moves the waiting job of a key to the earlier instant. The row stays locked until the caller commits, so a worker
 * cannot take it before it can see what the caller wrote. False when no job of that key waits any more.
 */
async function moveForward(tx: Tx, key: string, runAt: Date): Promise<boolean> {
  // The conditions are those of pg-boss's unique index for the policy, which serves the look-up.
  const moved = await sql`
    update ${sql.table(`${PG_BOSS_SCHEMA}.job`)}
    set start_after = least(start_after, ${runAt.toISOString()}::timestamptz)
    where name = ${PG_BOSS_QUEUE} and coalesce(singleton_key, '') = ${key}
      and state = 'created' and policy = 'short'`.execute(tx);
  return (moved.numAffectedRows ?? 0n) > 0n;
}

/** The same id for the same key, in the form of a UUID. */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return groups.join('-');
}
