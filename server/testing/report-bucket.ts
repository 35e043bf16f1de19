import { AwsTrouble } from '@/lib/aws-trouble';
import type { MadeObject } from '@/sandbox/fixtures/spec';
import { type ExamineOptions, examineBucket } from '@/server/domain/reports/examine';
import { ACCOUNT, BUCKET, NOW, report } from '@/server/testing/corpus/case';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';

const MANIFEST = 'cur/hourly/20261101-20261201/hourly-Manifest.json';

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

/** The passing report, with one object answering something else. */
export function answering(key: string, trouble: AwsTrouble, rest: Partial<MemoryBucket> = {}): MemoryBucket {
  const bucket = bucketOf(report());
  return { ...bucket, objects: { ...bucket.objects, [key]: { body: trouble } }, ...rest };
}

export function rewritten(change: (manifest: Record<string, unknown>) => object): MemoryBucket {
  const bucket = bucketOf(report());
  const body = bucket.objects[MANIFEST]?.body;
  if (!(body instanceof Uint8Array)) throw new Error('The report has no manifest');
  const manifest = JSON.parse(new TextDecoder().decode(body));
  const objects = {
    ...bucket.objects,
    [MANIFEST]: { body: JSON.stringify(change(manifest)), lastModified: NOW.toISOString() },
  };
  return { ...bucket, objects };
}

/** A bucket restored from a copy: every file was written now, the newest period is of 2023. */
export function rewrittenOld(): MemoryBucket {
  const bucket = bucketOf(report({ periods: ['2023-05'], now: '2023-05-20T00:00:00Z' }));
  const objects = Object.entries(bucket.objects).map(([key, object]) => [
    key,
    { ...object, lastModified: NOW.toISOString() },
  ]);
  return { ...bucket, objects: Object.fromEntries(objects) };
}
