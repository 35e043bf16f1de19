import type { Kysely } from 'kysely';

/** One bucket of AssumeRole calls for all replicas, and which connection has been given its turn. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('look_budget')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('tokens', 'double precision', (column) => column.notNull())
    .addColumn('filled_at', 'text', (column) => column.notNull())
    .addColumn('slowdown', 'double precision', (column) => column.notNull())
    .addColumn('slowed_at', 'text')
    .addColumn('queue_until', 'text')
    .execute();
  await db.schema.alterTable('connections').addColumn('look_granted_at', 'text').execute();
}
