import { AwsTrouble } from '@/lib/aws-trouble';
import type {
  ByteRange,
  HeadQuery,
  ListedObject,
  ListPage,
  ListQuery,
  ReportSource,
} from '@/lib/report-source';
import type { ReportDefinition } from '@/lib/reports';

export type MemoryObject = { body: string | Uint8Array | AwsTrouble; lastModified?: string };
export type MemoryBucket = {
  objects: Record<string, MemoryObject>;
  definitions?: ReportDefinition[] | AwsTrouble;
  list?: (query: ListQuery) => AwsTrouble | null;
  head?: (query: HeadQuery) => AwsTrouble | null;
  region?: string;
  /** 1,000 unless it is given, as at S3. */
  pageSize?: number;
  /** Of listings by folder, when it is another. */
  folderPageSize?: number;
};

/** A bucket in memory for tests: ordered and paged as S3 orders and pages. */
export function memorySource(bucket: MemoryBucket): ReportSource {
  const keys = Object.keys(bucket.objects).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return {
    async list(query) {
      const trouble = bucket.list?.(query) ?? null;
      if (trouble !== null) throw trouble;
      return pageOf({ bucket, keys, query });
    },
    async read({ key, range }) {
      if (key === '' || key.length > 1024) throw new AwsTrouble('malformed', { awsName: 'GetObject' });
      const object = bucket.objects[key];
      if (object === undefined) throw new AwsTrouble('missing', { awsName: 'NoSuchKey' });
      if (object.body instanceof AwsTrouble) throw object.body;
      const whole = typeof object.body === 'string' ? new TextEncoder().encode(object.body) : object.body;
      const start = startOf(range, whole.length);
      const end = 'suffix' in range ? whole.length : Math.min(range.last + 1, whole.length);
      return {
        bytes: whole.slice(start, end),
        start,
        size: whole.length,
        lastModified: object.lastModified ?? null,
      };
    },
    async head(query) {
      const trouble = bucket.head?.(query) ?? null;
      if (trouble !== null) throw trouble;
      if (query.key === undefined) return { lastModified: null };
      const object = bucket.objects[query.key];
      if (object === undefined) throw new AwsTrouble('missing');
      return { lastModified: object.lastModified ?? null };
    },
    async describe({ token }) {
      if (bucket.definitions instanceof AwsTrouble) throw bucket.definitions;
      const all = bucket.definitions ?? [];
      const from = Number(token ?? 0);
      return {
        definitions: all.slice(from, from + 5),
        token: from + 5 < all.length ? String(from + 5) : null,
      };
    },
    region: () => bucket.region ?? 'us-east-1',
  };
}

function startOf(range: ByteRange, size: number): number {
  return 'suffix' in range ? Math.max(0, size - range.suffix) : Math.min(range.first, size);
}

function isAfter(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}

function listed(key: string, object: MemoryObject | undefined): ListedObject {
  const body = object?.body ?? '';
  return {
    key,
    lastModified: object?.lastModified ?? null,
    size: body instanceof AwsTrouble ? null : Buffer.byteLength(body),
    archived: body instanceof AwsTrouble && body.kind === 'archived',
  };
}

function pageOf({
  bucket,
  keys,
  query,
}: {
  bucket: MemoryBucket;
  keys: string[];
  query: ListQuery;
}): ListPage {
  const entries: { key: string; folder: boolean }[] = [];
  for (const key of keys) {
    if (!key.startsWith(query.prefix)) continue;
    const slash = query.delimiter === undefined ? -1 : key.indexOf('/', query.prefix.length);
    const name = slash === -1 ? key : key.slice(0, slash + 1);
    if (entries.at(-1)?.key !== name) entries.push({ key: name, folder: slash !== -1 });
  }
  const after = query.after ?? '';
  const next = entries.findIndex(({ key }) => isAfter(key, after));
  const from = Number(query.token ?? (next === -1 ? entries.length : next));
  const { pageSize = 1000, folderPageSize = pageSize } = bucket;
  const size = query.delimiter === undefined ? pageSize : folderPageSize;
  const page = entries.slice(from, from + size);
  return {
    objects: page.filter(({ folder }) => !folder).map(({ key }) => listed(key, bucket.objects[key])),
    prefixes: page.filter(({ folder }) => folder).map(({ key }) => key),
    token: from + size < entries.length ? String(from + size) : null,
  };
}
