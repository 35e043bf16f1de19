import type { FindingCode } from '@/lib/findings/vocabulary';
import { encodeCsv, encodeParquet, gzip, zip } from '@/sandbox/fixtures/encode';
import type { MadeObject } from '@/sandbox/fixtures/spec';
import { ACCOUNT, type CorpusCase, one, report } from './case';
import { edit, NEWEST_DATA, NEWEST_MANIFEST, rewrite } from './edit';

type Body = string | ((bytes: Uint8Array) => Uint8Array | string);

const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
const parquet = () => report();
const csv = () => report({ format: 'gzip' });

/** The newest manifest with other bytes. */
function manifest(what: string, body: Body, codes: FindingCode[] = ['MANIFEST_UNREADABLE']): CorpusCase {
  return one(`manifest: ${what}`, {
    objects: () => rewrite(csv(), { where: NEWEST_MANIFEST, body }),
    codes,
  });
}

/** The newest manifest with other JSON. */
function lie(
  what: string,
  of: { change: (json: Record<string, unknown>) => unknown; codes: FindingCode[]; of?: () => MadeObject[] },
): CorpusCase {
  return one(`manifest that lies: ${what}`, {
    objects: () => edit((of.of ?? csv)(), { where: NEWEST_MANIFEST, change: of.change }),
    codes: of.codes,
  });
}

/** The newest data file with other bytes. */
function file(what: string, of: { body: Body; codes?: FindingCode[]; of?: () => MadeObject[] }): CorpusCase {
  return one(`data: ${what}`, {
    objects: () => rewrite((of.of ?? csv)(), { where: NEWEST_DATA, body: of.body }),
    codes: of.codes ?? ['DATA_UNREADABLE'],
  });
}

const manifests: CorpusCase[] = [
  manifest('cut in the middle', (bytes) => bytes.slice(0, bytes.length / 2)),
  manifest('empty', ''),
  manifest('not UTF-8', (bytes) => new Uint8Array([0xff, 0xfe, ...bytes])),
  manifest('UTF-16', (bytes) => new Uint8Array(Buffer.from(new TextDecoder().decode(bytes), 'utf16le'))),
  manifest('null', 'null'),
  manifest('a number', '12'),
  manifest('an array', '[]'),
  manifest('an object of something else', '{"manifestVersion":"2024-04-01","blobs":[]}'),
  manifest('HTML', '<!doctype html><title>Sign in</title>'),
  manifest('JSON of depth 100,000', '['.repeat(100_000) + ']'.repeat(100_000)),
  manifest('an object of depth 100,000', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  manifest('columns that are no list', (bytes) =>
    JSON.stringify({ ...JSON.parse(new TextDecoder().decode(bytes)), columns: 'all' }),
  ),
  manifest('keys that are no text', (bytes) =>
    JSON.stringify({ ...JSON.parse(new TextDecoder().decode(bytes)), reportKeys: [1, null] }),
  ),
  manifest('an account that is a number', (bytes) =>
    JSON.stringify({ ...JSON.parse(new TextDecoder().decode(bytes)), account: 123456789012 }),
  ),
  manifest('prototype games', '{"__proto__":{"account":"123456789012"},"constructor":1}'),
  manifest('gzip instead of text', (bytes) => gzip(bytes)),
  manifest(
    'a byte order mark before right JSON',
    (bytes) => new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]),
    [],
  ),
];

const lies: CorpusCase[] = [
  lie('no data files', { change: (json) => ({ ...json, reportKeys: [] }), codes: ['NO_DATA_FILES'] }),
  lie('keys of nowhere', {
    change: (json) => ({ ...json, reportKeys: ['nowhere/x-00001.csv.gz'] }),
    codes: ['DATA_FILES_MISSING'],
  }),
  lie('an empty key', { change: (json) => ({ ...json, reportKeys: [''] }), codes: ['MANIFEST_UNREADABLE'] }),
  lie('a key longer than any', {
    change: (json) => ({ ...json, reportKeys: ['x'.repeat(1025)] }),
    codes: ['MANIFEST_UNREADABLE'],
  }),
  lie('a key of another bucket, as an address', {
    change: (json) => ({ ...json, reportKeys: ['s3://somebody-else/cur/x-00001.csv.gz'] }),
    codes: ['DATA_FILES_MISSING'],
  }),
  lie('itself as data', {
    change: (json) => ({ ...json, reportKeys: ['cur/hourly/20261101-20261201/hourly-Manifest.json'] }),
    codes: ['DATA_UNREADABLE'],
  }),
  lie('Parquet, and the files are gzip', {
    change: (json) => ({ ...json, compression: 'Parquet' }),
    codes: ['DATA_UNREADABLE'],
  }),
  lie('gzip, and the files are Parquet', {
    of: parquet,
    change: (json) => ({ ...json, compression: 'GZIP' }),
    codes: ['DATA_UNREADABLE'],
  }),
  lie('no columns', {
    change: (json) => ({ ...json, columns: [] }),
    codes: ['RESOURCE_IDS_MISSING', 'SPLIT_COST_ALLOCATION_MISSING'],
  }),
  lie('tags named like the columns that are needed', {
    of: () => report({ format: 'gzip', resourceIds: false, split: false }),
    change: (json) => ({
      ...json,
      columns: [
        { category: 'resourceTags', name: 'user:lineItem/ResourceId' },
        { category: 'resourceTags', name: 'user:splitLineItem' },
      ],
    }),
    codes: ['RESOURCE_IDS_MISSING', 'SPLIT_COST_ALLOCATION_MISSING'],
  }),
  {
    what: 'manifest that lies: that of an export under the name of a legacy one',
    objects: () =>
      edit(csv(), {
        where: NEWEST_MANIFEST,
        change: () => ({
          executionId: '1',
          exportArn: `arn:aws:bcm-data-exports:us-east-1:${ACCOUNT}:export/x-1`,
          columns: [{ name: 'line_item_resource_id' }],
          dataFiles: [],
        }),
      }),
    verdict: { bucket: ['NO_REPORT_FOUND'], exports: { 'cur/hourly/': 'cur-2.0' } },
  },
];

