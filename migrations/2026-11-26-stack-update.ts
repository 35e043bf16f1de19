import type { Kysely } from 'kysely';

/** What a stack was made from, so that one that is behind is known; and the looks at one that is being updated. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('stack_given_json', 'text').execute();
  await db.schema.alterTable('connections').addColumn('update_since', 'text').execute();
  await db.schema.alterTable('connections').addColumn('next_update_look_at', 'text').execute();
  await db.schema
    .createIndex('connections_next_update_look')
    .on('connections')
    .column('next_update_look_at')
    .execute();
}
