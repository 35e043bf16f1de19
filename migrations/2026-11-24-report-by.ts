import { type Kysely, sql } from 'kysely';

/** Who creates the report of a connection: the customer in the AWS console, or the stack. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('connections')
    .addColumn('report_by', 'text', (column) =>
      column.notNull().defaultTo('customer').check(sql`report_by in ('customer', 'stack')`),
    )
    .execute();
}
