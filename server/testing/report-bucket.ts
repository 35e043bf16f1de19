import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportDefinition } from '@/lib/reports';
import { makeReport } from '@/sandbox/fixtures/report';
import type { MadeObject, MakeReportSpec } from '@/sandbox/fixtures/spec';
import { type ExamineOptions, examineBucket } from '@/server/domain/reports/examine';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';

export const ACCOUNT = '123456789012';
export const BUCKET = 'fjord-billing';
export const NOW = new Date('2026-11-20T12:00:00Z');

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
    ...change,
  });
}

/** A definition that fits the report above. */
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
    refreshClosed: true,
    versioning: 'OVERWRITE_REPORT',
    lastDelivery: '2026-11-20T06:00:00.000Z',
    lastStatus: 'SUCCESS',
    ...change,
  };
}

/** Generated objects as a bucket in memory; what they are locked with answers as S3 does. */
export function bucketOf(objects: MadeObject[], rest: Omit<MemoryBucket, 'objects'> = {}): MemoryBucket {
  const entries = objects.map((object) => [
    object.key,
    { body: lockOf(object) ?? object.body, lastModified: object.lastModified.toISOString() },
  ]);
  return { objects: Object.fromEntries(entries), ...rest };
}

function lockOf(object: MadeObject): AwsTrouble | null {
  if (object.encrypted) return new AwsTrouble('kms', { awsName: 'AccessDenied' });
  return object.storageClass === undefined
    ? null
    : new AwsTrouble('archived', { awsName: 'InvalidObjectState' });
}

/** Examines a bucket in memory; the CUR API is denied unless the bucket has definitions. */
export function examine(bucket: MemoryBucket, options: Partial<ExamineOptions> = {}) {
  const definitions = bucket.definitions ?? new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
  return examineBucket(memorySource({ ...bucket, definitions }), {
    bucket: BUCKET,
    account: ACCOUNT,
    now: NOW,
    ...options,
  });
}

/** Codes in order, of findings or of a report. */
export function codes(findings: readonly { code: string }[]): string[] {
  return findings.map(({ code }) => code);
}
