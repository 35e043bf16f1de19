import { describe, expect, it } from 'vitest';
import {
  hasResourceIds,
  hasSplitCostAllocation,
  readManifest,
  snake,
} from '@/server/domain/reports/manifest';

const read = (json: unknown) => {
  const bytes = new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));
  return readManifest({ bytes, size: bytes.length });
};
const LEGACY = {
  assemblyId: '20230103T125721Z',
  account: '123456789012',
  columns: [
    { category: 'identity', name: 'TimeInterval' },
    { category: 'lineItem', name: 'ResourceId', type: 'OptionalString' },
  ],
  compression: 'GZIP',
  contentType: 'text/csv',
  reportKeys: ['a/b/20230101-20230201/b-1.csv.gz'],
  billingPeriod: { start: '20230101T000000.000Z', end: '20230201T000000.000Z' },
};
const legacyOf = (json: unknown) => {
  const reading = read(json);
  if (reading.is !== 'legacy') throw new Error(JSON.stringify(reading));
  return reading.manifest;
};

describe('columns', () => {
  it.each([
    ['lineItem/ResourceId', 'line_item_resource_id'],
    ['reservation/ReservationARN', 'reservation_reservation_a_r_n'],
    ['resourceTags/user:Cost-Center', 'resource_tags_user_cost_center'],
    ['identity_line_item_id', 'identity_line_item_id'],
  ])('%s is %s in Parquet', (csv, parquet) => {
    expect(snake(csv)).toBe(parquet);
  });

  it('are known by the names of csv and of Parquet manifests, with and without types', () => {
    const named = (columns: object[]) => hasResourceIds(legacyOf({ ...LEGACY, columns }).columns);
    expect(named([{ category: 'lineItem', name: 'ResourceId' }])).toBe(true);
    expect(named([{ category: 'line_item', name: 'line_item_resource_id', type: 'STRING' }])).toBe(true);
    expect(named([{ category: 'lineItem', name: 'line_item_resource_id' }])).toBe(true);
    expect(named([{ category: 'resourceTags', name: 'user:ResourceId' }])).toBe(false);
  });

  it('count as split by any split column, whichever it is', () => {
    const split = (name: string) =>
      hasSplitCostAllocation(legacyOf({ ...LEGACY, columns: [{ category: 'splitLineItem', name }] }).columns);
    expect(split('SplitCost')).toBe(true);
    expect(split('NetUnusedCost')).toBe(true);
    expect(hasSplitCostAllocation(legacyOf(LEGACY).columns)).toBe(false);
  });
});

describe('a manifest', () => {
  it('may lack artifact keys, types and period, and may have artifacts as objects', () => {
    expect(legacyOf(LEGACY).reportKeys).toHaveLength(1);
    expect(
      legacyOf({ ...LEGACY, additionalArtifactKeys: [{ artifactType: 'RedshiftManifest', name: 'k' }] })
        .account,
    ).toBe('123456789012');
  });

  it.each([
    ['{"account": "1234', 'it is not JSON'],
    ['[]', 'not as AWS writes it'],
    ['{}', 'not as AWS writes it: account, columns, reportKeys'],
    ['"x"', 'not as AWS writes it'],
    [`${'['.repeat(100_000)}`, 'it is not JSON'],
    ['', 'the file is empty'],
  ])('that says %.20s is unreadable', (text, why) => {
    const reading = read(text);
    expect(reading).toMatchObject({ is: 'unreadable', why: expect.stringContaining(why) });
  });

  it('that is larger than the cap is not parsed', () => {
    expect(readManifest({ bytes: new Uint8Array(10), size: 2_000_000_000 }).is).toBe('unreadable');
  });

  it.each([
    ['cur-2.0', [{ name: 'identity_line_item_id' }, { name: 'line_item_resource_id' }]],
    ['cur-2.0', [{ name: 'lineItem/ResourceId' }]],
    ['focus', [{ name: 'BilledCost' }, { name: 'ChargePeriodStart' }]],
    ['other-export', [{ name: 'recommendation_id' }]],
  ])('of a Data Export is %s by its columns', (kind, columns) => {
    const exportArn = 'arn:aws:bcm-data-exports:us-east-1:123456789012:export/x-1';
    const reading = read({ executionId: '1', exportArn, columns, dataFiles: ['s3://b/x-00001.csv.gz'] });
    expect(reading).toEqual({ is: 'export', kind, format: 'csv-gzip', account: '123456789012' });
  });
});
