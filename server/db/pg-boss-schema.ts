import { PgBoss } from 'pg-boss';

export const PG_BOSS_SCHEMA = 'pgboss';

/** One queue for every kind of job, as there is one table on SQLite: a key is unique over all kinds on both. */
export const PG_BOSS_QUEUE = 'jobs';

/**
 * `short`: at most one waiting job for a key. The heartbeat is pg-boss's lowest; with the worker's supervision every
 * 15 s a killed process's job runs again within 60 s. Finished jobs are kept a day, as on SQLite.
 */
const queueOptions = {
  heartbeatSeconds: 10,
  expireInSeconds: 15 * 60,
  deleteAfterSeconds: 24 * 60 * 60,
} as const;

/** Makes or upgrades pg-boss's schema and the queue. Needs the owner's rights; safe when several processes call it at once. */
export async function installPgBoss(connectionString: string): Promise<void> {
  const boss = new PgBoss({
    connectionString,
    schema: PG_BOSS_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  let trouble: Error | undefined;
  boss.on('error', (error) => {
    trouble = error;
  });
  try {
    await boss.start();
    await boss.createQueue(PG_BOSS_QUEUE, { policy: 'short', ...queueOptions });
    await boss.updateQueue(PG_BOSS_QUEUE, queueOptions);
  } finally {
    await boss.stop({ graceful: false });
  }
  if (trouble) throw trouble;
}
