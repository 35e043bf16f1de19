import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * The external ID that a connection is being rotated to, and every external ID that was ever given out: one that was replaced, or whose
 * connection is gone, is never given out again. The database itself keeps the list, and lets an external ID change to no other value
 * than the next one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  await db.schema
    .createTable('external_ids')
    .addColumn('value', 'text', (column) => column.primaryKey().notNull())
    .addColumn('connection_id', 'text', (column) => column.references('connections.id').onDelete('set null'))
    .addColumn('given_at', 'text', (column) => column.notNull())
    .modifyEnd(postgres ? sql`` : sql`strict`)
    .execute();
  await db.schema
    .createIndex('external_ids_connection_id')
    .on('external_ids')
    .column('connection_id')
    .execute();
  await sql`insert into external_ids (value, connection_id, given_at)
    select external_id, id, created_at from connections`.execute(db);
  const connections = db.schema.alterTable('connections');
  await connections
    .addColumn('next_external_id', 'text', (column) => column.check(sql`next_external_id <> external_id`))
    .execute();
  await connections
    .addColumn('rotation_started_at', 'text', (column) =>
      column.check(sql`(rotation_started_at is null) = (next_external_id is null)`),
    )
    .execute();
  await connections.addColumn('rotation_seen_at', 'text').execute();
  for (const statement of postgres ? postgresGuards : sqliteGuards) await sql.raw(statement).execute(db);
}

const give = (value: string, at: string) =>
  `insert into external_ids (value, connection_id, given_at) values (new.${value}, new.id, ${at})`;
const giveFirst = give('external_id', 'new.created_at');
const giveNext = give('next_external_id', 'new.rotation_started_at');

/** Only a rotation changes it, and only to the value that was given out for that. */
const refused = (differs: (a: string, b: string) => string) =>
  `(${differs('new.external_id', 'old.external_id')}
     and (${differs('new.external_id', 'old.next_external_id')} or new.next_external_id is not null))
   or (old.next_external_id is not null and new.next_external_id is not null
     and new.next_external_id <> old.next_external_id)`;

const sqliteGuards = [
  `create trigger connections_give_external_id after insert on connections begin ${giveFirst}; end`,
  `create trigger connections_give_first_next_external_id after insert on connections
   when new.next_external_id is not null begin ${giveNext}; end`,
  `create trigger connections_give_next_external_id after update of next_external_id on connections
   when new.next_external_id is not null and new.next_external_id is not old.next_external_id
   begin ${giveNext}; end`,
  `create trigger connections_keep_external_id before update of external_id, next_external_id on connections
   when ${refused((a, b) => `${a} is not ${b}`)}
   begin select raise(abort, 'external_id_fixed'); end`,
];

const postgresGuards = [
  `create function connections_give_external_ids() returns trigger language plpgsql as $give$
   begin
     if tg_op = 'INSERT' then
       ${giveFirst};
       if new.next_external_id is not null then ${giveNext}; end if;
     elsif new.next_external_id is not null and new.next_external_id is distinct from old.next_external_id then
       ${giveNext};
     end if;
     return new;
   end $give$`,
  `create trigger connections_give_external_ids after insert or update of next_external_id on connections
   for each row execute function connections_give_external_ids()`,
  `create function connections_keep_external_id() returns trigger language plpgsql as $keep$
   begin
     if ${refused((a, b) => `${a} is distinct from ${b}`)} then raise exception 'external_id_fixed'; end if;
     return new;
   end $keep$`,
  `create trigger connections_keep_external_id before update of external_id, next_external_id on connections
   for each row execute function connections_keep_external_id()`,
];
