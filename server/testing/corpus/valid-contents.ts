import { encodeCsv, encodeParquet, gzip } from '@/sandbox/fixtures/encode';
import { ACCOUNT, type CorpusCase, fits, object, report } from './case';
import { columnsOf, edit, NEWEST_DATA, rewrite } from './edit';

const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';

/** What manifests say of their columns. */
export const columns: readonly CorpusCase[] = [
  {
    what: 'tag columns without type',
    objects: () =>
      edit(report({ format: 'gzip' }), {
        change: (manifest) => ({
          ...manifest,
          columns: columnsOf(manifest).map(({ type, ...column }) =>
            column.category === 'resourceTags' ? column : { ...column, type },
          ),
        }),
      }),
    verdict: fits(),
  },
  {
    what: 'no types at all and no artifacts, as in 2018',
    objects: () =>
      edit(report({ format: 'gzip', versioning: 'create-new', assemblyId: 'uuid' }), {
        change: ({ additionalArtifactKeys: _, ...manifest }) => ({
          ...manifest,
          columns: columnsOf(manifest).map(({ category, name }) => ({ category, name })),
        }),
      }),
    verdict: fits(),
  },
  {
    what: 'artifacts of Redshift as objects',
    objects: () => [
      ...edit(report({ format: 'gzip', versioning: 'create-new' }), {
        change: (manifest) => ({
          ...manifest,
          additionalArtifactKeys: [
            {
              artifactType: 'RedshiftManifest',
              name: 'cur/hourly/20261101-20261201/x-RedshiftManifest.json',
            },
          ],
        }),
      }),
      object('cur/hourly/20261101-20261201/20261120T100000Z/hourly-RedshiftManifest.json', { body: '{}' }),
    ],
    verdict: fits(),
  },
  {
    what: 'Parquet whose manifest names categories as csv does',
    objects: () =>
      edit(report(), {
        change: (manifest) => ({
          ...manifest,
          columns: columnsOf(manifest).map((column) => ({
            ...column,
            category: column.category.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
          })),
        }),
      }),
    verdict: fits(),
  },
  {
    what: 'Parquet whose manifest names no categories',
    objects: () =>
      edit(report(), {
        change: (manifest) => ({
          ...manifest,
          columns: columnsOf(manifest).map(({ name, type }) => ({ name, type })),
        }),
      }),
    verdict: fits(),
  },
  {
    what: 'only the net columns of split cost allocation',
    objects: () =>
      edit(report({ split: false, format: 'gzip' }), {
        change: (manifest) => ({
          ...manifest,
          columns: [
            ...columnsOf(manifest),
            { category: 'splitLineItem', name: 'NetSplitCost', type: 'OptionalBigDecimal' },
          ],
        }),
      }),
    verdict: fits(),
  },
  {
    what: 'a manifest with thousands of tags',
    objects: () =>
      edit(report({ format: 'gzip' }), {
        change: (manifest) => ({
          ...manifest,
          columns: [
            ...columnsOf(manifest),
            ...Array.from({ length: 5000 }, (_, index) => ({
              category: 'resourceTags',
              name: `user:Tag ${index}`,
            })),
          ],
        }),
      }),
    verdict: fits(),
  },
];

/** What data files hold. */
export const data: readonly CorpusCase[] = [
  {
    what: 'Parquet without statistics, fee rows first',
    objects: () => report({ statistics: 'none' }),
    verdict: fits(),
  },
  {
    what: 'Parquet whose statistics are cut short',
    objects: () => report({ statistics: 'truncated' }),
    verdict: fits(),
  },
  {
    what: 'gzip without fee rows',
    objects: () => report({ format: 'gzip', feeRowsFirst: false }),
    verdict: fits(),
  },
  {
    what: 'thousands of whole-month fee rows first',
    objects: () =>
      rewrite(report({ format: 'gzip' }), {
        where: NEWEST_DATA,
        body: () => gzip(intervals([...Array<string>(6000).fill(FEE), ...Array<string>(500).fill(HOUR)])),
      }),
    verdict: fits(),
  },
  {
    what: 'the same in Parquet, without statistics',
    objects: () =>
      rewrite(report(), {
        where: NEWEST_DATA,
        body: () => parquetIntervals([...Array<string>(6000).fill(FEE), ...Array<string>(500).fill(HOUR)]),
      }),
    verdict: fits(),
  },
  {
    what: 'a month that has only fees so far, the month before with hours',
    objects: () => report({ faults: ['only-fee-rows'] }),
    verdict: fits(),
  },
  {
    what: 'a month that has only fees so far, in gzip',
    objects: () => report({ faults: ['only-fee-rows'], format: 'gzip' }),
    verdict: fits(),
  },
  {
    what: 'gzip of several members, as concatenation makes it',
    objects: () =>
      rewrite(report({ format: 'gzip' }), {
        where: NEWEST_DATA,
        body: () =>
          new Uint8Array(
            Buffer.concat([gzip(intervals([FEE, FEE])), gzip(new TextEncoder().encode(line(HOUR)))]),
          ),
      }),
    verdict: fits(),
  },
];

/** A csv of a report that has only these intervals and, beside them, text that does not compress to nothing. */
function intervals(all: string[]): Uint8Array {
  return encodeCsv(
    ['identity/LineItemId', 'identity/TimeInterval', 'bill/PayerAccountId'],
    all.map((interval, index) => [itemId(index), interval, ACCOUNT]),
  );
}

function parquetIntervals(all: string[]): Uint8Array {
  const names = ['identity_line_item_id', 'identity_time_interval', 'bill_payer_account_id'];
  const rows = all.map((interval, index) => [itemId(index), interval, ACCOUNT]);
  const columns = names.map((name, place) => ({
    name,
    type: 'STRING' as const,
    data: rows.map((row) => row[place]),
  }));
  return encodeParquet(columns, { statistics: 'none' });
}

function line(interval: string): string {
  return `${itemId(1)},${interval},${ACCOUNT}\n`;
}

function itemId(index: number): string {
  return Array.from({ length: 4 }, (_, part) =>
    (((index + 1) * (part + 7) * 2654435761) >>> 0).toString(36),
  ).join('');
}
