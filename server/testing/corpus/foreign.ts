import { AwsTrouble } from '@/lib/aws-trouble';
import type { ListQuery } from '@/lib/report-source';
import { encodeCsv, gzip } from '@/sandbox/fixtures/encode';
import { makeLookAlikes } from '@/sandbox/fixtures/look-alikes';
import type { MakeExportSpec } from '@/sandbox/fixtures/spec';
import {
  ACCOUNT,
  BUCKET,
  type CorpusCase,
  dataExport,
  definition,
  fits,
  NOW,
  object,
  report,
  testObject,
} from './case';

const none: CorpusCase['verdict'] = { bucket: ['NO_REPORT_FOUND'] };

/** Every kind of Data Export in both versions and formats; CUR 2.0 also under the names of the legacy columns. */
const kinds = [
  ['cur-2.0', 'cur-2.0'],
  ['cur-2.0-legacy-names', 'cur-2.0'],
  ['focus', 'focus'],
  ['cost-optimization', 'other-export'],
] as const;
const exports: CorpusCase[] = kinds.flatMap(([kind, verdict]) =>
  (['overwrite', 'create-new'] as const).flatMap((versioning) =>
    (['parquet', 'gzip'] as const).map((format) => ({
      what: `an export: ${kind}, ${versioning}, ${format}`,
      objects: () => dataExport({ kind, versioning, format }),
      verdict: {
        bucket: ['NO_REPORT_FOUND'] as const satisfies CorpusCase['verdict']['bucket'],
        exports: { 'exports/daily/': verdict },
      },
    })),
  ),
);

function named(what: string, change: Partial<MakeExportSpec>, root: string): CorpusCase {
  return {
    what,
    objects: () => dataExport(change),
    verdict: { bucket: ['NO_REPORT_FOUND'], exports: { [root]: 'cur-2.0' } },
  };
}

const exportNames: CorpusCase[] = [
  named('an export with an empty prefix', { prefix: '' }, 'daily/'),
  named('an export named data', { name: 'data' }, 'exports/data/'),
  named('an export named metadata', { name: 'metadata' }, 'exports/metadata/'),
  named('an export named like a period', { name: '20261101-20261201' }, 'exports/20261101-20261201/'),
  {
    what: 'an export whose manifests are not written yet',
    objects: () => dataExport().filter(({ key }) => !key.endsWith('Manifest.json')),
    verdict: none,
  },
  {
    what: 'two exports, one inside the folder of the other',
    objects: () => [
      ...dataExport({ prefix: 'a', name: 'b' }),
      ...dataExport({ prefix: 'a/b', name: 'c', kind: 'focus' }),
    ],
    verdict: { bucket: ['NO_REPORT_FOUND'], exports: { 'a/b/': 'cur-2.0', 'a/b/c/': 'focus' } },
  },
];

/** What lies in buckets and only looks like a report, each by itself. */
const lookAlikes: CorpusCase[] = [
  ...makeLookAlikes({ accountId: ACCOUNT, bucket: BUCKET, period: '2026-11', now: NOW.toISOString() }).map(
    (each): CorpusCase => ({ what: `no report: ${each.key}`, objects: () => [each], verdict: none }),
  ),
  alone(
    'a manifest of a report in a folder of another name',
    'cur/other/20261101-20261201/hourly-Manifest.json',
  ),
  alone('a manifest in a month that does not exist', 'cur/hourly/20261301-20270101/hourly-Manifest.json'),
  alone('a manifest of two months', 'cur/hourly/20261101-20270101/hourly-Manifest.json'),
  alone('a manifest of a month that begins late', 'cur/hourly/20261102-20261202/hourly-Manifest.json'),
  alone('a manifest at the root of the bucket', 'hourly-Manifest.json'),
  alone('a manifest right in a period', '20261101-20261201/hourly-Manifest.json'),
  alone('a manifest in lower case', 'cur/hourly/20261101-20261201/hourly-manifest.json'),
  alone(
    'only the copy of a manifest in its assembly',
    'cur/hourly/20261101-20261201/20261120T100000Z/hourly-Manifest.json',
  ),
  alone('a folder that somebody made by hand', 'cur/hourly/20261101-20261201/'),
  {
    what: 'data files of a report without any manifest',
    objects: () => report().filter(({ key }) => !key.endsWith('Manifest.json')),
    verdict: none,
  },
  {
    what: 'a table by year and month that somebody else writes',
    objects: () => [object('lake/costs/year=2026/month=11/part-00001.snappy.parquet', { body: 'PAR1' })],
    verdict: none,
  },
  {
    what: 'a status object of Athena and nothing else',
    objects: () => report().filter(({ key }) => key.includes('cost_and_usage_data_status')),
    verdict: none,
  },
  {
    what: 'a csv that somebody uploaded',
    objects: () => [object('november.csv.gz', { body: gzip(encodeCsv(['identity/TimeInterval'], [['x']])) })],
    verdict: none,
  },
  {
    what: 'all look-alikes at once',
    objects: () =>
      makeLookAlikes({ accountId: ACCOUNT, bucket: BUCKET, period: '2026-11', now: NOW.toISOString() }),
    verdict: none,
  },
];

