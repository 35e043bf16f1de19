import type { SystemActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import type { JobKind, JobPayload } from './kinds';
import type { JobQueue, JobRun } from './queue';
import { startSchedules } from './schedules';

/** Does one job as the system. It may run twice. */
export type Handler<K extends JobKind> = (
  ctx: Ctx<SystemActor>,
  payload: JobPayload<K>,
  run: JobRun,
) => Promise<void>;

export type Handlers = { [K in JobKind]?: Handler<K> };

export interface WorkerDeps {
  queue: JobQueue;
  /** The context of one job, as the system actor. */
  ctx(): Ctx<SystemActor>;
}

/** Starts the worker of this process: the timed jobs and the queue. `stop` drains within the time-out. */
export async function startWorker(
  deps: WorkerDeps,
  handlers: Handlers,
): Promise<{ stop(options?: { timeoutMs: number }): Promise<void> }> {
  const { queue } = deps;
  for (const kind of Object.keys(handlers) as JobKind[]) register(deps, kind, handlers[kind]);
  await queue.start();
  const { db, jobs, log } = deps.ctx();
  const timed = startSchedules({ db, jobs, log, now: () => deps.ctx().now() });
  return {
    async stop({ timeoutMs } = { timeoutMs: 8_000 }) {
      await timed.stop();
      await queue.stop({ timeoutMs });
    },
  };
}

function register<K extends JobKind>(deps: WorkerDeps, kind: K, handler: Handler<K> | undefined): void {
  if (handler) deps.queue.work(kind, (payload, run) => handler(deps.ctx(), payload, run));
}
