import { expect, test } from 'vitest';
import { firstPollAt, isFastPhaseSpent, nextPollAt } from './schedule';

const since = new Date('2026-11-23T12:00:00Z');
const settings = { stackPollSeconds: 3 };
const after = (seconds: number) => new Date(since.getTime() + seconds * 1000);
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  { age: 0, wait: 3 },
  { age: 2 * MINUTE - 1, wait: 3 },
  { age: 2 * MINUTE, wait: 10 },
  { age: 15 * MINUTE - 1, wait: 10 },
  { age: 15 * MINUTE, wait: MINUTE },
  { age: HOUR, wait: 15 * MINUTE },
  { age: DAY, wait: 6 * HOUR },
  { age: 14 * DAY - 1, wait: 6 * HOUR },
])('$age s after the step was opened the next look comes after $wait s', ({ age, wait }) => {
  expect(nextPollAt({ since, now: after(age) }, settings)).toEqual(after(age + wait));
});

test('after 14 days nothing is looked for any more', () => {
  expect(nextPollAt({ since, now: after(14 * DAY) }, settings)).toBeNull();
});

test('a clock that went back counts as now', () => {
  expect(nextPollAt({ since, now: after(-60) }, settings)).toEqual(after(-57));
});

test('the first interval is a setting, and only the first', () => {
  const quick = { stackPollSeconds: 0.5 };
  expect(firstPollAt(since, quick)).toEqual(after(0.5));
  expect(nextPollAt({ since, now: after(1) }, quick)).toEqual(after(1.5));
  expect(nextPollAt({ since, now: after(3 * MINUTE) }, quick)).toEqual(after(3 * MINUTE + 10));
});

test('an open page starts the fast phase over once it is spent, not before', () => {
  expect(isFastPhaseSpent({ since, now: after(119) })).toBe(false);
  expect(isFastPhaseSpent({ since, now: after(120) })).toBe(true);
  expect(isFastPhaseSpent({ since: null, now: since })).toBe(true);
});
