import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter, dayOf, isDay, isTimeZone, startOfDay, timeZones } from './zones';

describe('the first instant of a day in a zone', () => {
  it.each([
    ['UTC', '2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['Europe/Oslo', '2026-12-01', '2026-11-30T23:00:00.000Z'],
    ['Europe/Oslo', '2026-07-01', '2026-06-30T22:00:00.000Z'],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['America/New_York', '2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z'],
  ])('%s begins %s at %s', (zone, day, instant) => {
    expect(startOfDay(day, zone)).toBe(instant);
  });

  it('is the end of the gap where summer time begins at midnight', () => {
    // Cairo goes from 00:00 to 01:00 on the last Friday of April.
    expect(startOfDay('2026-04-24', 'Africa/Cairo')).toBe('2026-04-23T22:00:00.000Z');
    expect(dayOf(new Date('2026-04-23T21:59:59Z'), 'Africa/Cairo')).toBe('2026-04-23');
  });

  it('is that of the next day where a zone skipped one', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
  });

  it('falls on that day, and one second before does not, in any zone', () => {
    const zones = [
      'UTC',
      'Europe/Oslo',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Havana',
      'Asia/Tehran',
    ];
    const day = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (date, zone) => {
        const wanted = date.toISOString().slice(0, 10);
        const start = Date.parse(startOfDay(wanted, zone));
        expect(dayOf(new Date(start), zone)).toBe(wanted);
        expect(dayOf(new Date(start - 1000), zone) < wanted).toBe(true);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe('days and zones', () => {
  it('knows real days', () => {
    expect(['2026-02-28', '2028-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-30', '2027-02-29', '2026-13-01', '26-01-01', '', '2026-1-1'].some(isDay)).toBe(false);
  });

  it('steps over the ends of months and years', () => {
    expect([dayAfter('2026-12-31'), dayAfter('2028-02-28'), dayAfter('2026-04-30')]).toEqual([
      '2027-01-01',
      '2028-02-29',
      '2026-05-01',
    ]);
  });

  it('accepts IANA names and nothing else', () => {
    expect(['UTC', 'Europe/Oslo', 'America/Argentina/Ushuaia'].every(isTimeZone)).toBe(true);
    expect(['', '+01:00', 'Mars/Olympus', 'Europe/Oslo\n', '../etc'].some(isTimeZone)).toBe(false);
  });

  it('offers only zones that it accepts', () => {
    expect(timeZones().filter((zone) => !isTimeZone(zone))).toEqual([]);
    expect(timeZones()[0]).toBe('UTC');
  });
});
