import type { Kysely } from 'kysely';

/** When somebody disconnected an account, and when its IAM role was seen to let Tributary in no more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('disconnected_at', 'text').execute();
  await db.schema.alterTable('connections').addColumn('role_gone_at', 'text').execute();
}
