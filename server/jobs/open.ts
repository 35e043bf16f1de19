import { randomUUID } from 'node:crypto';
import { type Database, getDatabase } from '@/server/db/client';
import { log } from '@/server/log';
import { PostgresQueue } from './postgres';
import { defaultTimes, type JobQueue, type QueueDeps, type QueueTimes } from './queue';
import { SqliteQueue } from './sqlite';

/** The queue of this database. Enqueueing needs no `start`; a process that works the jobs calls it. */
export function openQueue(on: { db: Database; times?: Partial<QueueTimes> } & QueueDeps): JobQueue {
  const { db, times, now, newId, log } = on;
  const all = { db, now, newId, log, ...defaultTimes, ...times };
  return db.dialect === 'sqlite' ? new SqliteQueue(all) : new PostgresQueue(all);
}

const store = globalThis as { tributaryQueue?: JobQueue };

/** The process's one queue: Next bundles instrumentation, routes and actions apart, so it lives on globalThis. */
export function getJobs(): JobQueue {
  store.tributaryQueue ??= openQueue({
    db: getDatabase(),
    now: () => new Date(),
    newId: () => randomUUID(),
    log: log(),
  });
  return store.tributaryQueue;
}
