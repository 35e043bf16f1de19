import { beforeAll, expect, test } from 'vitest';
import { migrations } from '@/migrations/index';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { reviewConnection } from '../domain/connections/review';
import { startConnection } from '../domain/connections/start';
import type { Database } from './client';
import { migrateToLatest } from './migrate';
import type { ConnectionRow } from './tables';

eachDatabase((open) => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld(await open(), { aws: fakeAws() });
  });
  const started = async () => {
    const { id } = await startConnection(world.ctxFor('customerAdmin'), {});
    // One that nobody has touched would be come back to.
    const review = { connectionId: id, version: 1, billingTransfer: 'no' } as const;
    await reviewConnection(world.ctxFor('customerAdmin'), review);
    return rowOf(world.systemCtx(), id);
  };
  const given = async ({ kysely }: Database, connectionId: string) => {
    const rows = await kysely
      .selectFrom('external_ids')
      .select('value')
      .where('connection_id', '=', connectionId)
      .orderBy('value')
      .execute();
    return rows.map(({ value }) => value);
  };
  const set = ({ id }: ConnectionRow, columns: Partial<ConnectionRow>) =>
    world.database.kysely.updateTable('connections').set(columns).where('id', '=', id).execute();
  const rotating = (next: string) => ({
    next_external_id: next,
    rotation_started_at: world.clock.now().toISOString(),
  });
  const finished = (next: string) => ({
    external_id: next,
    next_external_id: null,
    rotation_started_at: null,
  });

  test('every value that is given out is kept, the next one too, and none is given out again', async () => {
    const row = await started();
    const next = world.newSecret();
    await set(row, rotating(next));
    expect(await given(world.database, row.id)).toEqual([row.external_id, next].sort());
    await set(row, finished(next));
    expect(await given(world.database, row.id)).toEqual([row.external_id, next].sort());
    // The replaced one: not for this connection again, and not for another.
    const other = await started();
    for (const [connection, value] of [
      [row, row.external_id],
      [other, row.external_id],
      [other, next],
      [row, other.external_id],
    ] as const) {
      await expect(set(connection, rotating(value))).rejects.toThrow(/unique/i);
    }
    const copy = { ...other, id: world.newId(), external_id: row.external_id };
    await expect(world.database.kysely.insertInto('connections').values(copy).execute()).rejects.toThrow(
      /unique/i,
    );
  });

  test('one that was cancelled is not given out again either', async () => {
    const row = await started();
    const next = world.newSecret();
    await set(row, rotating(next));
    await set(row, { next_external_id: null, rotation_started_at: null });
    await expect(set(row, rotating(next))).rejects.toThrow(/unique/i);
  });

  test('the external ID changes to the next one alone, and the next one to none other', async () => {
    const row = await started();
    const next = world.newSecret();
    const fixed = 'external_id_fixed';
    await expect(set(row, { external_id: world.newSecret() })).rejects.toThrow(fixed);
    await expect(set(row, finished(world.newSecret()))).rejects.toThrow(fixed);
    await set(row, rotating(next));
    await expect(set(row, rotating(world.newSecret()))).rejects.toThrow(fixed);
    await expect(set(row, finished(world.newSecret()))).rejects.toThrow(fixed);
    // Both at once would leave two that are the same.
    await expect(set(row, { external_id: next })).rejects.toThrow();
    expect(await rowOf(world.systemCtx(), row.id)).toMatchObject({
      external_id: row.external_id,
      next_external_id: next,
    });
  });

  test('the next one differs from the present one, and stands as long as its rotation does', async () => {
    const row = await started();
    await expect(set(row, rotating(row.external_id))).rejects.toThrow();
    await expect(set(row, { next_external_id: world.newSecret() })).rejects.toThrow(/check|null/i);
    await expect(set(row, { rotation_started_at: 'now' })).rejects.toThrow(/check/i);
  });

  test('the migration takes over what earlier versions gave out', async () => {
    const rows = [await started(), await started()];
    const { kysely } = world.database;
    const before = await open({ empty: true });
    const { '2026-11-26-external-ids': _, ...others } = migrations;
    await migrateToLatest(before, others);
    const tenants = await kysely.selectFrom('tenants').selectAll().execute();
    await before.kysely.insertInto('tenants').values(tenants).execute();
    const contracts = await kysely.selectFrom('contracts').selectAll().execute();
    await before.kysely.insertInto('contracts').values(contracts).execute();
    for (const row of rows) {
      const { next_external_id: _, rotation_started_at: __, rotation_seen_at: ___, ...old } = row;
      await before.kysely.insertInto('connections').values(old).execute();
    }
    expect(await migrateToLatest(before)).toEqual(['2026-11-26-external-ids']);
    for (const row of rows) expect(await given(before, row.id)).toEqual([row.external_id]);
  }, 60_000);
});
