import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { LimitReached } from '@/server/domain/reports/budget';
import { parquetEvidence } from '@/server/domain/reports/parquet';
import { bombOf } from '@/server/testing/hostile-parquet';
import {
  dataPage,
  dataPageNotPacked,
  dictionaryPage,
  fileOfPages,
  packedZeros,
  plainBody,
  varint,
} from '@/server/testing/parquet-maker';
import {
  brotli,
  bucketWith,
  DATA,
  DAY,
  evidence,
  FEE,
  fileOf,
  HOUR,
  hours,
  intervals,
  MB,
  written,
} from '@/server/testing/parquet-written';
import { examine } from '@/server/testing/report-bucket';

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
