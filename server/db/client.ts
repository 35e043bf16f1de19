import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { env } from '@/server/env';
import { SqliteFileDialect } from './sqlite';
import type { Tables } from './tables';

export type Dialect = 'sqlite' | 'postgres';

export interface Database {
  kysely: Kysely<Tables>;
  dialect: Dialect;
  /** Where it is, for what opens connections of its own (the job queue on Postgres). Holds the password: never log it. */
  url: string;
  /** The owner's address on Postgres, used for migrations alone; null where the runtime user owns its tables. */
  migrateUrl: string | null;
  close(): Promise<void>;
}

/**
 * Opens `sqlite:path/to/file.db` (directory and file are made) or `postgres://…`. A SQLite connection that does not
 * hold what is promised (WAL, synchronous FULL, foreign keys, busy time-out) is refused at its first query.
 */
export function openDatabase(at: { url: string; migrateUrl?: string | undefined }): Database {
  const kysely = at.url.startsWith('sqlite:')
    ? new Kysely<Tables>({ dialect: new SqliteFileDialect(at.url.replace(/^sqlite:(\/\/)?/, '')) })
    : new Kysely<Tables>({ dialect: new PostgresDialect({ pool: makePool(at.url) }) });
  let closing: Promise<void> | undefined;
  return {
    kysely,
    dialect: at.url.startsWith('sqlite:') ? 'sqlite' : 'postgres',
    url: at.url,
    migrateUrl: at.migrateUrl ?? null,
    close() {
      closing ??= kysely.destroy();
      return closing;
    },
  };
}

const store = globalThis as { tributaryDatabase?: Database };

/** The process's one database: Next bundles instrumentation, routes and actions apart, so it lives on globalThis. */
export function getDatabase(): Database {
  store.tributaryDatabase ??= openDatabase({
    url: env().DATABASE_URL,
    migrateUrl: env().MIGRATE_DATABASE_URL,
  });
  return store.tributaryDatabase;
}

const INT8 = 20;

function makePool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 30_000,
    // People click more seldom than every 10 s, pg's default, and a new connection costs more than what a page asks.
    idleTimeoutMillis: 60_000,
    application_name: 'tributary',
    // Counts are int8, which pg gives as text; they stay far below 2^53.
    types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // Without a listener a connection that dies while idle would end the process. The pool replaces it by itself.
  pool.on('error', () => undefined);
  return pool;
}
