import { describe, expect, it, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { Examination } from '@/lib/reports';
import { encodeCsv, gzip } from '@/sandbox/fixtures/encode';
import { stateAfter } from '@/server/domain/reports/outcome';
import { parquetEvidence } from '@/server/domain/reports/parquet';
import { ACCOUNT, definition, NOW, report } from '@/server/testing/corpus/case';
import type { MemoryBucket } from '@/server/testing/memory-source';
import {
  chunk,
  dataPage,
  dictionaryPage,
  fileOfPages,
  footerBytes,
  parquetFile,
  varint,
} from '@/server/testing/parquet-maker';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

const FOLDER = 'cur/hourly/20261101-20261201';
const DATA = `${FOLDER}/hourly-00001.csv.gz`;
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const WRITTEN = NOW.toISOString();
const fit = [
  { category: 'lineItem', name: 'ResourceId' },
  { category: 'splitLineItem', name: 'SplitCost' },
];

/** A report of one gzip file, as far as a case changes it. */
function gzipReport(
  of: { manifest?: object; rows?: string[][]; more?: MemoryBucket['objects'] } = {},
): MemoryBucket {
  const manifest = {
    account: ACCOUNT,
    columns: fit,
    compression: 'GZIP',
    reportKeys: [DATA],
    ...of.manifest,
  };
  const rows = of.rows ?? [[HOUR, ACCOUNT]];
  return {
    definitions: new AwsTrouble('denied'),
    objects: {
      [`${FOLDER}/hourly-Manifest.json`]: { body: JSON.stringify(manifest), lastModified: WRITTEN },
      [DATA]: {
        body: gzip(encodeCsv(['identity/TimeInterval', 'bill/PayerAccountId'], rows)),
        lastModified: WRITTEN,
      },
      ...of.more,
    },
  };
}

const ofFirst = ({ reports }: Examination) => codes(reports[0]?.findings ?? []);

describe('what is written like a member of every object', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '%s is a compression like any other',
    async (name) => {
      const examination = await examine(gzipReport({ manifest: { compression: name } }));
      expect(Examination.parse(JSON.parse(JSON.stringify(examination)))).toEqual(examination);
      expect(ofFirst(examination)).toContain('FORMAT_NOT_SUPPORTED');
    },
  );

  it.each(['constructor', 'valueOf'])('a report named %s is awaited like any other', async (name) => {
    const awaited = definition({ name, lastDelivery: null, lastStatus: null });
    const { reports } = await examine({ objects: {}, definitions: [awaited] });
    expect(reports.map((one) => codes(one.findings))).toEqual([['AWAITING_FIRST_DELIVERY']]);
  });
});

describe('a limit of ours', () => {
  it.each([
    ['the time', { signal: AbortSignal.abort() }],
    ['the bytes', { maxBytes: 10 }],
    ['the requests', { maxRequests: 2 }],
  ])('%s is no fault of the report, and does not undo what is confirmed', async (_, limits) => {
    let calls = 0;
    const aborting = new AbortController();
    const bucket: MemoryBucket = {
      ...gzipReport(),
      list: () => {
        calls += 1;
        if ('signal' in limits) aborting.abort();
        return null;
      },
    };
    const used = 'signal' in limits ? { signal: aborting.signal } : limits;
    const examination = await examine(bucket, { limits: used, definitions: 'skip' });
    expect(calls).toBeGreaterThan(0);
    expect(examination.complete).toBe(false);
    expect(codes(examination.findings)).toContain('SEARCH_LIMIT_REACHED');
    expect(examination.reports[0]?.valid).toBe(false);
    expect(examination.reports[0]?.findings.map(({ severity }) => severity)).toEqual(['waiting']);
    expect(stateAfter('confirmed', { examination, chosenRoot: 'cur/hourly/' })).toBe('confirmed');
  });
});

