import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, inject } from 'vitest';
import { type Database, type Dialect, openDatabase } from '@/server/db/client';
import { databaseUrl, runOn } from './global-setup';

/** Makes a database of its own, migrated unless `empty`, that is closed and dropped after the suite. */
export type OpenTestDatabase = (options?: { empty: boolean }) => Promise<Database>;

/**
 * Runs a suite twice: on a SQLite file and on a real Postgres. Call `open` in beforeAll or in a test; each call gives
 * a fresh database (about 10 ms on SQLite, 50 ms on Postgres).
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
  afterAll(async () => {
    for (const { database, made } of opened.splice(0)) {
      await database.close();
      await made.drop();
    }
  });
  return async (options) => {
    const made = await make(options?.empty ?? false);
    const database = openDatabase({ url: made.url });
    opened.push({ database, made });
    return database;
  };
}

async function makeSqlite(empty: boolean): Promise<Made> {
  const { folder, file } = inject('sqliteTemplate');
  const copy = join(folder, `${uniqueName()}.db`);
  if (!empty) copyFileSync(file, copy);
  // The whole folder goes at the end of the run.
  return { url: `sqlite:${copy}`, drop: () => Promise.resolve() };
}

async function makePostgres(empty: boolean): Promise<Made> {
  const { server, name: template } = inject('postgresTemplate');
  const name = uniqueName();
  await runOn(server, `create database ${name}${empty ? '' : ` template ${template}`}`);
  return {
    url: databaseUrl(server, name),
    drop: () => runOn(server, `drop database if exists ${name} with (force)`),
  };
}

function uniqueName(): string {
  return `tributary_${randomBytes(6).toString('hex')}`;
}
