import { type Migration, Migrator } from 'kysely/migration';
import { migrations } from '@/migrations/index';
import { type Database, openDatabase } from './client';
import { installPgBoss } from './pg-boss-schema';

/**
 * Brings the schema to the newest migration; on Postgres the job queue's own schema too. Any number of processes may
 * call it at once: one works, the others wait and find nothing to do. A migration that fails leaves nothing behind.
 * Returns the names that this call has run.
 */
export async function migrateToLatest(
  database: Database,
  list: Record<string, Migration> = migrations,
): Promise<string[]> {
  if (database.migrateUrl) return asOwner(database.migrateUrl, list);
  const migrator = new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => list },
    // Several come on one day, and their names are not in the order in which they came.
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  if (database.dialect === 'postgres') await installPgBoss(database.url);
  return (results ?? []).map((result) => result.migrationName);
}

async function asOwner(url: string, list: Record<string, Migration>): Promise<string[]> {
  const owner = openDatabase({ url });
  try {
    return await migrateToLatest(owner, list);
  } finally {
    await owner.close();
  }
}