describe('the rows of a file', () => {
  it('with two payers, one of them a stranger, are of another account', async () => {
    const examination = await examine(
      gzipReport({
        rows: [
          [HOUR, ACCOUNT],
          [HOUR, '888888888888'],
        ],
      }),
    );
    expect(ofFirst(examination)).toEqual(['WRONG_ACCOUNT']);
  });

  it('without one interval that can be read are no report, whatever the month before says', async () => {
    expect(ofFirst(await examine(gzipReport({ rows: [['yesterday', ACCOUNT]] })))).toContain(
      'DATA_UNREADABLE',
    );
  });

  it.each([
    ['90,000 rows that say no time', 90_000, 'yesterday'],
    ['more of them than are read', 150_000, 'yesterday'],
  ])('are no report when there are %s', async (_, count, interval) => {
    const rows = Array.from({ length: count }, () => [interval, ACCOUNT]);
    expect(ofFirst(await examine(gzipReport({ rows })))).toContain('DATA_UNREADABLE');
    const known = { ...gzipReport({ rows }), definitions: [definition({ compression: 'GZIP' })] };
    const { reports } = await examine(known, { payerUnknown: true });
    expect(reports[0]?.valid).toBe(false);
  });

  it('are no report when the file has nothing but the ends of lines', async () => {
    const body = gzip(Buffer.alloc(40 * 1024 * 1024, 10));
    const empty = gzipReport({ more: { [DATA]: { body, lastModified: WRITTEN } } });
    expect(ofFirst(await examine(empty))).toContain('DATA_UNREADABLE');
  });

  it('are those of every part: an empty second one is told without a read', async () => {
    const second = `${FOLDER}/hourly-00002.csv.gz`;
    const examination = await examine(
      gzipReport({
        manifest: { reportKeys: [DATA, second] },
        more: { [second]: { body: '', lastModified: WRITTEN } },
      }),
    );
    expect(ofFirst(examination)).toEqual(['DATA_TRUNCATED']);
  });
});

describe('what the CUR API says', () => {
  const withDefinition = (change: Parameters<typeof definition>[0]) =>
    examine(bucketOf(report(), { definitions: [definition(change)] }));

  it.each([
    ['a report for a billing group', { proForma: true }, ['NOT_LEGACY_CUR']],
    ['nothing of the options', { resourceIds: null, splitCostAllocation: null }, []],
    ['no split cost allocation data', { splitCostAllocation: false }, ['SPLIT_COST_ALLOCATION_MISSING']],
  ] as const)('%s', async (_, change, expected) => {
    expect(ofFirst(await withDefinition(change))).toEqual(expected);
  });

  it('does not put a column into what was delivered without it', async () => {
    const examination = await examine(
      bucketOf(report({ resourceIds: false }), { definitions: [definition()] }),
    );
    expect(ofFirst(examination)).toEqual(['RESOURCE_IDS_MISSING']);
  });

  it('is of one root: a report beside it whose keys begin with a slash is judged by itself', async () => {
    const beside = report({ prefix: '/cur', timeUnit: 'DAILY' });
    const { reports } = await examine(bucketOf([...report(), ...beside], { definitions: [definition()] }));
    expect(Object.fromEntries(reports.map(({ root, valid }) => [root, valid]))).toEqual({
      '/cur/hourly/': false,
      'cur/hourly/': true,
    });
  });

  it('leads to a report that stopped months ago, where its folder may not be listed', async () => {
    const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
    const stopped = definition({ lastDelivery: '2026-08-30T06:00:00.000Z' });
    const bucket = bucketOf(report({ periods: ['2026-07', '2026-08'] }), { definitions: [stopped] });
    const { reports } = await examine({
      ...bucket,
      pageSize: 1,
      list: ({ prefix }) => (prefix.startsWith('cur/') ? denied : null),
    });
    expect(reports.map((one) => codes(one.findings))).toEqual([['DELIVERY_STOPPED']]);
  });
});

