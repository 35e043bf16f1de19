import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, it } from 'vitest';
import { migrations } from '@/migrations/index';
import { eachDatabase } from '@/server/testing/databases';
import { firstWords, outputOf, startProcess } from '@/server/testing/processes';
import { times } from '@/server/testing/scale';
import type { Database } from './client';
import { migrateToLatest } from './migrate';

const failing: Record<string, Migration> = {
  '2026-01-01-first': { up: (db) => db.schema.createTable('kept').addColumn('id', 'text').execute() },
  '2026-01-02-broken': {
    async up(db) {
      await db.schema.createTable('half').addColumn('id', 'text').execute();
      await sql`insert into nowhere values (1)`.execute(db);
    },
  },
};

eachDatabase((open) => {
  const others = times({ test: 1, soak: 3 });

  it(`lets this process and ${others} beside it migrate at once: one works, the rest find nothing to do`, async () => {
    const database = await open({ empty: true });
    const children = Array.from({ length: others }, () =>
      startProcess('./migrate-process.ts', [database.url]),
    );
    await Promise.all(children.map(firstWords));
    const printed = children.map(outputOf);
    for (const child of children) child.stdin?.write('go\n');
    const done = await Promise.all([
      migrateToLatest(database),
      ...printed.map(async (text) => JSON.parse(await text)),
    ]);
    expect(done.filter((names) => names.length > 0)).toEqual([Object.keys(migrations).sort()]);
  }, 120_000);

  it('leaves nothing of a failing migration, nor of those before it in the same run', async () => {
    const database = await open({ empty: true });
    await expect(migrateToLatest(database, failing)).rejects.toThrow('nowhere');
    const tables = await database.kysely.introspection.getTables();
    expect(tables.map((table) => table.name)).not.toContain('half');
    expect(tables.map((table) => table.name)).not.toContain('kept');
  });

  it('can be run again after the failing migration was corrected', async () => {
    const database = await open({ empty: true });
    await expect(migrateToLatest(database, failing)).rejects.toThrow();
    const { '2026-01-01-first': first } = failing;
    if (!first) throw new Error('the fixture is gone');
    expect(await migrateToLatest(database, { '2026-01-01-first': first })).toEqual(['2026-01-01-first']);
    expect(await migrateToLatest(database, { '2026-01-01-first': first })).toEqual([]);
  });

  it('takes the migrations of one day in any order, since a version may bring one that sorts before those of the last', async () => {
    const names = Object.keys(migrations).sort();
    const days = new Map(names.map((name) => [name.slice(0, 10), [] as string[]]));
    for (const name of names) days.get(name.slice(0, 10))?.unshift(name);
    const late = await open({ empty: true });
    const list: Record<string, Migration> = {};
    for (const name of [...days.values()].flat()) {
      Object.assign(list, { [name]: migrations[name] });
      expect(await migrateToLatest(late, { ...list })).toEqual([name]);
    }
    const fresh = await open({ empty: true });
    await migrateToLatest(fresh);
    expect(await schemaOf(late)).toEqual(await schemaOf(fresh));
  });
});

/** Every table with its columns, whatever order they were added in. */
async function schemaOf({ kysely }: Database) {
  const tables = await kysely.introspection.getTables();
  const shown = tables.map(({ name, columns }) => ({
    name,
    columns: columns
      .map(({ name: column, dataType, isNullable }) => `${column} ${dataType} ${isNullable}`)
      .sort(),
  }));
  return shown.sort((a, b) => a.name.localeCompare(b.name));
}
