import type { ReportSource } from '@/lib/report-source';
import { folderObjects } from '@/sandbox/s3/folder';
import { objectSource } from '@/server/domain/reports/object-source';

/** A copy of a bucket on disk: its files are the objects, their paths the keys. Throws when the folder is not there. */
export async function folderSource(folder: string): Promise<ReportSource> {
  const files = new Map((await folderObjects(folder)).map((file) => [file.key, file]));
  return objectSource({
    objects: async () =>
      [...files.values()].map(({ key, size, lastModified }) => ({
        key,
        size,
        lastModified: lastModified.toISOString(),
        archived: false,
      })),
    read: async (key, { start, end }) => (await files.get(key)?.read(start, end)) ?? new Uint8Array(),
  });
}
