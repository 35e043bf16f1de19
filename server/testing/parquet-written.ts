import { brotliCompressSync, constants } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { parquetEvidence } from '@/server/domain/reports/parquet';
import { ACCOUNT, NOW } from '@/server/testing/corpus/case';

export const MB = 1024 * 1024;
export const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
export const MONTH = '2026-11-01T00:00:00Z/2026-12-01T00:00:00Z';
export const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
export const DAY = '2026-11-02T00:00:00Z/2026-11-03T00:00:00Z';

/** A file in memory, and what was read of it. */
export function fileOf(bytes: Uint8Array) {
  const ranges: ByteRange[] = [];
  const read = async (range: ByteRange): Promise<ObjectPart> => {
    ranges.push(range);
    const start = 'suffix' in range ? Math.max(0, bytes.length - range.suffix) : range.first;
    const part = bytes.slice(start, 'suffix' in range ? bytes.length : range.last + 1);
    return { bytes: part, start, size: bytes.length, lastModified: '2026-11-20T10:00:00.000Z' };
  };
  return { read, ranges };
}

export const evidence = (bytes: Uint8Array) => parquetEvidence(fileOf(bytes).read);
export const brotli = (plain: Uint8Array) =>
  brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });

type Column = { name: string; data: unknown[]; type: string; encoding?: string };

export function written(columns: Column[], options: object = {}): Uint8Array {
  const columnData = columns as Parameters<typeof parquetWriteBuffer>[0]['columnData'];
  return new Uint8Array(parquetWriteBuffer({ columnData, statistics: false, ...options }));
}

export const intervals = (data: string[], encoding?: string): Column => ({
  name: 'identity_time_interval',
  data,
  type: 'STRING',
  ...(encoding === undefined ? {} : { encoding }),
});
export const payer = (count: number): Column => ({
  name: 'bill_payer_account_id',
  data: Array<string>(count).fill(ACCOUNT),
  type: 'STRING',
});
/** What lies between a column and the end of the file. */
export const far = (count: number): Column => ({
  name: 'x',
  data: Array.from({ length: count }, (_, index) => `${index}-`.repeat(200)),
  type: 'STRING',
  encoding: 'PLAIN',
});
export const hours = (count: number) =>
  Array.from({ length: count }, (_, index) => {
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 1, hour)).toISOString().replace('.000', '');
    return `${at(index % 720)}/${at((index % 720) + 1)}`;
  });

export const FOLDER = 'cur/hourly/20261101-20261201';
export const DATA = 'cur/hourly/hourly/year=2026/month=11/hourly-00001.snappy.parquet';

/** A report of one file that is fit in all else. */
export function bucketWith(body: Uint8Array) {
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
