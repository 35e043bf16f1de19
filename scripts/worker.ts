/** Runs the jobs without the web app (`npm run worker`). On SQLite the app's own process does it instead. */
import { getDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { EnvironmentError, readEnv } from '@/server/env';
import { startServerWorker } from '@/server/jobs/start';
import { log } from '@/server/log';

async function main(): Promise<void> {
  const { DATABASE_URL } = readEnv();
  if (DATABASE_URL.startsWith('sqlite:')) {
    throw new EnvironmentError([
      'DATABASE_URL: on SQLite the app runs the jobs itself; a worker of its own needs Postgres',
    ]);
  }
  await migrateToLatest(getDatabase());
  const worker = await startServerWorker();
  log().info('worker started');
  const stop = async () => {
    await worker.stop();
    await getDatabase().close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof EnvironmentError ? error.message : error);
  process.exit(1);
});
