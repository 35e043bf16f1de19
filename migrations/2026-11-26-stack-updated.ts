import type { Kysely } from 'kysely';

/** When AWS says that the stack was updated last: two updates in a row leave the same status. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('stack_updated_at', 'text').execute();
}
