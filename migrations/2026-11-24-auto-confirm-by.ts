import type { Kysely } from 'kysely';

/** The tenant of the person who asked "Confirm it for me when it is valid": a partner's wish lasts as long as its permission. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('auto_confirm_by', 'text').execute();
}
