import { Cron } from 'croner';
import type { Database } from '@/server/db/client';
import type { Log } from '@/server/log';
import type { JobKind } from './kinds';
import type { Jobs } from './queue';

/** What happens by the clock (UTC): five-field cron patterns and the kind of job, which takes no payload. */
export const schedules = [
  { kind: 'invitations.expire', pattern: '* * * * *' },
  { kind: 'contracts.tick', pattern: '* * * * *' },
  { kind: 'connection.sweep', pattern: '* * * * *' },
  { kind: 'own-access.watch', pattern: '* * * * *' },
  { kind: 'housekeeping', pattern: '40 * * * *' },
] as const satisfies { kind: JobKind; pattern: string }[];

export interface SchedulerDeps {
  db: Database;
  jobs: Jobs;
  now(): Date;
  log: Pick<Log, 'warn'>;
}

/** The newest instant of the pattern that is not after `at`; its minute names the job, so any number of processes make one. */
export function slotAt(pattern: string, at: Date): Date {
  const cron = new Cron(pattern, { timezone: 'UTC', paused: true });
  const minute = Math.floor(at.getTime() / 60_000) * 60_000;
  const [slot] = cron.match(new Date(minute)) ? [new Date(minute)] : cron.previousRuns(1, new Date(minute));
  if (!slot) throw new Error(`${pattern} has never been due`);
  return slot;
}

/** Enqueues every schedule's newest slot that is due, each once over all processes, also when it passed while none ran. */
export async function enqueueDue(deps: SchedulerDeps): Promise<void> {
  const at = deps.now();
  for (const { kind, pattern } of schedules) {
    const key = `${kind}@${slotAt(pattern, at).toISOString()}`;
    await deps.db.kysely
      .transaction()
      .execute((tx) => deps.jobs.enqueue(tx, kind, {}, { key, runAt: at, once: true }));
  }
}

/** Runs `enqueueDue` now and at each full minute until stopped. */
export function startSchedules(deps: SchedulerDeps): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const tick = () => {
    running = enqueueDue(deps).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'the timed jobs could not be enqueued, trying again in a minute'),
    );
    // 20 ms late, so that a timer that fires early does not see the minute before.
    if (!stopped) timer = setTimeout(tick, 60_020 - (deps.now().getTime() % 60_000));
  };
  tick();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
