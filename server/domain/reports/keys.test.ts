import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPeriod,
  manifestKeyOf,
  mayHoldReports,
  nameOfRoot,
  periodOf,
  placeOfManifest,
  prefixOfRoot,
} from '@/server/domain/reports/keys';

const name = fc.stringMatching(/^[0-9A-Za-z!\-_.*'()]{1,40}$/);
const month = fc.date({
  min: new Date('2017-01-01T00:00:00Z'),
  max: new Date('2040-01-01T00:00:00Z'),
  noInvalidDate: true,
});
const prefix = fc.array(name, { maxLength: 5 }).map((folders) => folders.join('/'));

describe('periods', () => {
  it.each(['20230601-20230701', '20231201-20240101'])('knows %s', (text) => {
    expect(isPeriod(text)).toBe(true);
  });
  it.each(['20230601-20230801', '20231301-20240101', '20230602-20230702', '2023-06', '20230601-20230701/'])(
    'refuses %s',
    (text) => {
      expect(isPeriod(text)).toBe(false);
    },
  );
  it('spells the period of every moment, and the month before it', () => {
    fc.assert(fc.property(month, (moment) => isPeriod(periodOf(moment)) && isPeriod(periodOf(moment, 1))));
    expect(periodOf(new Date('2026-01-31T23:59:59Z'))).toBe('20260101-20260201');
    expect(periodOf(new Date('2026-01-31T23:59:59Z'), 1)).toBe('20251201-20260101');
  });
});

describe('manifests by their keys', () => {
  it('finds the root of every report that AWS could name', () => {
    fc.assert(
      fc.property(prefix, name, month, (under, report, moment) => {
        const root = `${under}/${report}/`;
        const period = periodOf(moment);
        expect(placeOfManifest(manifestKeyOf({ root, period }))).toEqual({ kind: 'legacy', root, period });
        expect(nameOfRoot(root)).toBe(report);
        expect(prefixOfRoot(root)).toBe(under);
      }),
    );
  });

  it('takes no other key for a manifest', () => {
    fc.assert(
      fc.property(prefix, name, fc.string(), (under, report, junk) => {
        fc.pre(!junk.includes('/') && junk !== report);
        expect(placeOfManifest(`${under}/${report}/20230601-20230701/${junk}-Manifest.json`)).toBeNull();
        expect(placeOfManifest(`${under}/${report}/20230601-20230701/id/${report}-Manifest.json`)).toBeNull();
      }),
    );
  });

  it.each([
    [
      '/name/20230601-20230701/name-Manifest.json',
      { kind: 'legacy', root: '/name/', period: '20230601-20230701' },
    ],
    [
      'name/20230601-20230701/name-Manifest.json',
      { kind: 'legacy', root: 'name/', period: '20230601-20230701' },
    ],
    [
      'p/x/metadata/BILLING_PERIOD=2024-03/x-Manifest.json',
      { kind: 'export', root: 'p/x/', partition: 'BILLING_PERIOD=2024-03' },
    ],
    [
      'x/metadata/billing_period=2026-05/2026-05-02T13:14:43.337Z-0f3a/x-Manifest.json',
      { kind: 'export', root: 'x/', partition: 'billing_period=2026-05' },
    ],
    ['p/name/20230601-20230701/name-RedshiftManifest.json', null],
    ['20230601-20230701/name-Manifest.json', null],
    ['inventory/2023-06-01T00-00Z/manifest.json', null],
    ['p/x/metadata/x-Manifest.json', null],
  ])('reads %s', (key, place) => {
    expect(placeOfManifest(key)).toEqual(place);
  });
});

describe('folders that are not opened', () => {
  it.each([
    'a/year=2023/',
    'BILLING_PERIOD=2024-03/',
    'a/cost_and_usage_data_status/',
    'AWSLogs/123456789012/',
  ])('leaves out %s', (folder) => {
    expect(mayHoldReports(folder)).toBe(false);
  });
  it.each(['AWSLogs/', 'AWSLogs/billing/', 'data/', 'metadata/', '123456789012/', '/'])(
    'opens %s',
    (folder) => {
      expect(mayHoldReports(folder)).toBe(true);
    },
  );
});
