import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, inject } from 'vitest';
import { type Database, type Dialect, openDatabase } from '@/server/db/client';
import { databaseUrl } from './global-setup';

/**
 * Gives a migrated database that is closed and dropped after the suite: one for the whole suite, in which each world of makeWorld
 * stands apart, or with `own` a fresh one (for what looks at a whole database), or with `empty` a fresh one without tables.
 */
export type OpenTestDatabase = (options?: { own?: boolean; empty?: boolean }) => Promise<Database>;

/**
 * Runs a suite twice: on a SQLite file and on a real Postgres. Call `open` in beforeAll, beforeEach or in a test.
 */
export function eachDatabase(suite: (open: OpenTestDatabase, dialect: Dialect) => void): void {
  describe('on SQLite', () => suite(opener(makeSqlite), 'sqlite'));
  describe('on Postgres', () => suite(opener(makePostgres), 'postgres'));
}

interface Made {
  url: string;
  drop(): Promise<void>;
}

function opener(make: (empty: boolean) => Promise<Made>): OpenTestDatabase {
  const opened: { database: Database; made: Made }[] = [];
  let shared: Promise<Database> | undefined;
  const fresh = async (empty: boolean) => {
    const made = await make(empty);
    const database = openDatabase({ url: made.url });
    opened.push({ database, made });
    return database;
  };
  afterAll(async () => {
    for (const { database, made } of opened.splice(0)) {
      await database.close();
      await made.drop();
    }
  });
  return ({ own = false, empty = false } = {}) => {
    if (own || empty) return fresh(empty);
    shared ??= fresh(false);
    return shared;
  };
}

async function makeSqlite(empty: boolean): Promise<Made> {
  const { folder, file } = inject('sqliteTemplate');
  const copy = join(folder, `${uniqueName()}.db`);
  if (!empty) copyFileSync(file, copy);
  // The whole folder goes at the end of the run.
  return { url: `sqlite:${copy}`, drop: () => Promise.resolve() };
}

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

let maintenance: pg.Pool | undefined;

async function makePostgres(empty: boolean): Promise<Made> {
  const { server, name: template } = inject('postgresTemplate');
  // Connecting costs as much as making a database, so each worker keeps one connection for both its statements.
  maintenance ??= openMaintenance(server);
  const on = maintenance;
  const name = uniqueName();
  await on.query(`create database ${name}${empty ? '' : ` template ${template}`}`);
  return {
    url: databaseUrl(server, name),
    drop: async () => void (await on.query(`drop database if exists ${name} with (force)`)),
  };
}

function uniqueName(): string {
  return `tributary_${randomBytes(6).toString('hex')}`;
}
