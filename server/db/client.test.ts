import { sql, type Transaction } from 'kysely';
import { expect, it } from 'vitest';
import { eachDatabase } from '@/server/testing/databases';
import type { Tables } from './tables';

eachDatabase((open, dialect) => {
  it('gives counts as numbers', async () => {
    const { kysely } = await open({ emptied: true });
    const row = await kysely
      .selectFrom('tenants')
      .select((on) => on.fn.countAll<number>().as('count'))
      .executeTakeFirst();
    expect(row?.count).toBe(0);
  });

  it('rolls a failed transaction back', async () => {
    const { kysely } = await open({ emptied: true });
    const failing = kysely.transaction().execute(async (tx) => {
      await insertThrottle(tx, 'a');
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(await kysely.selectFrom('throttles').select('key').execute()).toEqual([]);
  });

  it('says which database it is', async () => {
    const database = await open({ emptied: true });
    const probe = dialect === 'sqlite' ? sql`select sqlite_version()` : sql`show server_version`;
    await expect(probe.execute(database.kysely)).resolves.toBeDefined();
    expect(database.dialect).toBe(dialect);
  });
});

async function insertThrottle(tx: Transaction<Tables>, key: string) {
  await tx
    .insertInto('throttles')
    .values({ key, points: 1, expires_at: new Date(0).toISOString() })
    .execute();
}
