import type { ReportCode } from '@/lib/findings/vocabulary';
import type { MakeReportSpec } from '@/sandbox/fixtures/spec';
import { ACCOUNT, type CorpusCase, definition, report, testObject } from './case';
import { edit } from './edit';

const RIDS = 'RESOURCE_IDS_MISSING';
const SPLIT = 'SPLIT_COST_ALLOCATION_MISSING';
const UNIT = 'GRANULARITY_NOT_HOURLY';
const FORMAT = 'FORMAT_NOT_SUPPORTED';

/** Every way in which the three options can be wrong together, in both formats: what is wrong is told at once. */
const options: CorpusCase[] = (['parquet', 'gzip'] as const).flatMap((format) =>
  (['DAILY', 'MONTHLY', 'HOURLY'] as const).flatMap((timeUnit) =>
    [true, false].flatMap((resourceIds) =>
      [true, false].flatMap((split): CorpusCase[] => {
        const codes: ReportCode[] = [
          ...(resourceIds ? [] : ([RIDS] as const)),
          ...(split ? [] : ([SPLIT] as const)),
          ...(timeUnit === 'HOURLY' ? [] : ([UNIT] as const)),
        ];
        if (codes.length === 0) return [];
        const change: Partial<MakeReportSpec> = { format, timeUnit, resourceIds, split };
        const off = [resourceIds ? '' : 'no resource IDs', split ? '' : 'no split', timeUnit].filter(Boolean);
        return [
          {
            what: `${format}, ${off.join(', ')}`,
            objects: () => report({ ...change, versioning: format === 'gzip' ? 'create-new' : 'overwrite' }),
            verdict: { reports: { 'cur/hourly/': codes } },
          },
        ];
      }),
    ),
  ),
);

const formats: CorpusCase[] = [
  {
    what: 'ZIP, else right',
    objects: () => report({ format: 'zip' }),
    verdict: { reports: { 'cur/hourly/': [FORMAT] } },
  },
  {
    what: 'ZIP, and everything else wrong too',
    objects: () => report({ format: 'zip', timeUnit: 'DAILY', resourceIds: false, split: false }),
    verdict: { reports: { 'cur/hourly/': [RIDS, SPLIT, UNIT, FORMAT] } },
  },
  {
    what: 'ZIP in new versions, daily',
    objects: () => report({ format: 'zip', timeUnit: 'DAILY', versioning: 'create-new' }),
    verdict: { reports: { 'cur/hourly/': [UNIT, FORMAT] } },
  },
  {
    what: 'a compression that nobody knows',
    objects: () =>
      edit(report({ format: 'gzip' }), { change: (manifest) => ({ ...manifest, compression: 'BROTLI' }) }),
    verdict: { reports: { 'cur/hourly/': [FORMAT] } },
  },
  {
    what: 'no compression named',
    objects: () =>
      edit(report({ format: 'gzip' }), { change: ({ compression: _, ...manifest }) => manifest }),
    verdict: { reports: { 'cur/hourly/': [FORMAT] } },
  },
];

