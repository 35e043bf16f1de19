import { encodeCsv, gzip } from '@/sandbox/fixtures/encode';
import { makeLookAlikes } from '@/sandbox/fixtures/look-alikes';
import {
  ACCOUNT,
  BUCKET,
  type CorpusCase,
  dataExport,
  definition,
  NOW,
  object,
  report,
  testObject,
} from './case';
import { columnsOf, edit, NEWEST_DATA, rewrite } from './edit';

/** Every character that AWS allows in a prefix and in a name (its pattern, cur 2017-01-06). */
const ODD = "0aZ!-_.*'()";
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';

const fits = (root = 'cur/hourly/'): CorpusCase['verdict'] => ({ reports: { [root]: [] } });

/** The four layouts, and both ways to name an assembly. */
const layouts: CorpusCase[] = [
  { what: 'Parquet that overwrites, for Athena', objects: () => report(), verdict: fits() },
  {
    what: 'Parquet that overwrites, without Athena files',
    objects: () => report({ athena: false }),
    verdict: fits(),
  },
  {
    what: 'Parquet in new versions named by time',
    objects: () => report({ versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'Parquet in new versions named by UUID',
    objects: () => report({ versioning: 'create-new', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  { what: 'gzip that overwrites', objects: () => report({ format: 'gzip' }), verdict: fits() },
  {
    what: 'gzip that overwrites, files numbered from -1',
    objects: () => report({ format: 'gzip', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  {
    what: 'gzip in new versions named by time',
    objects: () => report({ format: 'gzip', versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'gzip in new versions named by UUID, files numbered from -1',
    objects: () => report({ format: 'gzip', versioning: 'create-new', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  {
    what: 'twelve versions of the newest month',
    objects: () => report({ format: 'gzip', versioning: 'create-new', versions: 12 }),
    verdict: fits(),
  },
  {
    what: 'several Parquet parts',
    objects: () => report({ parts: 4, rows: 60 }),
    verdict: fits(),
  },
  {
    what: 'several gzip parts',
    objects: () => report({ parts: 5, rows: 60, format: 'gzip', versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'thirty-six months',
    objects: () => report({ periods: months(36), format: 'gzip', rows: 2 }),
    verdict: fits(),
  },
];

const names: CorpusCase[] = [
  {
    what: 'an empty prefix, gzip',
    objects: () => report({ prefix: '', format: 'gzip' }),
    verdict: fits('/hourly/'),
  },
  {
    what: 'an empty prefix, Parquet in new versions',
    objects: () => report({ prefix: '', versioning: 'create-new' }),
    verdict: fits('/hourly/'),
  },
  {
    what: 'a prefix of seven folders',
    objects: () => report({ prefix: 'a/b/c/d/e/f/g' }),
    verdict: fits('a/b/c/d/e/f/g/hourly/'),
  },
  {
    what: 'a prefix that ends with a slash',
    objects: () => report({ prefix: 'cur/' }),
    verdict: fits('cur//hourly/'),
  },
  {
    what: 'a prefix that begins with a slash',
    objects: () => report({ prefix: '/cur', format: 'gzip' }),
    verdict: fits('/cur/hourly/'),
  },
  {
    what: 'every allowed character in prefix and name',
    objects: () => report({ prefix: `${ODD}/${ODD}`, name: ODD }),
    verdict: fits(`${ODD}/${ODD}/${ODD}/`),
  },
  {
    what: 'a name of 256 characters',
    objects: () => report({ name: 'n'.repeat(256), format: 'gzip' }),
    verdict: fits(`cur/${'n'.repeat(256)}/`),
  },
  { what: 'a report named data', objects: () => report({ name: 'data' }), verdict: fits('cur/data/') },
  {
    what: 'a report named metadata',
    objects: () => report({ name: 'metadata', format: 'gzip' }),
    verdict: fits('cur/metadata/'),
  },
  {
    what: 'reports named data and metadata side by side',
    objects: () => [...report({ name: 'data' }), ...report({ name: 'metadata' })],
    verdict: { reports: { 'cur/data/': [], 'cur/metadata/': [] } },
  },
  {
    what: 'a report named like a period',
    objects: () => report({ name: '20261101-20261201' }),
    verdict: fits('cur/20261101-20261201/'),
  },
  {
    what: 'a prefix that looks like a period',
    objects: () => report({ prefix: 'cur/20261101-20261201' }),
    verdict: fits('cur/20261101-20261201/hourly/'),
  },
  {
    what: 'a report named like its own Manifest.json',
    objects: () => report({ name: 'x-Manifest.json', format: 'gzip' }),
    verdict: fits('cur/x-Manifest.json/'),
  },
  {
    what: 'one root inside another',
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b', name: 'c' })],
    verdict: { reports: { 'a/b/': [], 'a/b/c/': [] } },
  },
  {
    what: "one root that is another's folder of its own name",
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b', name: 'b' })],
    verdict: { reports: { 'a/b/': [], 'a/b/b/': [] } },
  },
  {
    what: 'one root beside folders of months of another',
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b/b', name: 'late' })],
    verdict: { reports: { 'a/b/': [], 'a/b/b/late/': [] } },
  },
];

const columns: CorpusCase[] = [
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

const data: CorpusCase[] = [
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
    what: 'a month that has only fees so far, the month before with hours',
    objects: () => report({ faults: ['only-fee-rows'] }),
    verdict: fits(),
  },
  {
    what: 'the same in gzip',
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

const histories: CorpusCase[] = [
  {
    what: 'another payer in the months before',
    objects: () => [
      ...report({ periods: ['2026-08', '2026-09'], accountId: '999999999999' }),
      ...report({ periods: ['2026-10', '2026-11'] }),
    ],
    verdict: fits(),
  },
  {
    what: 'settings that were corrected later',
    objects: () => [
      ...report({ periods: ['2026-09'], split: false, resourceIds: false }),
      ...report({ periods: ['2026-10', '2026-11'] }),
    ],
    verdict: fits(),
  },
  {
    what: 'a report that stopped',
    objects: () => report({ periods: ['2026-05', '2026-06'] }),
    verdict: { reports: { 'cur/hourly/': ['DELIVERY_STOPPED'] } },
  },
  {
    what: 'a renamed report: the old root stays',
    objects: () => [
      ...report({ name: 'old', periods: ['2026-06', '2026-07'] }),
      ...report({ name: 'new', periods: ['2026-08', '2026-11'] }),
    ],
    verdict: { reports: { 'cur/new/': [], 'cur/old/': ['DELIVERY_STOPPED'] } },
  },
  {
    what: 'the first month of its life',
    objects: () => [...report({ periods: ['2026-11'] }), testObject(200)],
    verdict: fits(),
  },
];

const company: CorpusCase[] = [
  {
    what: 'everything that resembles a report beside it',
    objects: () => [
      ...report(),
      ...makeLookAlikes({ accountId: ACCOUNT, bucket: BUCKET, period: '2026-11', now: NOW.toISOString() }),
    ],
    verdict: fits(),
  },
  {
    what: 'exports of every kind beside it',
    objects: () => [
      ...report(),
      ...dataExport(),
      ...dataExport({ name: 'focus', kind: 'focus', versioning: 'create-new' }),
      ...dataExport({ name: 'savings', kind: 'cost-optimization' }),
    ],
    verdict: {
      reports: { 'cur/hourly/': [] },
      exports: {
        'exports/daily/': 'cur-2.0',
        'exports/focus/': 'focus',
        'exports/savings/': 'other-export',
      },
    },
  },
  {
    what: 'an export and a report that share a root',
    objects: () => [...report({ prefix: 'both', name: 'x' }), ...dataExport({ prefix: 'both', name: 'x' })],
    verdict: { reports: { 'both/x/': [] }, exports: { 'both/x/': 'cur-2.0' } },
  },
  {
    what: 'ten reports',
    objects: () =>
      Array.from({ length: 10 }, (_, index) =>
        report({ name: `r${index}`, format: index % 2 === 0 ? 'gzip' : 'parquet', rows: 4 }),
      ).flat(),
    verdict: {
      reports: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`cur/r${index}/`, []])),
    },
  },
];

const told: CorpusCase[] = [
  { what: 'told by the CUR API', objects: () => report(), definitions: [definition()], verdict: fits() },
  {
    what: 'told by the CUR API, with an empty prefix',
    objects: () => report({ prefix: '', format: 'gzip' }),
    definitions: [definition({ prefix: '', compression: 'GZIP' })],
    verdict: fits('/hourly/'),
  },
  {
    what: 'columns of split cost allocation that are not there yet, and the API that says it is on',
    objects: () => report({ split: false }),
    definitions: [definition()],
    verdict: fits(),
  },
  {
    what: 'a month of fees only, and the API that says HOURLY',
    objects: () => report({ periods: ['2026-11'], faults: ['only-fee-rows'] }),
    definitions: [definition()],
    verdict: fits(),
  },
  {
    what: 'seven definitions on two pages, one of them here',
    objects: () => report(),
    definitions: [
      ...Array.from({ length: 6 }, (_, index) => definition({ name: `r${index}`, bucket: 'other-bucket' })),
      definition(),
    ],
    verdict: { bucket: ['REPORTS_ELSEWHERE'], reports: { 'cur/hourly/': [] } },
  },
  {
    what: 'the refresh of closed months is off',
    objects: () => report(),
    definitions: [definition({ refreshClosed: false })],
    verdict: { reports: { 'cur/hourly/': ['REFRESH_CLOSED_OFF'] } },
  },
];

/** Layouts that AWS writes and that must never be refused. */
export const VALID: readonly CorpusCase[] = [
  ...layouts,
  ...names,
  ...columns,
  ...data,
  ...histories,
  ...company,
  ...told,
];

function months(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 10 - (count - 1 - index), 1)).toISOString().slice(0, 7),
  );
}

/** A csv of a report that has only these intervals and, beside them, text that does not compress to nothing. */
function intervals(all: string[]): Uint8Array {
  return encodeCsv(
    ['identity/LineItemId', 'identity/TimeInterval', 'bill/PayerAccountId'],
    all.map((interval, index) => [itemId(index), interval, ACCOUNT]),
  );
}

function line(interval: string): string {
  return `${itemId(1)},${interval},${ACCOUNT}\n`;
}

function itemId(index: number): string {
  return Array.from({ length: 4 }, (_, part) =>
    (((index + 1) * (part + 7) * 2654435761) >>> 0).toString(36),
  ).join('');
}
