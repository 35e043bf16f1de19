import type { Kysely } from 'kysely';

/**
 * What came through the operator's doorbell: each message once, the answer that CloudFormation gets, and whether it got it. Not a
 * tenant's table: anybody can send a message, and most of what it says is not known to be true.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('messages')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('message_id', 'text', (column) => column.notNull().unique())
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('request_type', 'text')
    .addColumn('resource_type', 'text')
    .addColumn('stack_id', 'text')
    .addColumn('logical_id', 'text')
    .addColumn('request_id', 'text')
    .addColumn('connection_id', 'text', (column) => column.references('connections.id'))
    .addColumn('response_url', 'text')
    .addColumn('answer_json', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('answered_at', 'text')
    .addColumn('set_aside', 'text')
    .addColumn('excerpt', 'text')
    .execute();
  await db.schema
    .createIndex('messages_connection')
    .on('messages')
    .columns(['connection_id', 'received_at'])
    .execute();
  await db.schema.createIndex('messages_received').on('messages').column('received_at').execute();
}
