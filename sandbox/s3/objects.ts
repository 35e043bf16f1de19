import { createHash } from 'node:crypto';
import type { DataSource, MadeObject } from '@/sandbox/report-state';
import { folderObjects } from '@/sandbox/s3/folder';
import { compareKeys } from '@/sandbox/s3/listing';
import { type ObjectList, withVirtual } from '@/sandbox/s3/virtual';
import type { Bucket } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** An object as S3 shows it, wherever its bytes come from: put, generated, or a file on disk. */
export type ObjectView = {
  key: string;
  size: number;
  etag: string;
  lastModified: Date;
  contentType: string;
  storageClass: 'STANDARD' | 'GLACIER' | 'DEEP_ARCHIVE';
  kmsKeyArn: string | null;
  /** Bytes from start to end, end exclusive. */
  read(start: number, end: number): Uint8Array | Promise<Uint8Array>;
};

/** Every object of a bucket, sorted as S3 sorts. Kept until the world changes; generated data is made once. */
export async function bucketObjects(world: World, bucket: Bucket): Promise<ObjectView[]> {
  const kept = LISTINGS.get(bucket);
  if (kept && kept.revision === world.revision && bucket.folder === null) return kept.objects;
  const made = await Promise.all(bucket.sources.map((source) => sourceObjects(source)));
  const byKey = new Map<string, ObjectView>();
  for (const object of made.flat()) byKey.set(object.key, madeView(object, bucket));
  for (const object of Object.values(bucket.objects))
    byKey.set(object.key, storedView(world, { bucket, object }));
  const onDisk = bucket.folder === null ? [] : await folderObjects(bucket.folder);
  for (const object of onDisk) byKey.set(object.key, object);
  const objects = [...byKey.values()].sort((a, b) => compareKeys(a.key, b.key));
  LISTINGS.set(bucket, { revision: world.revision, objects });
  return objects;
}

/** What a listing shows: the objects, and those that are only listed. */
export async function listedObjects(world: World, bucket: Bucket): Promise<ObjectList> {
  const objects = await bucketObjects(world, bucket);
  const virtual = world.virtual.get(bucket.name);
  return virtual === undefined ? objects : withVirtual(objects, virtual);
}

export async function findObject(
  world: World,
  { bucket, key }: { bucket: Bucket; key: string },
): Promise<ObjectView | undefined> {
  return (await bucketObjects(world, bucket)).find((object) => object.key === key);
}

export function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

const LISTINGS = new WeakMap<Bucket, { revision: number; objects: ObjectView[] }>();

/** By the JSON of the source: the same source makes the same bytes. */
const MADE = new Map<string, Promise<MadeObject[]>>();

function sourceObjects(source: DataSource): Promise<MadeObject[]> {
  const id = JSON.stringify(source);
  const kept = MADE.get(id);
  if (kept) return kept;
  const making = make(source);
  MADE.set(id, making);
  return making;
}

/** The generators are loaded when the first data is asked for: they bring the Parquet writer with them. */
async function make(source: DataSource): Promise<MadeObject[]> {
  if (source.kind === 'report') {
    const { makeReport } = await import('@/sandbox/fixtures/report');
    return makeReport(source.spec);
  }
  const { makeExport } = await import('@/sandbox/fixtures/export');
  return makeExport(source.spec);
}

const ETAGS = new WeakMap<MadeObject, string>();

function madeView(object: MadeObject, bucket: Bucket): ObjectView {
  const etag = ETAGS.get(object) ?? etagOf(object.body);
  ETAGS.set(object, etag);
  return {
    key: object.key,
    size: object.body.length,
    etag,
    lastModified: object.lastModified,
    contentType: 'application/octet-stream',
    storageClass: object.storageClass ?? 'STANDARD',
    kmsKeyArn: object.encrypted ? foreignKey(bucket) : null,
    read: (start, end) => object.body.subarray(start, end),
  };
}

/** The customer's own key of generated encrypted data: whoever may kms:Decrypt with it can read. */
function foreignKey(bucket: Bucket): string {
  return `arn:aws:kms:${bucket.region}:${bucket.accountId}:key/5b2c1a7e-0000-4000-8000-0000000000cc`;
}

function storedView(
  world: World,
  { bucket, object }: { bucket: Bucket; object: Bucket['objects'][string] },
): ObjectView {
  return {
    ...object,
    lastModified: new Date(object.lastModified),
    read: (start, end) => {
      const bytes = world.bodies.get(`${bucket.name}/${object.key}`);
      if (!bytes) throw new Error(`The bytes of ${bucket.name}/${object.key} are missing.`);
      return bytes.subarray(start, end);
    },
  };
}
