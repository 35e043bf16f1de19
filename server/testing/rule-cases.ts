import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportCode } from '@/lib/findings/vocabulary';
import type { ExamineOptions } from '@/server/domain/reports/examine';
import { dataExport, definition, report } from '@/server/testing/corpus/case';
import type { MemoryBucket } from '@/server/testing/memory-source';
import { answering, bucketOf, rewritten, rewrittenOld } from '@/server/testing/report-bucket';

export type RuleCase = {
  what: string;
  bucket: () => MemoryBucket;
  /** Every code of the report's findings: a case proves what is not found, too. */
  codes: ReportCode[];
  seen?: string;
  options?: Partial<ExamineOptions>;
};

const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
const DATA = 'cur/hourly/hourly/year=2026/month=11/hourly-00001.snappy.parquet';
const MANIFEST = 'cur/hourly/20261101-20261201/hourly-Manifest.json';

/** At least one for every code: a rule without a case fails its test. */
export const RULE_CASES = {
  NOT_LEGACY_CUR: [
    {
      what: 'CUR 2.0',
      bucket: () => bucketOf(dataExport({ kind: 'cur-2.0' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'CUR 2.0',
    },
    {
      what: 'CUR 2.0 with legacy column names',
      bucket: () => bucketOf(dataExport({ kind: 'cur-2.0-legacy-names' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'CUR 2.0',
    },
    {
      what: 'FOCUS',
      bucket: () => bucketOf(dataExport({ kind: 'focus', versioning: 'create-new' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'FOCUS',
    },
    {
      what: 'recommendations',
      bucket: () => bucketOf(dataExport({ kind: 'cost-optimization' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'Another data export',
    },
  ],
  RESOURCE_IDS_MISSING: [
    {
      what: 'by the columns',
      bucket: () => bucketOf(report({ resourceIds: false })),
      codes: ['RESOURCE_IDS_MISSING'],
      seen: 'No column lineItem/ResourceId',
    },
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ resourceIds: false })] }),
      codes: ['RESOURCE_IDS_MISSING'],
      seen: 'Include resource IDs is off',
    },
  ],
  SPLIT_COST_ALLOCATION_MISSING: [
    {
      what: 'by the columns',
      bucket: () => bucketOf(report({ split: false, format: 'gzip' })),
      codes: ['SPLIT_COST_ALLOCATION_MISSING'],
    },
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ splitCostAllocation: false })] }),
      codes: ['SPLIT_COST_ALLOCATION_MISSING'],
    },
  ],
  GRANULARITY_NOT_HOURLY: [
    {
      what: 'daily Parquet with sub-daily usage',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'DAILY',
    },
    {
      what: 'daily gzip',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY', format: 'gzip' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'DAILY',
    },
    {
      what: 'monthly gzip',
      bucket: () => bucketOf(report({ timeUnit: 'MONTHLY', format: 'gzip' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'MONTHLY',
    },
    {
      what: 'all three at once',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY', resourceIds: false, split: false })),
      codes: ['RESOURCE_IDS_MISSING', 'SPLIT_COST_ALLOCATION_MISSING', 'GRANULARITY_NOT_HOURLY'],
    },
    {
      what: 'by the API, whatever the data say',
      bucket: () => bucketOf(report(), { definitions: [definition({ timeUnit: 'MONTHLY' })] }),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'MONTHLY',
    },
  ],
  GRANULARITY_UNKNOWN: [
    {
      what: 'only fees, no month before',
      bucket: () => bucketOf(report({ periods: ['2026-11'], faults: ['only-fee-rows'] })),
      codes: ['GRANULARITY_UNKNOWN'],
    },
    {
      what: 'only fees, gzip',
      bucket: () => bucketOf(report({ periods: ['2026-11'], faults: ['only-fee-rows'], format: 'gzip' })),
      codes: ['GRANULARITY_UNKNOWN'],
      seen: 'Only fees of a whole month so far (9 rows)',
    },
  ],
  FORMAT_NOT_SUPPORTED: [
    {
      what: 'ZIP',
      bucket: () => bucketOf(report({ format: 'zip' })),
      codes: ['FORMAT_NOT_SUPPORTED'],
      seen: 'ZIP',
    },
    {
      what: 'a daily ZIP',
      bucket: () => bucketOf(report({ format: 'zip', timeUnit: 'DAILY' })),
      codes: ['GRANULARITY_NOT_HOURLY', 'FORMAT_NOT_SUPPORTED'],
    },
    {
      what: 'a format nobody knows',
      bucket: () => rewritten((manifest) => ({ ...manifest, compression: 'BROTLI' })),
      codes: ['FORMAT_NOT_SUPPORTED'],
      seen: 'BROTLI',
    },
  ],
  WRONG_ACCOUNT: [
    {
      what: 'another owner',
      bucket: () => bucketOf(report()),
      options: { account: '999999999999' },
      codes: ['WRONG_ACCOUNT'],
      seen: '1234-5678-9012',
    },
    {
      what: "a member's own report",
      bucket: () => bucketOf(report({ payerAccountId: '888888888888' })),
      codes: ['WRONG_ACCOUNT'],
      seen: 'made by 1234-5678-9012, paid by 8888-8888-8888',
    },
  ],
  MANIFEST_UNREADABLE: [
    {
      what: 'cut JSON',
      bucket: () => bucketOf(report({ faults: ['manifest-broken'] })),
      codes: ['MANIFEST_UNREADABLE'],
    },
    {
      what: 'HTML',
      bucket: () => bucketOf(report({ faults: ['manifest-not-json'] })),
      codes: ['MANIFEST_UNREADABLE'],
    },
    {
      what: 'denied',
      bucket: () => answering(MANIFEST, denied, { head: () => denied }),
      codes: ['MANIFEST_UNREADABLE'],
      seen: `${MANIFEST}: access denied`,
    },
  ],
  NO_DATA_FILES: [
    {
      what: 'an empty list',
      bucket: () => bucketOf(report({ faults: ['no-data-files'] })),
      codes: ['NO_DATA_FILES'],
    },
    {
      what: 'delivered, says the API, and nothing there',
      bucket: () => bucketOf([], { definitions: [definition()] }),
      codes: ['NO_DATA_FILES'],
    },
  ],
  DATA_FILES_MISSING: [
    {
      what: 'all of them',
      bucket: () => bucketOf(report({ faults: ['data-missing'] })),
      codes: ['DATA_FILES_MISSING'],
      seen: `1 of 1 not found, first ${DATA}`,
    },
    {
      what: 'a later one',
      bucket: () => {
        const bucket = bucketOf(report({ parts: 3 }));
        const { [DATA.replace('00001', '00003')]: _gone, ...objects } = bucket.objects;
        return { ...bucket, objects };
      },
      codes: ['DATA_FILES_MISSING'],
      seen: `1 of 3 not found, first ${DATA.replace('00001', '00003')}`,
    },
    {
      what: 'keys of another bucket in a copied manifest',
      bucket: () =>
        rewritten((manifest) => ({ ...manifest, reportKeys: ['other/hourly/x-00001.snappy.parquet'] })),
      codes: ['DATA_FILES_MISSING'],
    },
  ],
  DATA_UNREADABLE: [
    {
      what: 'denied',
      bucket: () => answering(DATA, denied, { head: () => denied }),
      codes: ['DATA_UNREADABLE'],
      seen: `${DATA}: access denied`,
    },
    {
      what: 'no Parquet',
      bucket: () => ({
        ...bucketOf(report()),
        objects: { ...bucketOf(report()).objects, [DATA]: { body: '<html></html>'.repeat(20) } },
      }),
      codes: ['DATA_UNREADABLE'],
    },
  ],
  DATA_ENCRYPTED: [
    { what: 'data', bucket: () => bucketOf(report({ faults: ['encrypted'] })), codes: ['DATA_ENCRYPTED'] },
    {
      what: 'the manifest',
      bucket: () => bucketOf(report({ faults: ['manifest-encrypted'] })),
      codes: ['DATA_ENCRYPTED'],
    },
    {
      what: 'told by HEAD when the message does not say so',
      bucket: () => answering(DATA, denied),
      codes: ['DATA_ENCRYPTED'],
    },
  ],
  DATA_ARCHIVED: [
    { what: 'Glacier', bucket: () => bucketOf(report({ faults: ['archived'] })), codes: ['DATA_ARCHIVED'] },
  ],
  REQUESTER_PAYS: [
    {
      what: 'reads',
      bucket: () => answering(DATA, denied, { head: ({ requesterPays }) => (requesterPays ? null : denied) }),
      codes: ['REQUESTER_PAYS'],
    },
    {
      what: 'the whole bucket',
      bucket: () => bucketOf(report(), { list: ({ requesterPays }) => (requesterPays ? null : denied) }),
      codes: ['REQUESTER_PAYS'],
    },
  ],
  DATA_TRUNCATED: [
    {
      what: 'Parquet',
      bucket: () => bucketOf(report({ faults: ['data-truncated'] })),
      codes: ['DATA_TRUNCATED'],
    },
    {
      what: 'gzip',
      bucket: () => bucketOf(report({ faults: ['data-truncated'], format: 'gzip' })),
      codes: ['DATA_TRUNCATED'],
    },
  ],
  DELIVERY_ERROR_PERMISSIONS: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ lastStatus: 'ERROR_PERMISSIONS' })] }),
      codes: ['DELIVERY_ERROR_PERMISSIONS'],
    },
  ],
  DELIVERY_ERROR_NO_BUCKET: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ lastStatus: 'ERROR_NO_BUCKET' })] }),
      codes: ['DELIVERY_ERROR_NO_BUCKET'],
    },
  ],
  DELIVERY_STOPPED: [
    {
      what: 'a manifest of long ago',
      bucket: () => bucketOf(report({ now: '2026-11-17T00:00:00Z' })),
      codes: ['DELIVERY_STOPPED'],
    },
    { what: 'old periods with young files', bucket: () => rewrittenOld(), codes: ['DELIVERY_STOPPED'] },
    {
      what: 'by the API',
      bucket: () =>
        bucketOf(report(), { definitions: [definition({ lastDelivery: '2026-11-18T11:00:00.000Z' })] }),
      codes: ['DELIVERY_STOPPED'],
    },
  ],
  REFRESH_CLOSED_OFF: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ refreshClosed: false })] }),
      codes: ['REFRESH_CLOSED_OFF'],
    },
  ],
} satisfies Record<ReportCode, RuleCase[]>;
