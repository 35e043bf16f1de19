import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { encodeCsv, encodeParquet, gzip, zip } from '@/sandbox/fixtures/encode';
import { csvEvidence } from '@/server/domain/reports/csv';
import { parquetEvidence } from '@/server/domain/reports/parquet';

const ACCOUNT = '123456789012';
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
const DAY = '2026-11-02T00:00:00Z/2026-11-03T00:00:00Z';

/** A file in memory that remembers what was read of it. */
function fileOf(bytes: Uint8Array) {
  const ranges: ByteRange[] = [];
  let total = 0;
  const read = async (range: ByteRange): Promise<ObjectPart> => {
    ranges.push(range);
    const start = 'suffix' in range ? Math.max(0, bytes.length - range.suffix) : range.first;
    const part = bytes.slice(start, 'suffix' in range ? bytes.length : range.last + 1);
    total += part.length;
    return { bytes: part, start, size: bytes.length, lastModified: null };
  };
  return { read, ranges, total: () => total };
}

/** Text that does not compress, so that a file is larger than what is read of it. */
function noise(count: number): string[] {
  let state = 1;
  const next = () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state.toString(36);
  };
  return Array.from({ length: count }, () => Array.from({ length: 8 }, next).join(''));
}

function parquetOf(intervals: string[], statistics: 'whole' | 'truncated' | 'none' = 'whole'): Uint8Array {
  const text = (name: string, data: string[]) => ({ name, type: 'STRING' as const, data });
  return encodeParquet(
    [
      text('identity_time_interval', intervals),
      text(
        'bill_payer_account_id',
        intervals.map(() => ACCOUNT),
      ),
      text('line_item_resource_id', noise(intervals.length)),
    ],
    { statistics },
  );
}

describe('Parquet', () => {
  it('proves HOURLY and the payer by the statistics alone, in one read', async () => {
    const file = fileOf(parquetOf([FEE, FEE, ...Array<string>(4000).fill(HOUR)]));
    expect(await parquetEvidence(file.read)).toMatchObject({
      fault: null,
      unit: 'HOURLY',
      payers: [ACCOUNT],
    });
    expect(file.ranges).toEqual([{ suffix: 65_536 }]);
  });

  it.each(['truncated', 'none'] as const)(
    'reads the one column when statistics are %s',
    async (statistics) => {
      const bytes = parquetOf([FEE, ...Array<string>(4000).fill(HOUR)], statistics);
      const file = fileOf(bytes);
      expect((await parquetEvidence(file.read)).unit).toBe('HOURLY');
      expect(file.ranges.length).toBeGreaterThan(1);
      expect(file.total()).toBeLessThan(bytes.length / 2);
    },
  );

  it.each([
    [[FEE, DAY, DAY], 'DAILY'],
    [[FEE, FEE], null],
    [['2026-11-01T00:00:00Z/2026-12-01T00:00:00Z'], 'MONTHLY'],
  ])('tells %j by the column', async (intervals, unit) => {
    expect(await parquetEvidence(fileOf(parquetOf(intervals)).read)).toMatchObject({ fault: null, unit });
  });

  it.each([
    ['cut in the middle', (bytes: Uint8Array) => bytes.slice(0, bytes.length / 2), 'truncated'],
    ['empty', () => new Uint8Array(), 'truncated'],
    ['something else', () => new TextEncoder().encode('<html>Sign in</html>'), 'unreadable'],
    ['with a lying footer length', lying, 'unreadable'],
    ['with a broken footer', broken, 'unreadable'],
  ])('%s is a fault', async (_, damage, kind) => {
    const bytes = damage(parquetOf(Array<string>(3000).fill(HOUR)));
    expect((await parquetEvidence(fileOf(bytes).read)).fault?.kind).toBe(kind);
  });

  it('passes on what the source throws', async () => {
    const read = async () => {
      throw new AwsTrouble('throttled');
    };
    await expect(parquetEvidence(read)).rejects.toMatchObject({ kind: 'throttled' });
  });
});

function lying(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(copy.length - 8, 0x7fffffff, true);
  return copy;
}

