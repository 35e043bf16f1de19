import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@/server/db/client';
import { withScope } from '@/server/db/scope';
import { testClock } from '@/server/testing/clock';
import { eachDatabase } from '@/server/testing/databases';
import { outcome } from '@/server/testing/outcome';
import { scopeOfInstallation } from './scope';
import { forgive, isThrottled, purgeThrottles, throttle } from './throttle';

eachDatabase((open) => {
  const clock = testClock();
  let db: Database;
  beforeEach(async () => {
    db = await open({ emptied: true });
  });
  const deps = () => ({ db, now: clock.now });
  const inside = <T>(work: Parameters<typeof withScope<T>>[1]) =>
    withScope({ db, actor: { scope: scopeOfInstallation() } }, work);
  const attempt = (email: string) => throttle(deps(), [{ rule: 'account', subject: email }]);
  const waitOf = async (email: string) => (await outcome(() => attempt(email))).todo?.match(/\d+ \w+/)?.[0];

  describe('an account', () => {
    it('waits longer after each attempt, never more than a minute, and refused attempts do not prolong it', async () => {
      for (let free = 0; free < 5; free += 1) expect(await waitOf('a@x.example')).toBeUndefined();
      const waits: (string | undefined)[] = [];
      for (let round = 0; round < 9; round += 1) {
        const wait = await waitOf('a@x.example');
        for (let hammer = 0; hammer < 5; hammer += 1) expect(await waitOf('a@x.example')).toBe(wait);
        waits.push(wait);
        clock.advance({ seconds: Number(wait?.split(' ')[0]) });
        expect(await waitOf('a@x.example')).toBeUndefined();
      }
      expect(waits).toEqual(['1 s', '2 s', '4 s', '8 s', '15 s', '30 s', '60 s', '60 s', '60 s']);
    });

    it('is counted by email in any spelling, and others are not concerned', async () => {
      for (let free = 0; free < 5; free += 1) await attempt('B@x.example');
      expect(await waitOf('b@X.example')).toBe('1 s');
      expect(await waitOf('c@x.example')).toBeUndefined();
    });

    it('is forgiven by a right password and forgotten after a quiet quarter of an hour', async () => {
      for (let free = 0; free < 5; free += 1) await attempt('d@x.example');
      await inside((tx) => forgive(tx, { rule: 'account', subject: 'd@x.example' }));
      for (let free = 0; free < 5; free += 1) expect(await waitOf('d@x.example')).toBeUndefined();
      expect(await waitOf('d@x.example')).toBe('1 s');
      clock.advance({ minutes: 16 });
      for (let free = 0; free < 5; free += 1) expect(await waitOf('d@x.example')).toBeUndefined();
    });

    it('lets no more through when attempts come at the same time', async () => {
      const acts = await Promise.allSettled(Array.from({ length: 40 }, () => attempt('e@x.example')));
      expect(acts.filter((act) => act.status === 'fulfilled')).toHaveLength(5);
    });
  });

  describe('an address and the installation', () => {
    it('stop at their limit until the minute is over', async () => {
      const from = { rule: 'address', subject: '192.0.2.7' } as const;
      for (let count = 0; count < 60; count += 1) expect(await isThrottled(deps(), [from])).toBe(false);
      expect(await isThrottled(deps(), [from])).toBe(true);
      expect(await isThrottled(deps(), [{ ...from, subject: '192.0.2.8' }])).toBe(false);
      clock.advance({ seconds: 60 });
      expect(await isThrottled(deps(), [from])).toBe(false);
    });

    it('do not mistake everybody behind an unknown address for one', async () => {
      for (let count = 0; count < 70; count += 1) {
        expect(await isThrottled(deps(), [{ rule: 'address', subject: 'direct' }])).toBe(false);
      }
    });

    it('leave nothing behind when their time is over', async () => {
      await attempt('f@x.example');
      clock.advance({ hours: 2 });
      await inside((tx) => purgeThrottles(tx, clock.now()));
      expect(await db.kysely.selectFrom('throttles').select('key').execute()).toEqual([]);
    });
  });
});
