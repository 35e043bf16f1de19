import { describe, expect, it, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { parquetEvidence } from '@/server/domain/reports/parquet';
import { definition } from '@/server/testing/corpus/case';
import {
  chunk,
  dataPage,
  dictionaryPage,
  fileOfPages,
  footerBytes,
  parquetFile,
  varint,
} from '@/server/testing/parquet-maker';
import {
  bucketWith,
  DAY,
  evidence,
  FEE,
  far,
  fileOf,
  HOUR,
  hours,
  intervals,
  MB,
  MONTH,
  payer,
  written,
} from '@/server/testing/parquet-written';
import { examine } from '@/server/testing/report-bucket';

describe('what only we cannot read', () => {
  it.each([
    ['a codec', fileOfPages([dataPage({ values: 1, body: [0] })], { codec: 5 })],
    ['an encoding', fileOfPages([dataPage({ values: 1, body: [0], encoding: 9 })])],
    ['a footer beyond 4 MB', parquetFile(new Uint8Array(0), new Uint8Array(5 * MB))],
  ])('%s: the report waits, and has no error', async (_, bytes) => {
    expect((await evidence(bytes)).fault?.kind).toBe('limit');
    const { reports } = await examine(bucketWith(bytes));
    expect(reports[0]?.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['DATA_UNREADABLE', 'waiting'],
    ]);
  });

  it('an interval column of 9 MB is not said to have no intervals', async () => {
    const bytes = written([intervals(Array<string>(220_000).fill(HOUR), 'PLAIN'), payer(220_000)], {
      codec: 'UNCOMPRESSED',
      rowGroupSize: 300_000,
    });
    expect(await evidence(bytes)).toMatchObject({ fault: null, unit: null, rows: 0 });
    const known = await examine(
      { ...bucketWith(bytes), definitions: [definition()] },
      { payerUnknown: true },
    );
    expect(known.reports.map(({ valid, findings }) => ({ valid, findings }))).toEqual([
      { valid: true, findings: [] },
    ]);
  });

  it('a payer that is a number does not touch the hours', async () => {
    const payers = { name: 'bill_payer_account_id', data: [123456789012n], type: 'INT64' };
    const found = await evidence(written([intervals([HOUR]), payers]));
    expect(found).toEqual({ fault: null, unit: 'HOURLY', rows: 1, payers: [] });
  });
});

describe('a file that AWS replaces while it is read', () => {
  const bytes = written([intervals(hours(4000)), payer(4000), far(4000)], { codec: 'UNCOMPRESSED' });
  const long = { ...far(4000), name: 'y'.repeat(70_000) };
  const withLongFooter = written([intervals(hours(4000)), long], { codec: 'UNCOMPRESSED' });

  describe.each([
    ['a column', bytes],
    ['the footer', withLongFooter],
  ])('before %s', (_, of) => {
    test.each<[string, (part: ObjectPart) => ObjectPart]>([
      ['by a longer one', (part) => ({ ...part, size: part.size + 1 })],
      ['by one of the same size', (part) => ({ ...part, lastModified: '2026-11-20T11:00:00.000Z' })],
      [
        'by one that has no such part',
        () => ({ bytes: new Uint8Array(), start: 0, size: 0, lastModified: null }),
      ],
      ['so that a part is short', (part) => ({ ...part, bytes: part.bytes.subarray(1) })],
      [
        'by none',
        () => {
          throw new AwsTrouble('missing', { awsName: 'NoSuchKey' });
        },
      ],
    ])('%s gives no verdict', async (_how, change) => {
      const file = fileOf(of);
      const read = async (range: ByteRange) => {
        const part = await file.read(range);
        return file.ranges.length === 1 ? part : change(part);
      };
      await expect(parquetEvidence(read)).rejects.toMatchObject({
        kind: 'unavailable',
        awsName: 'ObjectChanged',
      });
      expect(file.ranges).toHaveLength(2);
    });
  });

  it('is asked for again when another trouble comes', async () => {
    const file = fileOf(bytes);
    const read = async (range: ByteRange) => {
      if (file.ranges.length === 1) throw new AwsTrouble('denied');
      return file.read(range);
    };
    await expect(parquetEvidence(read)).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('a file of many row groups', () => {
  /** Far from the end, so that each group is a request. */
  function groupsOf(intervalsOf: readonly string[], count: number): Uint8Array {
    const pages = intervalsOf.map((one) =>
      Buffer.concat([dictionaryPage([one]), dataPage({ values: 10, body: [1, ...varint(10 << 1), 0] })]),
    );
    let offset = 4;
    const chunks = pages.map((page) => {
      const said = chunk({ packed: page.length, offset, dictionary: offset });
      offset += page.length;
      return [said];
    });
    const groups = Array.from(
      { length: count },
      (_, index) => chunks[Math.min(index, chunks.length - 1)] ?? [],
    );
    return parquetFile(new Uint8Array(Buffer.concat([...pages, Buffer.alloc(100_000)])), footerBytes(groups));
  }

  it.each([
    ['fees', Array<string>(20).fill(FEE)],
    ['whole months', Array<string>(20).fill(MONTH)],
    ['a few days', [DAY, ...Array<string>(19).fill(FEE)]],
  ])('of %s is looked into at eight of them, and its unit is not known', async (_, of) => {
    const file = fileOf(groupsOf(of, 20));
    expect(await parquetEvidence(file.read)).toMatchObject({ fault: null, unit: null, rows: 80 });
    const columns = file.ranges.filter((range) => 'last' in range);
    expect(columns).toHaveLength(8);
  });

  it('is looked into at its last one too', async () => {
    const found = await evidence(groupsOf([...Array<string>(19).fill(FEE), HOUR], 20));
    expect(found).toMatchObject({ fault: null, unit: 'HOURLY', rows: 80 });
  });

  it('of 8 or fewer is known whole', async () => {
    expect(await evidence(groupsOf([MONTH, FEE], 8))).toMatchObject({
      fault: null,
      unit: 'MONTHLY',
      rows: 80,
    });
  });

  it('without one interval in what was looked at is no fault', async () => {
    expect(await evidence(groupsOf(Array<string>(20).fill('yesterday'), 20))).toMatchObject({
      fault: null,
      unit: null,
      rows: 0,
    });
  });

  it('stops at a hundred days', async () => {
    const days = written([intervals(Array<string>(400).fill(DAY)), far(400)], {
      rowGroupSize: 40,
      codec: 'UNCOMPRESSED',
    });
    const file = fileOf(days);
    expect(await parquetEvidence(file.read)).toMatchObject({ fault: null, unit: 'DAILY', rows: 120 });
    expect(file.ranges).toHaveLength(4);
  });

  it('leaves the requests of 8,000 to the reports beside it, and waits', async () => {
    const examination = await examine(bucketWith(groupsOf([FEE], 8000)));
    expect(examination.requests.get).toBeLessThan(15);
    expect(examination.reports[0]?.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['GRANULARITY_UNKNOWN', 'waiting'],
    ]);
  });
});