function broken(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0xff, copy.length - 200, copy.length - 8);
  return copy;
}

function csvOf(intervals: string[], header = 'identity/TimeInterval'): Uint8Array {
  const words = noise(intervals.length);
  return encodeCsv(
    [header, 'bill/PayerAccountId', 'lineItem/LineItemDescription'],
    intervals.map((interval, index) => [interval, ACCOUNT, `a, "b"\n${words[index]}`]),
  );
}

describe('csv.gz', () => {
  it('proves HOURLY by a bounded read, with quoted commas and line ends', async () => {
    const bytes = gzip(csvOf([...Array<string>(9).fill(FEE), ...Array<string>(10_000).fill(HOUR)]));
    const file = fileOf(bytes);
    expect(await csvEvidence(file.read, 'csv-gzip')).toMatchObject({
      unit: 'HOURLY',
      payers: [ACCOUNT],
      fault: null,
    });
    expect(file.total()).toBe(65_536);
    expect(bytes.length).toBeGreaterThan(200_000);
  });

  it('reads on when the beginning holds fees only', async () => {
    const file = fileOf(gzip(csvOf([...Array<string>(4000).fill(FEE), ...Array<string>(4000).fill(HOUR)])));
    expect((await csvEvidence(file.read, 'csv-gzip')).unit).toBe('HOURLY');
    expect(file.ranges).toEqual([
      { first: 0, last: 65_535 },
      { first: 65_536, last: 131_071 },
      { first: 131_072, last: 262_143 },
    ]);
  });

  it.each([
    [[FEE, DAY], 'DAILY'],
    [[FEE, FEE], null],
    [[], null],
  ])('tells %j', async (intervals, unit) => {
    const evidence = await csvEvidence(fileOf(gzip(csvOf(intervals))).read, 'csv-gzip');
    expect(evidence).toMatchObject({ fault: null, unit, rows: intervals.length });
  });

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, bytes.length - 20), 'truncated'],
    ['empty', () => new Uint8Array(), 'truncated'],
    ['no gzip', () => new TextEncoder().encode('identity/TimeInterval\n'), 'unreadable'],
    ['broken inside', (bytes: Uint8Array) => bytes.slice().fill(0xff, 20, 60), 'unreadable'],
    ['of another table', () => gzip(csvOf([HOUR], '_col0')), 'unreadable'],
  ])('%s is a fault', async (_, damage, kind) => {
    const bytes = damage(gzip(csvOf(Array<string>(200).fill(HOUR))));
    expect((await csvEvidence(fileOf(bytes).read, 'csv-gzip')).fault?.kind).toBe(kind);
  });

  it.each([
    ['another one', (part: ObjectPart) => ({ ...part, lastModified: '2026-11-20T11:00:00.000Z' })],
    ['a shorter one', (part: ObjectPart) => ({ ...part, bytes: new Uint8Array(), size: 0 })],
  ])('gives no verdict when %s takes its place while it is read', async (_, change) => {
    const rows = Array<string>(6000).fill(FEE).concat(Array<string>(500).fill(HOUR));
    const file = fileOf(gzip(csvOf(rows)));
    const read = async (range: ByteRange) => {
      const part = await file.read(range);
      return file.ranges.length === 1 ? part : change(part);
    };
    await expect(csvEvidence(read, 'csv-gzip')).rejects.toMatchObject({ awsName: 'ObjectChanged' });
    expect(file.ranges).toHaveLength(2);
  });

  it('stops unpacking at a bound', async () => {
    const file = fileOf(gzip(new Uint8Array(100 * 1024 * 1024).fill(120)));
    expect((await csvEvidence(file.read, 'csv-gzip')).unit).toBeNull();
    expect(file.ranges).toHaveLength(1);
  });
});

describe('csv.zip', () => {
  it('tells the granularity although the format is not supported', async () => {
    const file = fileOf(zip('report-1.csv', csvOf([FEE, DAY, DAY])));
    expect(await csvEvidence(file.read, 'csv-zip')).toMatchObject({ fault: null, unit: 'DAILY' });
  });
});
