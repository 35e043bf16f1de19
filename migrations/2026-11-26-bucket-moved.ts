import type { Kysely } from 'kysely';

/** From which bucket a connection was moved, until the one that it names now was read: what the standing stack still names. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('bucket_before', 'text').execute();
  await db.schema.alterTable('connections').addColumn('kms_key_before', 'text').execute();
  await db.schema.alterTable('connections').addColumn('bucket_moved_at', 'text').execute();
}
