import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type DialectAdapter,
  type Driver,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type TransactionSettings,
} from 'kysely';
import { AppError } from '@/server/errors';

/** How long a statement waits for another process's write lock before it gives up. */
const BUSY_TIMEOUT_MS = 5_000;

/** Another process held the write lock for longer than the busy time-out. Nothing was written. */
export class DatabaseBusyError extends AppError {
  constructor(cause: unknown) {
    super('unavailable', { happened: 'The database is busy.', todo: 'Try again in a minute.' });
    this.name = 'DatabaseBusyError';
    this.cause = cause;
  }
}

/** SQLite in one file, opened at the first query; transactions begin IMMEDIATE, migrations are transactional. */
export class SqliteFileDialect extends SqliteDialect {
  readonly #path: string;

  constructor(path: string) {
    super({ database: async () => openFile(path) });
    this.#path = path;
  }

  override createDriver(): Driver {
    return new ImmediateDriver({ database: async () => rememberStatements(openFile(this.#path)) });
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}

/**
 * Kysely assumes that SQLite cannot roll back DDL; it can. With this and BEGIN IMMEDIATE the migrator takes the write
 * lock before it reads which migrations ran, so several processes go one after another and a failing one leaves nothing.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class ImmediateDriver extends SqliteDriver {
  #connection: DatabaseConnection | undefined;

  /** A plain `begin` that reads first and writes later fails at once when another process wrote in between. */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings?: TransactionSettings,
  ): Promise<void> {
    const begin = settings?.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      // SQLite has already rolled back by itself after a full disk or an interrupted statement: keep the first error.
      if (!(error instanceof Error && /no transaction is active/.test(error.message))) throw error;
    }
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    // One object for good: Kysely keeps what it knows of a connection by its identity.
    this.#connection ??= typedTrouble(await super.acquireConnection());
    return this.#connection;
  }
}

function typedTrouble(connection: DatabaseConnection): DatabaseConnection {
  return {
    async executeQuery(query, options) {
      try {
        return await connection.executeQuery(query, options);
      } catch (error) {
        throw isBusy(error) ? new DatabaseBusyError(error) : error;
      }
    },
    streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
  };
}

/** Far more than the queries that the app is made of; in-lists of many lengths would grow it without end. */
const STATEMENTS_KEPT = 500;

/** Preparing costs as much as running for most queries of ours, so statements are kept, the latest used longest. */
function rememberStatements(connection: SqliteConnection.Database): SqliteDatabase {
  const kept = new Map<string, SqliteConnection.Statement>();
  return {
    prepare(text) {
      // A statement keeps the columns that it was prepared with.
      if (/^\s*(create|alter|drop)\b/i.test(text)) kept.clear();
      const known = kept.get(text);
      if (known?.busy) return connection.prepare(text);
      const statement = known ?? connection.prepare(text);
      kept.delete(text);
      kept.set(text, statement);
      const [oldest] = kept.keys();
      if (kept.size > STATEMENTS_KEPT && oldest !== undefined) kept.delete(oldest);
      return statement;
    },
    close: () => connection.close(),
  };
}

function openFile(path: string): SqliteConnection.Database {
  mkdirSync(dirname(path), { recursive: true });
  const connection = new SqliteConnection(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    untilFree(() => connection.pragma('journal_mode = WAL'));
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    assertPragmas(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw isBusy(error) ? new DatabaseBusyError(error) : error;
  }
}

/** What is promised of durability and integrity; 2 is FULL. */
const promised = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, busy_timeout: BUSY_TIMEOUT_MS };

function assertPragmas(connection: SqliteConnection.Database): void {
  for (const [name, wanted] of Object.entries(promised)) {
    const actual = connection.pragma(name, { simple: true });
    if (actual !== wanted) throw new Error(`SQLite has ${name} = ${String(actual)}, needed is ${wanted}`);
  }
}

/** Switching a fresh file to WAL skips SQLite's busy handler, so processes that start together collide without this. */
function untilFree(run: () => void): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      run();
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteConnection.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}