function alone(what: string, key: string): CorpusCase {
  return { what: `no report: ${what}`, objects: () => [object(key, { body: '{}' })], verdict: none };
}

const waits: CorpusCase[] = [
  { what: 'an empty bucket', objects: () => [], verdict: none },
  {
    what: "AWS's test object of an hour ago",
    objects: () => [testObject(1)],
    verdict: { bucket: ['AWAITING_FIRST_DELIVERY'] },
  },
  { what: "AWS's test object of three days ago", objects: () => [testObject(72)], verdict: none },
  {
    what: "AWS's test object that an export explains",
    objects: () => [...dataExport(), testObject(30)],
    verdict: { bucket: ['NO_REPORT_FOUND'], exports: { 'exports/daily/': 'cur-2.0' } },
  },
];

const denied = () => new AwsTrouble('denied', { awsName: 'AccessDenied' });
/** What an explicit policy does to one folder; a listing of the whole bucket shows it all the same. */
const hidden = ({ prefix }: ListQuery) => (prefix.startsWith('secret/') ? denied() : null);

/** Buckets that do not answer as an ordinary one does. */
const shut: CorpusCase[] = [
  {
    what: 'a bucket that does not exist',
    objects: () => [],
    answers: { list: () => new AwsTrouble('missing', { awsName: 'NoSuchBucket' }) },
    verdict: { bucket: ['BUCKET_NOT_FOUND'] },
  },
  {
    what: 'a bucket that does not exist, and a definition that says so',
    objects: () => [],
    answers: { list: () => new AwsTrouble('missing', { awsName: 'NoSuchBucket' }) },
    definitions: [definition({ lastStatus: 'ERROR_NO_BUCKET' })],
    verdict: {
      bucket: ['BUCKET_NOT_FOUND'],
      reports: { 'cur/hourly/': ['MANIFEST_UNREADABLE', 'DELIVERY_ERROR_NO_BUCKET'] },
    },
  },
  {
    what: 'a bucket that refuses everything',
    objects: () => report(),
    answers: { list: denied, head: denied },
    verdict: { bucket: ['BUCKET_ACCESS_DENIED'] },
  },
  {
    what: 'a bucket that does not exist, and a report that delivers elsewhere',
    objects: () => [],
    answers: { list: () => new AwsTrouble('missing', { awsName: 'NoSuchBucket' }) },
    definitions: [definition({ bucket: 'other-bucket' })],
    verdict: { bucket: ['BUCKET_NOT_FOUND', 'REPORTS_ELSEWHERE'] },
  },
  {
    what: 'a bucket that refuses everything, and a report that delivers elsewhere',
    objects: () => report(),
    answers: { list: denied, head: denied },
    definitions: [definition({ bucket: 'other-bucket' })],
    verdict: { bucket: ['BUCKET_ACCESS_DENIED', 'REPORTS_ELSEWHERE'] },
  },
  {
    what: 'a bucket of somebody else',
    objects: () => report(),
    answers: { list: denied, head: ({ anyOwner }) => (anyOwner ? null : denied()) },
    verdict: { bucket: ['BUCKET_WRONG_OWNER'] },
  },
  {
    what: 'a bucket of somebody else, and a report that delivers elsewhere',
    objects: () => report(),
    answers: { list: denied, head: ({ anyOwner }) => (anyOwner ? null : denied()) },
    definitions: [definition({ bucket: 'other-bucket' })],
    verdict: { bucket: ['BUCKET_WRONG_OWNER', 'REPORTS_ELSEWHERE'] },
  },
  {
    what: 'a folder that may not be listed beside a good report',
    objects: () => [...report(), object('secret/x')],
    answers: { list: hidden },
    verdict: fits(),
    inLargeBucket: { bucket: ['SEARCH_LIMIT_REACHED'], ...fits() },
  },
  {
    what: 'a folder that may not be listed, and nothing else',
    objects: () => [object('open/x'), object('secret/x')],
    answers: { list: hidden },
    verdict: none,
    inLargeBucket: { bucket: ['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED'] },
  },
  {
    what: 'a bucket whose requester pays',
    objects: () => report(),
    answers: { list: ({ requesterPays }) => (requesterPays ? null : denied()) },
    verdict: { reports: { 'cur/hourly/': ['REQUESTER_PAYS'] } },
  },
  {
    what: 'a bucket whose requester pays, with a daily report',
    objects: () => report({ timeUnit: 'DAILY', format: 'gzip' }),
    answers: { list: ({ requesterPays }) => (requesterPays ? null : denied()) },
    verdict: { reports: { 'cur/hourly/': ['GRANULARITY_NOT_HOURLY', 'REQUESTER_PAYS'] } },
  },
];

/** Buckets in which no legacy CUR is: other exports, look-alikes, nothing yet, and those that stay shut. */
export const FOREIGN: readonly CorpusCase[] = [...exports, ...exportNames, ...lookAlikes, ...waits, ...shut];
