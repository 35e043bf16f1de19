import { AwsTrouble } from '@/lib/aws-trouble';
import type { MadeObject } from '@/sandbox/fixtures/spec';
import { type ExamineOptions, examineBucket } from '@/server/domain/reports/examine';
import { ACCOUNT, BUCKET, NOW } from '@/server/testing/corpus/case';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';

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
