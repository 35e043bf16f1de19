/** What a context takes its time and ids from, under the test's control. */
export interface TestClock {
  now(): Date;
  newId(): string;
  newSecret(): string;
  set(iso: string): void;
  /** By milliseconds, or by units that read better. */
  advance(
    by: number | { days?: number; hours?: number; minutes?: number; seconds?: number; ms?: number },
  ): void;
}

/** A clock that stands still until it is moved; ids and secrets are counted, have their real length and never repeat. */
export function testClock(start = '2026-11-23T12:00:00.000Z'): TestClock {
  let at = new Date(start).getTime();
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  return {
    now: () => new Date(at),
    newId: () => `00000000-0000-4000-8000-${String(next()).padStart(12, '0')}`,
    newSecret: () => Buffer.from(`secret-${String(next()).padStart(25, '0')}`).toString('base64url'),
    set(iso) {
      at = new Date(iso).getTime();
    },
    advance(by) {
      const {
        days = 0,
        hours = 0,
        minutes = 0,
        seconds = 0,
        ms = 0,
      } = typeof by === 'number' ? { ms: by } : by;
      at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms;
    },
  };
}
