import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { type Database, type Dialect, openDatabase } from '@/server/db/client';
import { databaseUrl } from './global-setup';

export interface DatabaseOptions {
  /** Without the rows of earlier tests, which may use it no more: for what looks at a whole database. */
  emptied?: boolean;
  /** A further one, dropped after the suite: for what runs processes or queues on it. */
  own?: boolean;
  /** A further one without tables. */
  empty?: boolean;
}

/** Gives a migrated database: one for the whole suite, without rows at first, in which each world of makeWorld stands apart. */
export type OpenTestDatabase = (options?: DatabaseOptions) => Promise<Database>;

/**
 * Runs a suite twice: on a SQLite file and on a real Postgres. Call `open` in beforeAll, beforeEach or in a test.
 */
export function eachDatabase(suite: (open: OpenTestDatabase, dialect: Dialect) => void): void {
  describe('on SQLite', () => suite(opener(sqlite), 'sqlite'));
  describe('on Postgres', () => suite(opener(postgres), 'postgres'));
}

interface Made {
  database: Database;
  /** After the suite. */
  leave(): Promise<void>;
}

interface Maker {
  /** A migrated one without rows. */
  shared(): Promise<Made>;
  /** What stands in for it once its rows are gone. */
  emptied(made: Made): Promise<Made>;
  own(empty: boolean): Promise<Made>;
}

function opener(maker: Maker): OpenTestDatabase {
  const opened: Made[] = [];
  let shared: Promise<Made> | undefined;
  const note = async (made: Promise<Made>) => {
    opened.push(await made);
    return made;
  };
  afterAll(async () => {
    for (const made of new Set(opened.splice(0))) await made.leave();
  });
  return async ({ emptied = false, own = false, empty = false } = {}) => {
    if (own || empty) return (await note(maker.own(empty))).database;
    if (!shared) shared = note(maker.shared());
    else if (emptied) shared = note(maker.emptied(await shared));
    return (await shared).database;
  };
}

/** A copied file costs less than emptying one; the whole folder goes at the end of the run. */
const sqlite: Maker = {
  shared: () => sqlite.own(false),
  emptied: () => sqlite.own(false),
  async own(empty) {
    const { folder, file } = inject('sqliteTemplate');
    const copy = join(folder, `${uniqueName('tributary')}.db`);
    if (!empty) copyFileSync(file, copy);
    const database = openDatabase({ url: `sqlite:${copy}` });
    return { database, leave: () => database.close() };
  },
};

const postgres: Maker = {
  // Making, dropping and connecting cost a second or more, emptying a fiftieth: each worker keeps one for all its suites.
  async shared() {
    const kept = spare ?? (await postgres.own(false)).database;
    spare = null;
    return {
      database: kept,
      async leave() {
        await removeRows(kept);
        spare = kept;
      },
    };
  },
  async emptied(made) {
    await removeRows(made.database);
    return made;
  },
  async own(empty) {
    const { server, name: template } = inject('postgresTemplate');
    // Connecting costs as much as making a database, so each worker keeps one connection for both its statements.
    maintenance ??= openMaintenance(server);
    const on = maintenance;
    const name = uniqueName(template);
    await on.query(`create database ${name}${empty ? '' : ` template ${template}`}`);
    const database = openDatabase({ url: databaseUrl(server, name) });
    return {
      database,
      async leave() {
        await database.close();
        await on.query(`drop database if exists ${name} with (force)`);
      },
    };
  },
};

let spare: Database | null = null;
let maintenance: pg.Pool | undefined;

function openMaintenance(server: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: server,
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  // The server may end before this worker does.
  pool.on('error', () => undefined);
  return pool;
}

/** What the migrations have written stays: their own names and the settings of the job queue. */
async function removeRows({ kysely }: Database): Promise<void> {
  // Deleting few rows takes a tenth of truncating; as a replica Postgres neither runs triggers nor asks for an order.
  await sql`do $$ declare name text; begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute 'delete from ' || quote_ident(name);
    end loop;
    delete from pgboss.job;
  end $$`.execute(kysely);
}

function uniqueName(start: string): string {
  return `${start}_${randomBytes(6).toString('hex')}`;
}