describe('a large bucket in which no report was found', () => {
  const filling = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`zz/${index}/x`, { body: 'x', lastModified: WRITTEN }]),
  );

  it('is not said to be searched whole when AWSLogs/123456789012/ was left out', async () => {
    const { objects } = bucketOf(report({ prefix: 'AWSLogs/123456789012' }));
    const examination = await examine({ objects: { ...objects, ...filling }, pageSize: 3 });
    expect(codes(examination.findings)).toEqual(['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED']);
    expect(examination.complete).toBe(false);
  });

  it('is looked through in the small folders that were left out, too', async () => {
    const { objects } = bucketOf(report({ prefix: 'cost_and_usage_data_status' }));
    const examination = await examine({ objects: { ...objects, ...filling }, pageSize: 3 });
    expect(examination.reports.map(({ root }) => root)).toEqual(['cost_and_usage_data_status/hourly/']);
    expect(examination.complete).toBe(true);
  });
});

describe('a Parquet file', () => {
  const evidence = (bytes: Uint8Array) =>
    parquetEvidence(async (range) => {
      const start = 'suffix' in range ? Math.max(0, bytes.length - range.suffix) : range.first;
      const end = 'suffix' in range ? bytes.length : range.last + 1;
      return { bytes: bytes.slice(start, end), start, size: bytes.length, lastModified: null };
    });
  const ten = (body: number[]) => dataPage({ values: 10, body });

  test.each([
    ['ten runs of one', [1, ...varint(10 << 1), 0], 10],
    ['bits of one byte and of half another', [1, ...varint((2 << 1) | 1), 0b00000000, 0b00000000], 10],
  ])('with %s counts its rows', async (_, body, rows) => {
    expect(await evidence(fileOfPages([dictionaryPage([HOUR, FEE]), ten(body)]))).toMatchObject({
      fault: null,
      unit: 'HOURLY',
      rows,
    });
  });

  test('tells hours from fees by the numbers of a packed run', async () => {
    const packed = [1, ...varint((2 << 1) | 1), 0b11111111, 0b00000001];
    expect(await evidence(fileOfPages([dictionaryPage([HOUR, FEE]), ten(packed)]))).toMatchObject({
      unit: 'HOURLY',
      rows: 10,
    });
    const fees = [1, ...varint((2 << 1) | 1), 0b11111111, 0b11111111];
    expect(await evidence(fileOfPages([dictionaryPage([HOUR, FEE]), ten(fees)]))).toMatchObject({
      unit: null,
      rows: 10,
    });
  });

  test.each([
    ['a number that its dictionary does not have', [dictionaryPage([HOUR]), ten([3, ...varint(10 << 1), 5])]],
    ['numbers and no dictionary', [ten([1, ...varint(10 << 1), 0])]],
    ['a run of nothing', [dictionaryPage([HOUR]), ten([1, 0, 0])]],
    ['half a page', [dictionaryPage([HOUR]).subarray(0, 20)]],
    ['an encoding that is not known', [dataPage({ values: 10, body: [0], encoding: 7 })]],
    ['a text that ends early', [dataPage({ values: 1, body: [255, 0, 0, 0, 65], encoding: 0 })]],
    ['no intervals in its rows', [dataPage({ values: 1, body: [1, 0, 0, 0, 65], encoding: 0 })]],
  ])('with %s cannot be read', async (_, pages) => {
    expect((await evidence(fileOfPages(pages))).fault?.kind).toBe('unreadable');
  });

  test.each([
    ['of another table', footerBytes([], { name: 'title' })],
    ['whose intervals are numbers', footerBytes([[chunk()]], { type: 5 })],
    ['whose column lies beyond its end', footerBytes([[chunk({ offset: 10 ** 9 })]])],
  ])('%s cannot be read', async (_, footer) => {
    expect((await evidence(parquetFile(new Uint8Array(200), footer))).fault?.kind).toBe('unreadable');
  });
});
