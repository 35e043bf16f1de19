import type { Tx } from '@/server/db/scope';
import type { Log } from '@/server/log';
import type { JobKind, JobPayload } from './kinds';

export interface EnqueueOptions {
  /**
   * While a job with this key waits, enqueueing it again adds none; the waiting one moves forward when the new
   * `runAt` is earlier. A job that is already running does not count: what it has read may be old.
   */
  key?: string;
  /** Not before this instant; now when missing. */
  runAt?: Date;
  /** At most one job with this key for a day, waiting, running or done: for what is timed, "name@slot". */
  once?: boolean;
}

/** What the domain sees of the queue. */
export interface Jobs {
  /** Writes the job inside the caller's transaction: rolled back with it, seen by workers only after its commit. */
  enqueue<K extends JobKind>(
    tx: Tx,
    kind: K,
    payload: JobPayload<K>,
    options?: EnqueueOptions,
  ): Promise<void>;
}

export interface JobRun {
  id: string;
  /** 1 at the first time. */
  attempt: number;
  /** Whether this is the last attempt. */
  final: boolean;
  /** Aborts when the job was lost to another worker or the process stops. */
  signal: AbortSignal;
}

/** May run twice (a process can die after the effect and before the note of it), so its effect must be guarded. */
export type JobHandler<K extends JobKind> = (payload: JobPayload<K>, run: JobRun) => Promise<void>;

export interface JobQueue extends Jobs {
  /** Names who does the jobs of this kind; before `start`. */
  work<K extends JobKind>(kind: K, handler: JobHandler<K>): void;
  start(): Promise<void>;
  /** Takes no more jobs and waits for those that run; what is left after the time-out goes back to be run elsewhere. */
  stop(options: { timeoutMs: number }): Promise<void>;
}

/** The times of a queue, in milliseconds; tests shorten them. */
export interface QueueTimes {
  /** How long an idle worker waits before it looks again. */
  pollMs: number;
  /** A worker that has not been heard of for so long has lost its jobs. Postgres: 10 s at least. */
  leaseMs: number;
  /** The first wait after a failure; it doubles with each, up to 15 minutes. */
  retryMs: number;
  maxAttempts: number;
  /** Jobs at one time in this process. */
  concurrency: number;
}

export const defaultTimes: QueueTimes = {
  pollMs: 500,
  leaseMs: 30_000,
  retryMs: 2_000,
  maxAttempts: 12,
  concurrency: 4,
};

export const MAX_RETRY_MS = 15 * 60 * 1_000;

/** What an adapter needs of the house. */
export interface QueueDeps {
  now(): Date;
  newId(): string;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}
