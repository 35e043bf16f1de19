import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it, test, vi } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { LimitReached } from '@/server/domain/reports/budget';
import { parquetEvidence } from '@/server/domain/reports/parquet';
import { ACCOUNT, definition, NOW } from '@/server/testing/corpus/case';
import { bombOf } from '@/server/testing/hostile-parquet';
import {
  chunk,
  dataPage,
  dataPageNotPacked,
  dictionaryPage,
  fileOfPages,
  footerBytes,
  packedZeros,
  parquetFile,
  plainBody,
  varint,
} from '@/server/testing/parquet-maker';
import { examine } from '@/server/testing/report-bucket';

const MB = 1024 * 1024;
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const MONTH = '2026-11-01T00:00:00Z/2026-12-01T00:00:00Z';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
const DAY = '2026-11-02T00:00:00Z/2026-11-03T00:00:00Z';

/** A file in memory, and what was read of it. */
function fileOf(bytes: Uint8Array) {
  const ranges: ByteRange[] = [];
  const read = async (range: ByteRange): Promise<ObjectPart> => {
    ranges.push(range);
    const start = 'suffix' in range ? Math.max(0, bytes.length - range.suffix) : range.first;
    const part = bytes.slice(start, 'suffix' in range ? bytes.length : range.last + 1);
    return { bytes: part, start, size: bytes.length, lastModified: '2026-11-20T10:00:00.000Z' };
  };
  return { read, ranges };
}

const evidence = (bytes: Uint8Array) => parquetEvidence(fileOf(bytes).read);
const brotli = (plain: Uint8Array) =>
  brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });

type Column = { name: string; data: unknown[]; type: string; encoding?: string };

function written(columns: Column[], options: object = {}): Uint8Array {
  const columnData = columns as Parameters<typeof parquetWriteBuffer>[0]['columnData'];
  return new Uint8Array(parquetWriteBuffer({ columnData, statistics: false, ...options }));
}

const intervals = (data: string[], encoding?: string): Column => ({
  name: 'identity_time_interval',
  data,
  type: 'STRING',
  ...(encoding === undefined ? {} : { encoding }),
});
const payer = (count: number): Column => ({
  name: 'bill_payer_account_id',
  data: Array<string>(count).fill(ACCOUNT),
  type: 'STRING',
});
/** What lies between a column and the end of the file. */
const far = (count: number): Column => ({
  name: 'x',
  data: Array.from({ length: count }, (_, index) => `${index}-`.repeat(200)),
  type: 'STRING',
  encoding: 'PLAIN',
});
const hours = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 1, hour)).toISOString().replace('.000', '');
    return `${at(index % 720)}/${at((index % 720) + 1)}`;
  });

const FOLDER = 'cur/hourly/20261101-20261201';
const DATA = 'cur/hourly/hourly/year=2026/month=11/hourly-00001.snappy.parquet';

/** A report of one file that is fit in all else. */
function bucketWith(body: Uint8Array) {
  const columns = [
    { category: 'lineItem', name: 'ResourceId' },
    { category: 'splitLineItem', name: 'SplitCost' },
  ];
  const manifest = { account: ACCOUNT, columns, compression: 'Parquet', reportKeys: [DATA] };
  const lastModified = NOW.toISOString();
  return {
    objects: {
      [`${FOLDER}/hourly-Manifest.json`]: { body: JSON.stringify(manifest), lastModified },
      [DATA]: { body, lastModified },
    },
  };
}

