import { z } from 'zod';
import { FINDING_CODES, Finding } from '@/lib/findings/vocabulary';

export const ReportKind = z.enum(['legacy-cur', 'cur-2.0', 'focus', 'other-export']);
export type ReportKind = z.infer<typeof ReportKind>;

export const ReportFormat = z.enum(['parquet', 'csv-gzip', 'csv-zip', 'unknown']);
export type ReportFormat = z.infer<typeof ReportFormat>;

export const TimeUnit = z.enum(['HOURLY', 'DAILY', 'MONTHLY']);
export type TimeUnit = z.infer<typeof TimeUnit>;

export const Versioning = z.enum(['CREATE_NEW_REPORT', 'OVERWRITE_REPORT']);
export type Versioning = z.infer<typeof Versioning>;

/** The words that the screen shows for a kind and a format. */
export const KIND_NAMES = {
  'legacy-cur': 'Legacy CUR',
  'cur-2.0': 'CUR 2.0',
  focus: 'FOCUS',
  'other-export': 'Another data export',
} as const satisfies Record<ReportKind, string>;
export const FORMAT_NAMES = {
  parquet: 'Parquet',
  'csv-gzip': 'gzip',
  'csv-zip': 'ZIP',
  unknown: 'Not known',
} as const satisfies Record<ReportFormat, string>;

const Iso = z.string();

/** One report of the account as cur:DescribeReportDefinitions tells of it, in our words. */
export const ReportDefinition = z.object({
  name: z.string(),
  /** S3 prefix as AWS holds it: may be empty, then the keys begin with a slash. */
  prefix: z.string(),
  bucket: z.string(),
  region: z.string(),
  timeUnit: TimeUnit.nullable(),
  compression: z.string(),
  /** Null where the API does not tell. */
  resourceIds: z.boolean().nullable(),
  splitCostAllocation: z.boolean().nullable(),
  /** Made for a billing group of AWS Billing Conductor: its costs are not those of the bill. */
  proForma: z.boolean().default(false),
  refreshClosed: z.boolean().nullable(),
  versioning: Versioning.nullable(),
  lastDelivery: Iso.nullable(),
  /** SUCCESS, ERROR_PERMISSIONS or ERROR_NO_BUCKET; null while nothing was delivered. */
  lastStatus: z.string().nullable(),
});
export type ReportDefinition = z.infer<typeof ReportDefinition>;

export const CHECK_STATES = ['passed', 'failed', 'waiting', 'warning', 'not-checked'] as const;

/** One line of a report's checklist. */
export const Check = z.object({
  code: z.enum(FINDING_CODES),
  title: z.string(),
  state: z.enum(CHECK_STATES),
  finding: Finding.nullable(),
});
export type Check = z.infer<typeof Check>;

export const Report = z.object({
  /** prefix/name/ with its last slash; /name/ when the prefix is empty. It names the report within its bucket. */
  root: z.string(),
  kind: ReportKind,
  format: ReportFormat,
  /** As in the keys: 20230601-20230701 (end exclusive) of a legacy CUR, the partition's value of another export. */
  newestPeriod: z.string().nullable(),
  /** No error and nothing waiting. */
  valid: z.boolean(),
  findings: z.array(Finding),
  name: z.string(),
  prefix: z.string(),
  /** False for a report that the CUR API knows and that AWS has not delivered yet. */
  delivered: z.boolean(),
  lastDelivery: Iso.nullable(),
  /** When AWS will have delivered for the first time, at the latest: first seen + 24 h. */
  expectedDelivery: Iso.nullable(),
  timeUnit: TimeUnit.nullable(),
  resourceIds: z.boolean().nullable(),
  splitCostAllocation: z.boolean().nullable(),
  refreshClosed: z.boolean().nullable(),
  compression: z.string().nullable(),
  versioning: Versioning.nullable(),
  /** The account that the newest manifest names as the report's owner. */
  account: z.string().nullable(),
  checks: z.array(Check),
});
export type Report = z.infer<typeof Report>;

export const RequestCounts = z.object({
  list: z.number().int(),
  get: z.number().int(),
  head: z.number().int(),
  api: z.number().int(),
});
export type RequestCounts = z.infer<typeof RequestCounts>;

/** What one look at a bucket found. Stored as it is; `findings` are those of the bucket. */
export const Examination = z.object({
  bucket: z.string(),
  region: z.string().nullable(),
  /** False when a limit ended the search before everything was looked at. */
  complete: z.boolean(),
  /** The chosen report's root when it was looked for and holds no report any more. */
  gone: z.array(z.string()).optional(),
  requests: RequestCounts,
  /** Bytes of objects that were read. */
  bytes: z.number().int(),
  findings: z.array(Finding),
  reports: z.array(Report),
});
export type Examination = z.infer<typeof Examination>;

/** prefix/name/ as the keys in S3 begin. An empty prefix gives /name/. */
export function rootOf(place: { prefix: string; name: string }): string {
  return `${place.prefix}/${place.name}/`;
}
