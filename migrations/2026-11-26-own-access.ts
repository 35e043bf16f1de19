import type { Kysely } from 'kysely';

/** Whether AWS keeps Tributary itself out, known to all replicas, and since when an IAM role refuses us without that being a verdict. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('own_access')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('trouble', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('renewed_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.alterTable('connections').addColumn('refused_since', 'text').execute();
}