describe('pages that unpack to a thousand times their length', () => {
  it('are read to a bound, in which everything else has its turn', async () => {
    const bomb = bombOf({ pages: 2 });
    expect(bomb.length).toBeLessThan(300);
    const began = performance.now();
    expect((await evidence(bomb)).fault).toMatchObject({ kind: 'limit' });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('of a size that is read share one budget for the whole column', async () => {
    let turns = 0;
    const turn = () => {
      turns += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const zeros = dataPage({ values: 8 * 7 * MB, body: packedZeros(7 * MB), pack: brotli });
    const pages = [dictionaryPage([FEE], brotli), ...Array<Uint8Array>(6).fill(zeros)];
    const { fault } = await evidence(fileOfPages(pages, { codec: 4 }));
    clearImmediate(next);
    expect(fault).toMatchObject({ kind: 'limit', why: expect.stringContaining('33554432 bytes') });
    expect(turns).toBeGreaterThan(3);
  });

  it.each([
    ['gzip', 2, gzipSync],
    ['brotli', 4, brotli],
  ] as const)('of %s are damaged when they hold more than they say', async (_, codec, pack) => {
    const lying = dataPage({ values: 10, body: [1, 20, 0], pack: () => pack(new Uint8Array(MB)) });
    expect((await evidence(fileOfPages([dictionaryPage([FEE], pack), lying], { codec }))).fault?.kind).toBe(
      'unreadable',
    );
  });

  it('end with the time', async () => {
    const page = dataPage({ values: 8 * MB, body: packedZeros(MB), pack: brotli });
    const pages = [dictionaryPage([FEE], brotli), ...Array<Uint8Array>(8).fill(page)];
    const expired = vi.fn(() => expired.mock.calls.length > 3);
    const { read } = fileOf(fileOfPages(pages, { codec: 4 }));
    await expect(parquetEvidence(read, expired)).rejects.toBeInstanceOf(LimitReached);
    expect(expired).toHaveBeenCalledTimes(4);
  });

  it('end with the time of a look, which is then not complete', async () => {
    const ending = new AbortController();
    const onRequest = ({ get }: { get: number }) => {
      if (get === 2) setImmediate(() => ending.abort());
    };
    const bomb = bombOf({ pages: 100, unpacked: MB });
    const { complete, reports } = await examine(bucketWith(bomb), {
      onRequest,
      limits: { signal: ending.signal },
    });
    expect(complete).toBe(false);
    expect(reports[0]?.findings.map(({ seen, severity }) => [seen, severity])).toEqual([
      [`${DATA}: not read, the time for one look is over`, 'waiting'],
    ]);
  });

  it('do not make a dictionary of a million texts', async () => {
    const texts = Array.from({ length: 100_001 }, (_, index) => String(index));
    const pages = [dictionaryPage(texts), dataPage({ values: 1, body: [1, 2, 0] })];
    expect((await evidence(fileOfPages(pages))).fault?.kind).toBe('limit');
  });

  it('nor two dictionaries', async () => {
    const pages = [dictionaryPage([HOUR]), dictionaryPage([HOUR]), dataPage({ values: 1, body: [1, 2, 0] })];
    expect((await evidence(fileOfPages(pages))).fault?.kind).toBe('unreadable');
  });

  it('nor more pages than are read', async () => {
    const pages = Array<Uint8Array>(10_001).fill(
      dataPage({ values: 1, body: plainBody([FEE]), encoding: 0 }),
    );
    expect((await evidence(fileOfPages(pages))).fault?.kind).toBe('limit');
  });
});

describe('what a writer of Parquet may do', () => {
  it.each(['DELTA_BYTE_ARRAY', 'DELTA_LENGTH_BYTE_ARRAY', 'PLAIN'])('%s is read', async (encoding) => {
    const data = [...hours(1000), 'x'.repeat(100), `${'x'.repeat(80)}y`, '', FEE];
    const { fault, unit, rows } = await evidence(
      written([intervals(data, encoding)], { rowGroupSize: 2000 }),
    );
    expect({ fault, unit, rows }).toEqual({ fault: null, unit: 'HOURLY', rows: 1001 });
  });

  it.each([
    ['texts that share more than there is', 7, [128, 1, 4, 1, 2, 128, 1, 4, 1, 2, 65]],
    ['a length below zero', 6, [128, 1, 4, 1, 1]],
    ['blocks of no size', 6, [0, 0, 1, 2, 65]],
    ['a text behind the end', 6, [128, 1, 4, 1, 20, 65]],
    ['more texts than it says', 6, [128, 1, 4, 2, 0, 0, 0, 0, 0, 0]],
  ])('%s are damage', async (_, encoding, body) => {
    const page = dataPage({ values: 1, body, encoding });
    expect((await evidence(fileOfPages([page]))).fault?.kind).toBe('unreadable');
  });

  it('a billion texts without a byte are not made', async () => {
    const body = [128, 1, 4, ...varint(10 ** 9), 0, 0, 0, 0, 0, 0];
    const page = dataPage({ values: 2 ** 31 - 1, body, encoding: 6 });
    expect((await evidence(fileOfPages([page]))).fault?.kind).toBe('limit');
  });

  it('values that are not packed though the codec is SNAPPY are taken as they are', async () => {
    const plain = dataPageNotPacked({
      values: 10,
      body: plainBody(Array<string>(10).fill(HOUR)),
      encoding: 0,
    });
    const found = await evidence(fileOfPages([plain], { codec: 1 }));
    expect(found).toMatchObject({ fault: null, unit: 'HOURLY', rows: 10 });
  });

  it('a last group of packed numbers is cut behind its last number', async () => {
    const fives = dataPage({ values: 5, body: [3, 3, 0b10001000, 0b01000110] });
    const texts = [FEE, HOUR, `${FEE}x`, `${HOUR}x`, DAY];
    // 0, 1, 2, 3, 4 in 15 bits of 3.
    expect(await evidence(fileOfPages([dictionaryPage(texts), fives]))).toMatchObject({
      unit: 'HOURLY',
      rows: 3,
    });
  });

  it('a footer of 600 columns and 20 row groups is read', async () => {
    const tags = Array.from({ length: 598 }, (_, index) => ({
      name: `resource_tags_user_some_tag_key_${index}`,
      data: Array<string>(40).fill('some value'),
      type: 'STRING',
    }));
    const file = fileOf(written([intervals(hours(40)), ...tags], { rowGroupSize: 2, statistics: true }));
    expect(await parquetEvidence(file.read)).toMatchObject({ fault: null, unit: 'HOURLY' });
    const [, footer] = file.ranges;
    expect(footer).toEqual({ first: expect.any(Number), last: expect.any(Number) });
  });
});

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
