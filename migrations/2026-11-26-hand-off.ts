import { type Kysely, PostgresAdapter, sql } from 'kysely';

/** Links for colleagues without an account here, and the buckets that they propose. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const strict = db.getExecutor().adapter instanceof PostgresAdapter ? sql`` : sql`strict`;
  await tenantTable(db, 'handoffs')
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id'))
    .addColumn('membership_id', 'text', (column) => column.notNull().references('memberships.id'))
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('label', 'text')
    .addColumn('email', 'text')
    .addColumn('created_by', 'text', (column) => column.notNull().references('identities.id'))
    .addColumn('created_by_name', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('first_used_at', 'text')
    .addColumn('last_used_at', 'text')
    .addColumn('stack_opened_at', 'text')
    .modifyEnd(strict)
    .execute();
  await tenantTable(db, 'bucket_proposals')
    .addColumn('connection_id', 'text', (column) => column.notNull().references('connections.id'))
    .addColumn('handoff_id', 'text', (column) => column.notNull().references('handoffs.id'))
    .addColumn('bucket', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) =>
      column.notNull().check(sql`state in ('open', 'accepted', 'dismissed')`),
    )
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('decided_at', 'text')
    .modifyEnd(strict)
    .execute();
  const keys = {
    handoffs: [...tenantKeys, 'connection_id', 'membership_id', 'created_by'],
    bucket_proposals: [...tenantKeys, 'connection_id', 'handoff_id'],
  };
  for (const [table, columns] of Object.entries(keys)) {
    for (const column of columns) {
      await db.schema.createIndex(`${table}_${column}`).on(table).column(column).execute();
    }
  }
  // Proposed once more by the same colleague, a bucket is the same proposal, also when pressed twice at once.
  await sql`create unique index bucket_proposals_once on bucket_proposals (handoff_id, bucket) where state = 'open'`.execute(
    db,
  );
}

const tenantKeys = ['tenant_id', 'reseller_id', 'distributor_id'];

function tenantTable(db: Kysely<unknown>, name: string) {
  return db.schema
    .createTable(name)
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('tenant_id', 'text', (column) => column.notNull().references('tenants.id'))
    .addColumn('reseller_id', 'text', (column) => column.references('tenants.id'))
    .addColumn('distributor_id', 'text', (column) => column.notNull().references('tenants.id'));
}
