import { describe, expect, it } from 'vitest';
import { tallyOf, unitOfInterval } from '@/server/domain/reports/granularity';

const HOUR = '2018-12-01T00:00:00Z/2018-12-01T01:00:00Z';
const DAY = '2023-11-01T00:00:00Z/2023-11-02T00:00:00Z';
const MONTH = '2017-11-01T00:00:00Z/2017-12-01T00:00:00Z';
const FEE = '2018-12-01T00:00:00Z/2018-12-31T23:59:59Z';
const FEE_FROM_PURCHASE = '2018-10-09T21:40:47Z/2018-10-31T23:59:59Z';

describe('one interval', () => {
  it.each([
    [HOUR, 'HOURLY'],
    [DAY, 'DAILY'],
    [MONTH, 'MONTHLY'],
    ['2024-02-01T00:00:00Z/2024-03-01T00:00:00Z', 'MONTHLY'],
    [FEE, 'FEE'],
    [FEE_FROM_PURCHASE, 'FEE'],
    ['2018-12-01T00:00:00.000Z/2018-12-01T01:00:00.000Z', 'HOURLY'],
    ['2018-12-01T00:00:00Z/2018-12-01T0', null],
    ['', null],
    ['2018-12-01T01:00:00Z/2018-12-01T00:00:00Z', null],
    ['2018-99-01T01:00:00Z/2018-99-01T02:00:00Z', null],
  ])('%s is %s', (interval, unit) => {
    expect(unitOfInterval(interval)).toBe(unit);
  });
});

describe('many intervals', () => {
  it.each([
    [[FEE, FEE, FEE, HOUR], 'HOURLY'],
    [[FEE, DAY, HOUR], 'HOURLY'],
    [[FEE, DAY, MONTH], 'DAILY'],
    [[MONTH, FEE, MONTH], 'MONTHLY'],
    [[FEE, FEE_FROM_PURCHASE], null],
    [[], null],
  ])('%j are %s', (intervals, unit) => {
    const tally = tallyOf();
    for (const interval of intervals) tally.add(interval);
    expect(tally.unit()).toBe(unit);
    expect(tally.rows()).toBe(intervals.length);
  });
});
