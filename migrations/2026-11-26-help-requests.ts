import { type Kysely, PostgresAdapter, sql } from 'kysely';

/** What end customers ask their partner about a connection. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = db.getExecutor().adapter instanceof PostgresAdapter ? sql`` : sql`strict`;
  await db.schema
    .createTable('help_requests')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('reseller_id', 'text', (column) => column.references('tenants.id'))
    .addColumn('distributor_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id'))
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('findings_json', 'text', (column) => column.notNull())
    .addColumn('asked_by', 'text', (column) => column.notNull().references('identities.id'))
    .addColumn('asked_by_name', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'text', (column) => column.notNull())
    .addColumn('settled_at', 'text')
    .modifyEnd(strict)
    .execute();
  for (const column of ['tenant_id', 'reseller_id', 'distributor_id', 'connection_id', 'asked_by']) {
    await db.schema.createIndex(`help_requests_${column}`).on('help_requests').column(column).execute();
  }
  // One open question a connection: asked again it is the same one, with what is known now.
  await sql`create unique index help_requests_open on help_requests (connection_id) where settled_at is null`.execute(
    db,
  );
}
