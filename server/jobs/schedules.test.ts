import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { testClock } from '@/server/testing/clock';
import { eachDatabase } from '@/server/testing/databases';
import { silentLog } from '@/server/testing/stand-ins';
import { openQueue } from './open';
import { enqueueDue, schedules, slotAt } from './schedules';

it.each([
  ['* * * * *', '2026-11-23T12:00:31.500Z', '2026-11-23T12:00:00.000Z'],
  ['* * * * *', '2026-11-23T12:01:00.000Z', '2026-11-23T12:01:00.000Z'],
  ['40 * * * *', '2026-11-23T12:39:59.999Z', '2026-11-23T11:40:00.000Z'],
  ['20 3 * * *', '2026-11-23T03:20:00.000Z', '2026-11-23T03:20:00.000Z'],
  ['20 3 * * *', '2026-11-23T03:19:59.000Z', '2026-11-22T03:20:00.000Z'],
])('of %s at %s the newest slot is %s', (pattern, at, slot) => {
  expect(slotAt(pattern, new Date(at)).toISOString()).toBe(slot);
});

eachDatabase((open, dialect) => {
  const jobTable = dialect === 'sqlite' ? 'jobs' : 'pgboss.job';

  it('makes one job for each slot, whatever the number of processes that ask', async () => {
    const db = await open({ own: true });
    const clock = testClock();
    const deps = { db, ...clock, log: silentLog };
    const processes = [openQueue(deps), openQueue(deps), openQueue(deps)];
    const count = async () => {
      const { rows } = await sql<{
        count: number;
      }>`select count(*) as count from ${sql.raw(jobTable)}`.execute(db.kysely);
      return rows[0]?.count;
    };
    await Promise.all(processes.map((jobs) => enqueueDue({ ...deps, jobs })));
    expect(await count()).toBe(schedules.length);
    clock.advance({ seconds: 59 });
    await Promise.all(processes.map((jobs) => enqueueDue({ ...deps, jobs })));
    expect(await count()).toBe(schedules.length);
    clock.advance({ seconds: 1 });
    await Promise.all(processes.map((jobs) => enqueueDue({ ...deps, jobs })));
    expect(await count()).toBe(schedules.length + schedules.filter((s) => s.pattern === '* * * * *').length);
  });
});
