import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ListQuery, ReportSource } from '@/lib/report-source';

/** A bucket that wants to be read without end. Nothing of it exists: what is asked for is made. */
export interface HostileBucket {
  what: string;
  /** One of each kind is looked at in every run of the tests, all in the soak: each takes a process of its own. */
  core?: true;
  source: () => ReportSource;
  /** Codes of the bucket, and of its one report where there is one. */
  bucket: string[];
  report: string[] | null;
}

export const ROOT = 'cur/hourly';
export const MANIFEST = `${ROOT}/20261101-20261201/hourly-Manifest.json`;
export const PARQUET = `${ROOT}/hourly/year=2026/month=11/hourly-00001.snappy.parquet`;
const WRITTEN = '2026-11-20T10:00:00.000Z';

export type File = { size: number; bytes: (start: number, end: number) => Uint8Array };

export function bucketOf(files: Record<string, File>): ReportSource {
  const keys = Object.keys(files).sort();
  return sourceOf({
    async list({ prefix }) {
      const objects = keys
        .filter((key) => key.startsWith(prefix))
        .map((key) => ({ key, lastModified: WRITTEN, size: files[key]?.size ?? null, archived: false }));
      return { objects, prefixes: [], token: null };
    },
    async read({ key, range }) {
      const file = files[key];
      if (file === undefined) throw new AwsTrouble('missing', { awsName: 'NoSuchKey' });
      const [start, end] = boundsOf(range, file.size);
      return { bytes: file.bytes(start, end), start, size: file.size, lastModified: WRITTEN };
    },
  });
}

export function listed(key: string) {
  return { key, lastModified: WRITTEN, size: 1, archived: false };
}

export function sourceOf(
  members: Partial<Pick<ReportSource, 'read'>> & {
    list: (query: ListQuery) => ReturnType<ReportSource['list']>;
  },
): ReportSource {
  return {
    read: async () => {
      throw new AwsTrouble('missing', { awsName: 'NoSuchKey' });
    },
    head: async () => ({ lastModified: null }),
    describe: async () => {
      throw new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
    },
    region: () => 'us-east-1',
    ...members,
  };
}

function boundsOf(range: ByteRange, size: number): [number, number] {
  if ('suffix' in range) return [Math.max(0, size - range.suffix), size];
  return [Math.min(range.first, size), Math.min(range.last + 1, size)];
}

export function text(content: string): File {
  const whole = new TextEncoder().encode(content);
  return { size: whole.length, bytes: (start, end) => whole.slice(start, end) };
}

export function manifest(key: string, compression: string): File {
  const columns = [
    { category: 'lineItem', name: 'ResourceId' },
    { category: 'splitLineItem', name: 'SplitCost' },
  ];
  return text(JSON.stringify({ account: '123456789012', columns, compression, reportKeys: [key] }));
}
