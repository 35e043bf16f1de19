import type { Kysely } from 'kysely';

/** What the people of an end customer were told last of how a connection is, so that they are told of a change once. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const told = (name: string) => db.schema.alterTable('connections').addColumn(name, 'text').execute();
  await db.schema
    .alterTable('connections')
    .addColumn('told_health', 'text', (column) => column.notNull().defaultTo('well'))
    .execute();
  await told('told_at');
  await db.schema
    .alterTable('connections')
    .addColumn('told_again', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await told('well_since');
}
