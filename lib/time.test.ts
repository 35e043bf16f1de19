import { describe, expect, it } from 'vitest';
import {
  formatClock,
  formatDate,
  formatExact,
  formatMoment,
  formatPeriod,
  formatRelative,
  formatSpan,
} from '@/lib/time';

const NOW = '2026-11-23T14:02:09.000Z';

describe('formatRelative', () => {
  it.each([
    ['2026-11-23T14:02:09.000Z', 'just now'],
    ['2026-11-23T14:01:30.000Z', 'just now'],
    ['2026-11-23T14:02:39.000Z', 'in less than 1 min'],
    ['2026-11-23T13:50:09.000Z', '12 min ago'],
    ['2026-11-23T14:29:09.000Z', 'in 27 min'],
    ['2026-11-23T11:02:09.000Z', '3 h ago'],
    ['2026-11-22T14:02:09.000Z', '1 day ago'],
    ['2026-11-17T14:02:09.000Z', '6 days ago'],
    ['2026-12-01T14:02:09.000Z', 'in 8 days'],
    ['2026-09-03T14:02:09.000Z', '3 Sep 2026'],
  ])('says %s as "%s"', (iso, words) => {
    expect(formatRelative(iso, NOW)).toBe(words);
  });

  it('shows a text that is no time as it is', () => {
    expect(formatRelative('soon', NOW)).toBe('soon');
  });
});

describe('formatSpan', () => {
  it('rounds down to the largest whole unit', () => {
    expect([59_999, 60_000, 3_599_999, 86_399_999, 172_799_999].map(formatSpan)).toEqual([
      'less than 1 min',
      '1 min',
      '59 min',
      '23 h',
      '1 day',
    ]);
  });
});

describe('exact times', () => {
  it('carry seconds and zone', () => {
    expect(formatExact(NOW)).toBe('23 Nov 2026, 14:02:09 UTC');
    expect(formatExact(NOW, 'Europe/Berlin')).toBe('23 Nov 2026, 15:02:09 CET');
  });

  it('fall back to UTC when the zone is unknown', () => {
    expect(formatExact(NOW, 'Mars/Olympus')).toBe('23 Nov 2026, 14:02:09 UTC');
  });

  it('write midnight as 00', () => {
    expect(formatClock('2026-11-23T00:05:00.000Z')).toBe('00:05');
  });

  it('put an instant on the day of its zone, and leave a bare date alone', () => {
    expect(formatDate('2026-11-23T23:30:00.000Z', 'Europe/Berlin')).toBe('24 Nov 2026');
    expect(formatDate('2026-12-01', 'America/New_York')).toBe('1 Dec 2026');
  });
});

describe('formatMoment', () => {
  it.each([
    ['2026-11-23T20:00:00.000Z', '21:00 today'],
    ['2026-11-24T13:00:00.000Z', '14:00 tomorrow'],
    ['2026-11-22T13:00:00.000Z', '14:00 yesterday'],
    ['2026-11-25T13:00:00.000Z', '14:00 on 25 Nov 2026'],
    // In Oslo this is the next day already.
    ['2026-11-23T23:30:00.000Z', '00:30 tomorrow'],
  ])('says %s as "%s"', (iso, words) => {
    expect(formatMoment(iso, { now: NOW, timeZone: 'Europe/Oslo' })).toBe(words);
  });
});

describe('formatPeriod', () => {
  it.each([
    ['20261101-20261201', 'Nov 2026'],
    ['20261201-20270101', 'Dec 2026'],
    ['20261301-20270101', '20261301-20270101'],
    ['2026-11', 'Nov 2026'],
    ['2026-11-03', '2026-11-03'],
  ])('says %s as "%s"', (period, words) => {
    expect(formatPeriod(period)).toBe(words);
  });
});
