import type { Database } from '@/server/db/client';
import type { Tx } from '@/server/db/scope';
import { HandlersMap } from './handlers-map';
import { type JobKind, type JobPayload, longKinds } from './kinds';
import type { EnqueueOptions, JobHandler, JobQueue, QueueDeps, QueueTimes } from './queue';
import * as table from './sqlite-table';

const HOUR_MS = 60 * 60 * 1_000;

/** The queue on SQLite: one table. Several processes may work it; each enqueue wakes the workers of its own process. */
export class SqliteQueue implements JobQueue {
  readonly #handlers = new HandlersMap();
  readonly #running = new Map<string, { job: table.Claimed; abort: AbortController; done: Promise<void> }>();
  readonly #on: { db: Database } & QueueDeps & QueueTimes;
  #loop: Promise<void> | null = null;
  #stopping = false;
  #wake: () => void = () => undefined;
  #woken = false;
  #claims = 0;
  #sweepAt = 0;
  #purgeAt = 0;

  constructor(on: { db: Database } & QueueDeps & QueueTimes) {
    this.#on = on;
  }

  async enqueue<K extends JobKind>(
    tx: Tx,
    kind: K,
    payload: JobPayload<K>,
    options: EnqueueOptions = {},
  ): Promise<void> {
    const now = this.#on.now();
    const once = options.once && options.key;
    const job: table.NewJob = {
      // The primary key itself keeps a timed job from being made twice.
      id: once ? once : this.#on.newId(),
      kind,
      payload: JSON.stringify(payload),
      key: options.key ?? null,
      runAt: (options.runAt ?? now).toISOString(),
      now: now.toISOString(),
      maxAttempts: this.#on.maxAttempts,
    };
    await (once ? table.insertJobOnce(tx, job) : table.insertJob(tx, job));
    // The transaction holds the one connection: a worker that is woken now gets it after the commit.
    setImmediate(() => this.#signal());
  }

  work<K extends JobKind>(kind: K, handler: JobHandler<K>): void {
    this.#handlers.set(kind, handler);
  }

  async start(): Promise<void> {
    this.#stopping = false;
    this.#loop ??= this.#work();
  }

  async stop({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    this.#stopping = true;
    this.#signal();
    await this.#loop;
    this.#loop = null;
    const running = [...this.#running.values()];
    await within(timeoutMs, Promise.all(running.map((run) => run.done)));
    for (const { job, abort } of this.#running.values()) {
      abort.abort(new Error('the process stops'));
      const now = this.#on.now();
      await table.putBack(this.#on.db, job, { error: 'the process stopped', now, runAt: now });
    }
    this.#running.clear();
  }

  #signal(): void {
    this.#woken = true;
    this.#wake();
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      let busy = false;
      try {
        await this.#sweep();
        busy = await this.#claim();
      } catch (error) {
        this.#on.log.warn({ err: error }, 'the job queue could not be read, trying again');
      }
      if (!busy && !this.#woken && !this.#stopping) await this.#pause();
    }
  }

  /** Until the next look is due, a job is enqueued here, or a place is free again. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#on.pollMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  /** Returns whether there may be more to claim at once. */
  async #claim(): Promise<boolean> {
    const free = this.#on.concurrency - this.#running.size;
    if (free === 0) return false;
    // The long ones have half of the places, so that they never keep the short ones waiting.
    const kinds = this.#handlers.kinds();
    const long = kinds.filter((kind) => longKinds.has(kind));
    const running = [...this.#running.values()].filter(({ job }) => longKinds.has(job.kind)).length;
    const places = Math.max(1, Math.floor(this.#on.concurrency / 2)) - running;
    const taken = await this.#take(long, Math.min(free, places));
    const short = kinds.filter((kind) => !longKinds.has(kind));
    const others = await this.#take(short, free - taken);
    return taken + others === free && this.#running.size < this.#on.concurrency;
  }

  /** Claims so many jobs of these kinds at most and lets them run; returns how many there were. */
  async #take(kinds: JobKind[], limit: number): Promise<number> {
    if (limit <= 0 || kinds.length === 0) return 0;
    const now = this.#on.now();
    this.#claims += 1;
    const jobs = await table.claimJobs(this.#on.db, {
      ...{ kinds, limit, now: now.toISOString(), leaseUntil: this.#leaseFrom(now) },
      owner: `${process.pid}/${this.#on.newId()}/${this.#claims}`,
    });
    for (const job of jobs) {
      const abort = new AbortController();
      const done = this.#run(job, abort).finally(() => {
        this.#running.delete(job.id);
        this.#signal();
      });
      this.#running.set(job.id, { job, abort, done });
    }
    return jobs.length;
  }

  async #run(job: table.Claimed, abort: AbortController): Promise<void> {
    const heartbeat = setInterval(() => void this.#keep(job, abort), this.#on.leaseMs / 3);
    const { db, log } = this.#on;
    const about = { job: job.id, kind: job.kind, attempt: job.attempts };
    try {
      const stored = { kind: job.kind, payload: JSON.parse(job.payload) };
      const final = job.attempts >= job.max_attempts;
      await this.#handlers.run(stored, { id: job.id, attempt: job.attempts, final, signal: abort.signal });
      await table.finishJob(db, job, this.#on.now().toISOString());
    } catch (error) {
      // Stopped from outside: somebody else has the job or will have it.
      if (abort.signal.aborted) return;
      const failure = { error: String(error), now: this.#on.now(), retryMs: this.#on.retryMs };
      const became = await table.failJob(db, job, failure).catch(() => 'pending' as const);
      if (became === 'failed') log.error({ ...about, err: error }, 'a job failed for good');
      else log.warn({ ...about, err: error }, 'a job failed and runs again');
    } finally {
      clearInterval(heartbeat);
    }
  }

  async #keep(job: table.Claimed, abort: AbortController): Promise<void> {
    try {
      const kept = await table.extendLease(this.#on.db, job, this.#leaseFrom(this.#on.now()));
      if (!kept) abort.abort(new Error('the job was taken over'));
    } catch (error) {
      this.#on.log.warn({ err: error, job: job.id }, 'a heartbeat was missed');
    }
  }

  /** Gives lost workers' jobs back, three times in a lease, and forgets old ones once an hour. */
  async #sweep(): Promise<void> {
    const now = this.#on.now();
    if (now.getTime() >= this.#sweepAt) {
      this.#sweepAt = now.getTime() + this.#on.leaseMs / 3;
      for (const job of await table.lostJobs(this.#on.db, now.toISOString())) {
        await table.failJob(this.#on.db, job, { error: 'its worker was lost', now, retryMs: 0 });
        this.#on.log.warn({ job: job.id, kind: job.kind }, 'a lost job was taken over');
      }
    }
    if (now.getTime() >= this.#purgeAt) {
      this.#purgeAt = now.getTime() + HOUR_MS;
      await table.purgeJobs(this.#on.db, new Date(now.getTime() - 24 * HOUR_MS).toISOString());
    }
  }

  #leaseFrom(now: Date): string {
    return new Date(now.getTime() + this.#on.leaseMs).toISOString();
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
