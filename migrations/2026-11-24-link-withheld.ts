import type { Kysely } from 'kysely';

/** Why no prefilled link was given out for the stack: the published template is not the one of this version. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('link_withheld', 'text').execute();
}
