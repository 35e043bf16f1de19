import type { FindingCode } from '@/lib/findings/vocabulary';
import type { ReportDefinition, ReportKind } from '@/lib/reports';
import { makeExport } from '@/sandbox/fixtures/export';
import { makeReport } from '@/sandbox/fixtures/report';
import type { MadeObject, MakeExportSpec, MakeReportSpec } from '@/sandbox/fixtures/spec';
import type { MemoryBucket } from '@/server/testing/memory-source';

/** The AWS management account that was entered, its bucket, and the moment of every look. */
export const ACCOUNT = '123456789012';
export const BUCKET = 'fjord-billing';
export const NOW = new Date('2026-11-20T12:00:00Z');

/** One bucket of the corpus and what must be said of it: every code, in order, of the bucket and of each report. */
export interface CorpusCase {
  /** Unique; says what is special. */
  what: string;
  objects: () => MadeObject[];
  /** What the CUR API says; when it is left out the IAM role may not ask. */
  definitions?: ReportDefinition[];
  /** How the bucket answers when it is no ordinary one. */
  answers?: Pick<MemoryBucket, 'list' | 'head'>;
  /** The account that was entered, when it is not ACCOUNT. */
  account?: string;
  verdict: Verdict;
  /** What is said when the bucket is too large for every key to be listed, where that differs. */
  inLargeBucket?: Verdict;
}

export interface Verdict {
  /** Findings of the bucket itself. */
  bucket?: FindingCode[];
  /** The codes of each legacy CUR, by its root. */
  reports?: Record<string, FindingCode[]>;
  /** The kind of each other export, by its root; its one code is NOT_LEGACY_CUR. */
  exports?: Record<string, Exclude<ReportKind, 'legacy-cur'>>;
}

/** One report that passes everything. */
export const fits = (root = 'cur/hourly/'): Verdict => ({ reports: { [root]: [] } });

/** A bucket whose one report has these codes. */
export function one(what: string, of: { objects: () => MadeObject[]; codes: FindingCode[] }): CorpusCase {
  return { what, objects: of.objects, verdict: { reports: { 'cur/hourly/': of.codes } } };
}

const made = new Map<string, MadeObject[]>();

/** A report that passes everything, unless a case turns something. Made once for each change: Parquet takes its time. */
export function report(change: Partial<MakeReportSpec> = {}): MadeObject[] {
  const known = JSON.stringify(change);
  const objects = made.get(known) ?? make(change);
  made.set(known, objects);
  return objects;
}

function make(change: Partial<MakeReportSpec>): MadeObject[] {
  return makeReport({
    accountId: ACCOUNT,
    bucket: BUCKET,
    prefix: 'cur',
    name: 'hourly',
    format: 'parquet',
    timeUnit: 'HOURLY',
    resourceIds: true,
    split: true,
    versioning: 'overwrite',
    periods: ['2026-10', '2026-11'],
    seed: 7,
    now: NOW.toISOString(),
    rows: 20,
    testObject: false,
    ...change,
  });
}

/** A Data Export that delivers to the same bucket. */
export function dataExport(change: Partial<MakeExportSpec> = {}): MadeObject[] {
  return makeExport({
    accountId: ACCOUNT,
    bucket: BUCKET,
    prefix: 'exports',
    name: 'daily',
    kind: 'cur-2.0',
    periods: ['2026-10', '2026-11'],
    seed: 3,
    rows: 10,
    now: NOW.toISOString(),
    ...change,
  });
}

/** A definition that fits `report()`. */
export function definition(change: Partial<ReportDefinition> = {}): ReportDefinition {
  return {
    name: 'hourly',
    prefix: 'cur',
    bucket: BUCKET,
    region: 'us-east-1',
    timeUnit: 'HOURLY',
    compression: 'Parquet',
    resourceIds: true,
    splitCostAllocation: true,
    proForma: false,
    refreshClosed: true,
    versioning: 'OVERWRITE_REPORT',
    lastDelivery: '2026-11-20T06:00:00.000Z',
    lastStatus: 'SUCCESS',
    ...change,
  };
}

/** One object by itself, written some hours ago. */
export function object(key: string, of: { body?: string | Uint8Array; hoursAgo?: number } = {}): MadeObject {
  const { body = '', hoursAgo = 2 } = of;
  return {
    key,
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    lastModified: new Date(NOW.getTime() - hoursAgo * 3_600_000),
  };
}

/** The object that AWS writes when it checks that it may deliver. */
export function testObject(hoursAgo: number): MadeObject {
  return object('aws-programmatic-access-test-object', { body: 'test', hoursAgo });
}