const owners: CorpusCase[] = [
  {
    what: 'a report of another account',
    objects: () => report({ accountId: '999999999999' }),
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
  {
    what: "a member account's own report",
    objects: () => report({ accountId: '888888888888', payerAccountId: ACCOUNT }),
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
  {
    what: "a member account's own report in gzip",
    objects: () => report({ accountId: '888888888888', payerAccountId: ACCOUNT, format: 'gzip' }),
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
  {
    what: 'a report of the account, paid by another one',
    objects: () => report({ payerAccountId: '888888888888' }),
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
  {
    what: 'the payer changed with the newest month',
    objects: () => [
      ...report({ periods: ['2026-09', '2026-10'] }),
      ...report({ periods: ['2026-11'], accountId: '999999999999' }),
    ],
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
  {
    what: "a member's report that is daily and has no resource IDs",
    objects: () =>
      report({ accountId: '888888888888', payerAccountId: ACCOUNT, timeUnit: 'DAILY', resourceIds: false }),
    verdict: { reports: { 'cur/hourly/': [RIDS, UNIT, 'WRONG_ACCOUNT'] } },
  },
  {
    what: 'an owner that is no account number',
    objects: () => edit(report(), { change: (manifest) => ({ ...manifest, account: 'anonymous' }) }),
    verdict: { reports: { 'cur/hourly/': ['WRONG_ACCOUNT'] } },
  },
];

const histories: CorpusCase[] = [
  {
    what: 'settings that were lost later',
    objects: () => [
      ...report({ periods: ['2026-09', '2026-10'] }),
      ...report({ periods: ['2026-11'], split: false }),
    ],
    verdict: { reports: { 'cur/hourly/': [SPLIT] } },
  },
  {
    what: 'fees only, and no month before',
    objects: () => report({ periods: ['2026-11'], faults: ['only-fee-rows'] }),
    verdict: { reports: { 'cur/hourly/': ['GRANULARITY_UNKNOWN'] } },
  },
  {
    what: 'fees only in gzip, and no month before',
    objects: () => report({ periods: ['2026-11'], faults: ['only-fee-rows'], format: 'gzip' }),
    verdict: { reports: { 'cur/hourly/': ['GRANULARITY_UNKNOWN'] } },
  },
  {
    what: 'fees only, no month before, and both options off',
    objects: () =>
      report({ periods: ['2026-11'], faults: ['only-fee-rows'], resourceIds: false, split: false }),
    verdict: { reports: { 'cur/hourly/': [RIDS, SPLIT, 'GRANULARITY_UNKNOWN'] } },
  },
  {
    what: 'fees only, the month before daily',
    objects: () => report({ faults: ['only-fee-rows'], timeUnit: 'DAILY' }),
    verdict: { reports: { 'cur/hourly/': [UNIT] } },
  },
  {
    what: 'a daily report that stopped',
    objects: () => report({ periods: ['2026-06'], timeUnit: 'DAILY' }),
    verdict: { reports: { 'cur/hourly/': [UNIT, 'DELIVERY_STOPPED'] } },
  },
  {
    what: 'three reports, each wrong in its own way',
    objects: () => [
      ...report({ name: 'a', timeUnit: 'DAILY' }),
      ...report({ name: 'b', resourceIds: false, format: 'gzip' }),
      ...report({ name: 'c', format: 'zip' }),
    ],
    verdict: { reports: { 'cur/a/': [UNIT], 'cur/b/': [RIDS], 'cur/c/': [FORMAT] } },
  },
];

/** What the CUR API says of a report whose files are in order. */
const told: CorpusCase[] = [
  {
    what: 'the API says DAILY',
    objects: () => report({ timeUnit: 'DAILY' }),
    definitions: [definition({ timeUnit: 'DAILY' })],
    verdict: { reports: { 'cur/hourly/': [UNIT] } },
  },
  {
    what: 'the API says MONTHLY, without resource IDs and split',
    objects: () => report({ timeUnit: 'MONTHLY', resourceIds: false, split: false }),
    definitions: [definition({ timeUnit: 'MONTHLY', resourceIds: false, splitCostAllocation: false })],
    verdict: { reports: { 'cur/hourly/': [RIDS, SPLIT, UNIT] } },
  },
  {
    what: 'delivery failed: not allowed',
    objects: () => report(),
    definitions: [definition({ lastStatus: 'ERROR_PERMISSIONS' })],
    verdict: { reports: { 'cur/hourly/': ['DELIVERY_ERROR_PERMISSIONS'] } },
  },
  {
    what: 'delivery failed: no bucket',
    objects: () => report(),
    definitions: [definition({ lastStatus: 'ERROR_NO_BUCKET' })],
    verdict: { reports: { 'cur/hourly/': ['DELIVERY_ERROR_NO_BUCKET'] } },
  },
  {
    what: 'delivery stopped three days ago and the policy was edited',
    objects: () => report(),
    definitions: [definition({ lastStatus: 'ERROR_PERMISSIONS', lastDelivery: '2026-11-17T06:00:00.000Z' })],
    verdict: { reports: { 'cur/hourly/': ['DELIVERY_ERROR_PERMISSIONS', 'DELIVERY_STOPPED'] } },
  },
  {
    what: 'a definition that was never delivered',
    objects: () => [testObject(3)],
    definitions: [definition({ lastDelivery: null, lastStatus: null })],
    verdict: { bucket: ['AWAITING_FIRST_DELIVERY'], reports: { 'cur/hourly/': ['AWAITING_FIRST_DELIVERY'] } },
  },
  {
    what: 'a definition with wrong settings that was never delivered',
    objects: () => [testObject(3)],
    definitions: [
      definition({ lastDelivery: null, lastStatus: null, timeUnit: 'DAILY', resourceIds: false }),
    ],
    verdict: {
      bucket: ['AWAITING_FIRST_DELIVERY'],
      reports: { 'cur/hourly/': [RIDS, UNIT, 'AWAITING_FIRST_DELIVERY'] },
    },
  },
  {
    what: 'delivered, says the API, and nothing is there',
    objects: () => [],
    definitions: [definition()],
    verdict: { bucket: ['NO_REPORT_FOUND'], reports: { 'cur/hourly/': ['NO_DATA_FILES'] } },
  },
  {
    what: 'a report of a billing group',
    objects: () => report(),
    definitions: [definition({ proForma: true })],
    verdict: { reports: { 'cur/hourly/': ['NOT_LEGACY_CUR'] } },
  },
  {
    what: 'a daily report of a billing group',
    objects: () => report({ timeUnit: 'DAILY' }),
    definitions: [definition({ proForma: true, timeUnit: 'DAILY' })],
    verdict: { reports: { 'cur/hourly/': ['NOT_LEGACY_CUR', UNIT] } },
  },
  {
    what: 'a daily report whose refresh of closed months is off',
    objects: () => report({ timeUnit: 'DAILY' }),
    definitions: [definition({ timeUnit: 'DAILY', refreshClosed: false })],
    verdict: { reports: { 'cur/hourly/': [UNIT, 'REFRESH_CLOSED_OFF'] } },
  },
  {
    what: 'everything that settings, an owner and a policy can do at once',
    objects: () =>
      report({
        format: 'zip',
        timeUnit: 'DAILY',
        resourceIds: false,
        split: false,
        accountId: '888888888888',
        periods: ['2026-08'],
      }),
    definitions: [
      definition({
        proForma: true,
        timeUnit: 'DAILY',
        compression: 'ZIP',
        resourceIds: false,
        splitCostAllocation: false,
        refreshClosed: false,
        lastDelivery: '2026-08-30T06:00:00.000Z',
        lastStatus: 'ERROR_PERMISSIONS',
      }),
    ],
    verdict: {
      reports: {
        'cur/hourly/': [
          'NOT_LEGACY_CUR',
          RIDS,
          SPLIT,
          UNIT,
          FORMAT,
          'WRONG_ACCOUNT',
          'DELIVERY_ERROR_PERMISSIONS',
          'DELIVERY_STOPPED',
          'REFRESH_CLOSED_OFF',
        ],
      },
    },
  },
  {
    what: 'a second definition with ZIP that waits beside a good report',
    objects: () => report(),
    definitions: [
      definition(),
      definition({ name: 'new', lastDelivery: null, lastStatus: null, compression: 'ZIP' }),
    ],
    verdict: { reports: { 'cur/hourly/': [], 'cur/new/': [FORMAT, 'AWAITING_FIRST_DELIVERY'] } },
  },
  {
    what: 'only reports that deliver elsewhere',
    objects: () => [],
    definitions: [definition({ bucket: 'other-bucket' }), definition({ name: 'b', bucket: 'third-bucket' })],
    verdict: { bucket: ['NO_REPORT_FOUND', 'REPORTS_ELSEWHERE'] },
  },
];

/** Legacy reports that AWS delivers in order and whose settings, owner or history do not fit. */
export const UNFIT: readonly CorpusCase[] = [...options, ...formats, ...owners, ...histories, ...told];