const parquetFiles: CorpusCase[] = [
  file('Parquet cut in the middle', {
    of: parquet,
    body: (bytes) => bytes.slice(0, bytes.length / 2),
    codes: ['DATA_TRUNCATED'],
  }),
  file('Parquet without its last byte', {
    of: parquet,
    body: (bytes) => bytes.slice(0, -1),
    codes: ['DATA_TRUNCATED'],
  }),
  file('Parquet of no bytes', { of: parquet, body: '', codes: ['DATA_TRUNCATED'] }),
  file('four letters', { of: parquet, body: 'PAR1', codes: ['DATA_TRUNCATED'] }),
  file('nothing but the magic, twice', { of: parquet, body: 'PAR1\0\0\0\0PAR1' }),
  file('a footer that says it has no length', { of: parquet, body: (bytes) => footer(bytes, 0) }),
  file('a footer longer than the file', { of: parquet, body: (bytes) => footer(bytes, bytes.length) }),
  file('a footer of 2 GB', { of: parquet, body: (bytes) => footer(bytes, 0x7fffffff) }),
  file('a footer of 4 GB', { of: parquet, body: (bytes) => footer(bytes, 0xffffffff) }),
  file('a footer one byte short', { of: parquet, body: (bytes) => footer(bytes, lengthOf(bytes) - 1) }),
  file('a footer of 0xff', {
    of: parquet,
    body: (bytes) => bytes.slice().fill(0xff, bytes.length - 8 - lengthOf(bytes), bytes.length - 8),
  }),
  file('a footer of zeros', {
    of: parquet,
    body: (bytes) => bytes.slice().fill(0, bytes.length - 8 - lengthOf(bytes), bytes.length - 8),
  }),
  file('pages of noise behind a right footer', {
    of: () => report({ statistics: 'none' }),
    body: (bytes) => bytes.slice().fill(0xa5, 4, bytes.length - 8 - lengthOf(bytes)),
  }),
  file('Parquet of another table', {
    of: parquet,
    body: () => encodeParquet([{ name: 'status', type: 'STRING', data: ['READY'] }]),
  }),
  file('HTML instead of Parquet', { of: parquet, body: '<html>Sign in</html>'.repeat(100) }),
];

const gzipFiles: CorpusCase[] = [
  file('gzip cut in the middle', {
    body: (bytes) => bytes.slice(0, bytes.length / 2),
    codes: ['DATA_TRUNCATED'],
  }),
  file('gzip without its last byte', { body: (bytes) => bytes.slice(0, -1), codes: ['DATA_TRUNCATED'] }),
  file('gzip of no bytes', { body: '', codes: ['DATA_TRUNCATED'] }),
  file('the two magic bytes of gzip', {
    body: () => new Uint8Array([0x1f, 0x8b]),
    codes: ['DATA_TRUNCATED'],
  }),
  file('plain csv', { body: () => table([HOUR]) }),
  file('gzip that is broken inside', { body: (bytes) => bytes.slice().fill(0xff, 20, 80) }),
  file('gzip with a wrong checksum', {
    body: (bytes) => bytes.slice().fill(0, bytes.length - 8, bytes.length - 4),
  }),
  file('gzip of HTML', { body: () => gzip(new TextEncoder().encode('<html>Sign in</html>')) }),
  file('gzip of noise', { body: () => gzip(new Uint8Array(4096).map((_, index) => (index * 197) % 251)) }),
  file('gzip of nothing', { body: () => gzip(new Uint8Array()) }),
  file('a bomb of one letter', { body: () => gzip(new Uint8Array(32 * 1024 * 1024).fill(120)) }),
  file("a table of Athena's, Ctrl-A between its fields", {
    body: () => gzip(new TextEncoder().encode('2026-11-01\u000112.5\n2026-11-02\u000113.1\n')),
  }),
  file('snake_case names: the csv of CUR 2.0 or of Athena', {
    body: () => gzip(table([HOUR], 'identity_time_interval')),
  }),
  file('a quoted field that never ends', {
    body: () => gzip(new TextEncoder().encode('identity/TimeInterval,bill/PayerAccountId\n"2026-11-01T00')),
  }),
  file('ZIP under the name of gzip', { body: () => zip('x.csv', table([HOUR])) }),
];

/** Manifests, footers and streams that are cut, empty, or say what is not so. */
export const DAMAGED: readonly CorpusCase[] = [...manifests, ...lies, ...parquetFiles, ...gzipFiles];

function lengthOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
}

/** The same file with another length of its footer. */
function footer(bytes: Uint8Array, length: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(copy.length - 8, length, true);
  return copy;
}

function table(intervals: string[], name = 'identity/TimeInterval'): Uint8Array {
  return encodeCsv(
    [name, 'bill/PayerAccountId'],
    intervals.map((interval) => [interval, ACCOUNT]),
  );
}
