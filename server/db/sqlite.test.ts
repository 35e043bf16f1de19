import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from './client';
import { DatabaseBusyError } from './sqlite';

const folder = mkdtempSync(join(tmpdir(), 'tributary-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('makes the folder and holds what is promised of durability', async () => {
  const database = openDatabase({ url: `sqlite:${folder}/deep/er/app.db` });
  const read = async (name: string) => {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.raw(`pragma_${name}`)}`.execute(
      database.kysely,
    );
    return Object.values(rows[0] ?? {})[0];
  };
  expect(await read('journal_mode')).toBe('wal');
  expect(await read('synchronous')).toBe(2);
  expect(await read('foreign_keys')).toBe(1);
  expect(await read('busy_timeout')).toBe(5_000);
  await database.close();
});

it('takes the write lock when a transaction begins, and none for one that only reads', async () => {
  const path = join(folder, 'lock.db');
  const database = openDatabase({ url: `sqlite:${path}` });
  await sql`create table t (id text)`.execute(database.kysely);
  const other = new SqliteConnection(path, { timeout: 0 });
  await database.kysely.transaction().execute(async (tx) => {
    await sql`select 1`.execute(tx);
    expect(() => other.exec("insert into t values ('a')")).toThrow('locked');
  });
  await database.kysely
    .transaction()
    .setAccessMode('read only')
    .execute(async (tx) => {
      await sql`select * from t`.execute(tx);
      other.exec("insert into t values ('b')");
    });
  other.close();
  await database.close();
});

it('keeps statements, but none from before a table was changed', async () => {
  const database = openDatabase({ url: `sqlite:${join(folder, 'statements.db')}` });
  const run = (text: string) => sql.raw<Record<string, unknown>>(text).execute(database.kysely);
  await run('create table t (id text)');
  await run("insert into t values ('a')");
  await run("insert into t values ('a')");
  expect((await run('select * from t')).rows).toEqual([{ id: 'a' }, { id: 'a' }]);
  await run("alter table t add column name text default 'n'");
  expect((await run('select * from t limit 1')).rows).toEqual([{ id: 'a', name: 'n' }]);
  expect((await run('select * from t')).rows).toEqual([
    { id: 'a', name: 'n' },
    { id: 'a', name: 'n' },
  ]);
  await database.close();
});

it('says that the database is busy when another process keeps the lock, and works after it', async () => {
  const path = join(folder, 'busy.db');
  const database = openDatabase({ url: `sqlite:${path}` });
  await sql`create table t (id text)`.execute(database.kysely);
  const other = new SqliteConnection(path);
  other.exec('begin immediate');
  const blocked = database.kysely.transaction().execute((tx) => sql`insert into t values ('a')`.execute(tx));
  await expect(blocked).rejects.toBeInstanceOf(DatabaseBusyError);
  other.exec('rollback');
  other.close();
  await database.kysely.transaction().execute((tx) => sql`insert into t values ('b')`.execute(tx));
  const { rows } = await sql`select id from t`.execute(database.kysely);
  expect(rows).toEqual([{ id: 'b' }]);
  await database.close();
});
