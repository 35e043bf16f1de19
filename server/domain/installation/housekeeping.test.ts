import { expect, it } from 'vitest';
import type { SystemActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { testClock } from '@/server/testing/clock';
import { eachDatabase } from '@/server/testing/databases';
import { fakeJobs, silentLog, untouchable } from '@/server/testing/stand-ins';
import { keepHouse } from './housekeeping';

eachDatabase((open) => {
  it('removes what ended more than 30 days ago and nothing else', async () => {
    const db = await open();
    const clock = testClock('2026-11-23T12:00:00.000Z');
    const link = { created_at: '2026-10-01T00:00:00.000Z', used_at: null };
    await db.kysely
      .insertInto('setup_tokens')
      .values([
        { id: 'old', token_hash: 'a', ...link, expires_at: '2026-10-24T11:59:59.000Z' },
        { id: 'recent', token_hash: 'b', ...link, expires_at: '2026-10-24T12:00:00.000Z' },
        { id: 'open', token_hash: 'c', ...link, expires_at: '2026-11-24T12:00:00.000Z' },
      ])
      .execute();
    await db.kysely
      .insertInto('throttles')
      .values([
        { key: 'old', points: 5, expires_at: '2026-11-23T10:59:00.000Z' },
        { key: 'recent', points: 5, expires_at: '2026-11-23T11:01:00.000Z' },
      ])
      .execute();
    const ctx: Ctx<SystemActor> = {
      ...clock,
      actor: { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() },
      ...{ db, log: silentLog, jobs: fakeJobs() },
      ...{ aws: untouchable('AWS'), settings: untouchable('settings') },
    };
    await keepHouse(ctx);
    const tokens = await db.kysely.selectFrom('setup_tokens').select('id').orderBy('id').execute();
    expect(tokens.map((token) => token.id)).toEqual(['open', 'recent']);
    const throttles = await db.kysely.selectFrom('throttles').select('key').execute();
    expect(throttles.map((row) => row.key)).toEqual(['recent']);
  });
});
