import { describe, expect, test } from 'vitest';
import { dailyAt, nextValidationAt } from './timing';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = new Date('2026-11-26T12:00:00.000Z');
const ids = Array.from(
  { length: 10_000 },
  (_, index) => `019a${index.toString(16).padStart(8, '0')}-7000-8000`,
);

/** How many of the checks begin in each minute of the day. */
function minutes(starts: readonly Date[]): number[] {
  const counts = Array<number>(24 * 60).fill(0);
  for (const start of starts) {
    const minute = Math.floor((start.getTime() % DAY) / MINUTE);
    counts[minute] = (counts[minute] ?? 0) + 1;
  }
  return counts;
}

describe('the daily check', () => {
  test('10,000 connections: the busiest minute has 0.3 % of them at most, no hour more than a fifth beyond its share', () => {
    const counts = minutes(ids.map((id) => dailyAt({ id, now })));
    const busiest = Math.max(...counts) / ids.length;
    expect(busiest).toBeLessThanOrEqual(0.003);
    const hours = Array.from({ length: 24 }, (_, hour) =>
      counts.slice(hour * 60, hour * 60 + 60).reduce((sum, count) => sum + count, 0),
    );
    expect(Math.max(...hours)).toBeLessThanOrEqual((ids.length / 24) * 1.2);
  });

  test('has a time of its own: once a day, whenever it was looked at in between', () => {
    for (const id of ids.slice(0, 200)) {
      const first = dailyAt({ id, now });
      expect(dailyAt({ id, now: first })).toEqual(new Date(first.getTime() + DAY));
      for (const after of [0, 1, 59 * MINUTE, HOUR, 5 * HOUR, 23 * HOUR, 24 * HOUR]) {
        const asked = new Date(first.getTime() + after);
        const next = dailyAt({ id, now: asked }).getTime();
        expect((next - first.getTime()) % DAY).toBe(0);
        expect(next - asked.getTime()).toBeGreaterThanOrEqual(HOUR);
        expect(next - asked.getTime()).toBeLessThan(25 * HOUR);
      }
    }
  });

  test('after a day without a worker all are caught up in one hour, and on the day after each is at its own time again', () => {
    const perMinute = 150;
    const caughtUp = ids.map((id, index) => ({
      id,
      at: new Date(now.getTime() + Math.floor(index / perMinute) * MINUTE),
    }));
    const counts = minutes(caughtUp.map(({ id, at }) => dailyAt({ id, now: at })));
    expect(Math.max(...counts) / ids.length).toBeLessThanOrEqual(0.003);
  });
});

test.each([
  ['complete', { state: 'complete' }, null],
  ['waiting for AWS', { state: 'awaiting_report' }, 30 * MINUTE],
  ['broken', { state: 'broken' }, 30 * MINUTE],
  ['AWS did not answer', { state: 'complete', trouble: true }, 5 * MINUTE],
  ['moved, the stack has yet to follow', { state: 'complete', movedAt: now.toISOString() }, 30 * MINUTE],
  [
    'moved two weeks ago, and the stack never followed',
    { state: 'complete', movedAt: new Date(now.getTime() - 14 * DAY).toISOString() },
    null,
  ],
] as const)('%s', (_, after, wait) => {
  const next = nextValidationAt({ id: 'a', now, trouble: false, ...after });
  expect(next).toEqual(wait === null ? dailyAt({ id: 'a', now }) : new Date(now.getTime() + wait));
});
