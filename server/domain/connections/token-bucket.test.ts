import { expect, test } from 'vitest';
import { type Bucket, burstOf, filled, fullBucket, slowed } from './token-bucket';

const perSecond = 25;
const start = Date.parse('2026-11-26T12:00:00Z');
const full = fullBucket({ now: start, perSecond });
const at = (bucket: Bucket, seconds: number) => filled(bucket, { now: start + seconds * 1_000, perSecond });

test.each([
  { left: 0, after: 0, tokens: 0 },
  { left: 0, after: 0.04, tokens: 1 },
  { left: 0, after: 1, tokens: 25 },
  { left: 0, after: 60, tokens: 50 },
  { left: 50, after: 60, tokens: 50 },
  { left: -25, after: 1, tokens: 0 },
  { left: -25, after: 2, tokens: 25 },
])('$left tokens are $tokens after $after s', ({ left, after, tokens }) => {
  expect(at({ ...full, tokens: left }, after).tokens).toBeCloseTo(tokens);
});

test('a slow pace still lets one pass', () => {
  expect(burstOf(0.1)).toBe(1);
});

test('a replica whose clock is behind fills nothing and takes nothing away', () => {
  const later = at({ ...full, tokens: 3 }, 0);
  expect(at(later, -5)).toEqual(later);
});

test('a clock that was set back by more than a minute begins anew instead of standing still', () => {
  const back = at({ ...full, tokens: 0 }, -3_600);
  expect(back.tokens).toBe(0);
  expect(at(back, -3_599).tokens).toBe(25);
});

test('each throttling halves the pace, once for all calls that were on their way, down to a sixteenth', () => {
  const once = slowed(full, start);
  expect(once).toMatchObject({ tokens: 0, slowdown: 2 });
  expect(slowed(once, start + 1_000)).toBe(once);
  expect(at(once, 1).tokens).toBeCloseTo(12.5);
  let bucket = once;
  for (let time = 1; time <= 10; time += 1) bucket = slowed(bucket, start + time * 5_000);
  expect(bucket.slowdown).toBe(16);
});

test('after each quiet minute the pace doubles again', () => {
  const bucket = { ...full, tokens: -100_000, slowdown: 4, slowedAt: start };
  const gained = (from: number) => at(at(bucket, from), from + 1).tokens - at(bucket, from).tokens;
  expect([30, 90, 150, 600].map((second) => Math.round(gained(second) * 100) / 100)).toEqual([
    6.25, 12.5, 25, 25,
  ]);
});
