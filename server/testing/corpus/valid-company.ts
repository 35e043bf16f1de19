import { makeLookAlikes } from '@/sandbox/fixtures/look-alikes';
import {
  ACCOUNT,
  BUCKET,
  type CorpusCase,
  dataExport,
  definition,
  fits,
  NOW,
  report,
  testObject,
} from './case';
import { edit } from './edit';

/** Reports that changed in the course of their months. */
export const histories: readonly CorpusCase[] = [
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

/** Reports beside something else. */
export const company: readonly CorpusCase[] = [
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
    what: 'a copy of a whole bucket, key by key: the manifests name the bucket that it was copied from',
    objects: () => edit(report(), { change: (manifest) => ({ ...manifest, bucket: 'fjord-original' }) }),
    verdict: fits(),
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

/** Reports that the CUR API knows. */
export const told: readonly CorpusCase[] = [
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
