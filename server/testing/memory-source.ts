import { AwsTrouble } from '@/lib/aws-trouble';
import type { HeadQuery, ListedObject, ListQuery, ReportSource } from '@/lib/report-source';
import type { ReportDefinition } from '@/lib/reports';
import { type ObjectStore, objectSource } from '@/server/domain/reports/object-source';

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
  const { pageSize = 1000, folderPageSize = pageSize } = bucket;
  const source = objectSource(storeOf(bucket), { files: pageSize, folders: folderPageSize });
  return {
    ...source,
    list: (query) => unless(bucket.list?.(query), () => source.list(query)),
    head: (query) => unless(bucket.head?.(query), () => source.head(query)),
    async describe({ token }) {
      if (bucket.definitions instanceof AwsTrouble) throw bucket.definitions;
      const all = bucket.definitions ?? [];
      const from = Number(token ?? 0);
      const next = from + 5 < all.length ? String(from + 5) : null;
      return { definitions: all.slice(from, from + 5), token: next };
    },
    region: () => bucket.region ?? 'us-east-1',
  };
}

function storeOf({ objects }: MemoryBucket): ObjectStore {
  return {
    objects: async () => Object.entries(objects).map(([key, object]) => listed(key, object)),
    async read(key, { start, end }) {
      const body = objects[key]?.body ?? '';
      if (body instanceof AwsTrouble) throw body;
      return typeof body === 'string'
        ? new TextEncoder().encode(body).slice(start, end)
        : body.slice(start, end);
    },
  };
}

async function unless<T>(trouble: AwsTrouble | null | undefined, run: () => Promise<T>): Promise<T> {
  if (trouble) throw trouble;
  return run();
}

function listed(key: string, { body, lastModified }: MemoryObject): ListedObject {
  return {
    key,
    lastModified: lastModified ?? null,
    size: body instanceof AwsTrouble ? null : Buffer.byteLength(body),
    archived: body instanceof AwsTrouble && body.kind === 'archived',
  };
}
