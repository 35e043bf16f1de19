import { open, readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ObjectView } from '@/sandbox/s3/objects';

/**
 * The files of a folder as objects, their paths as keys. Only names and sizes are read here; bytes are read when
 * somebody asks for them. A folder scanned less than a second ago is not scanned again.
 */
export async function folderObjects(folder: string): Promise<ObjectView[]> {
  const kept = SCANS.get(folder);
  if (kept && Date.now() - kept.at < KEEP_MS) return kept.objects;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const objects = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => fileObject(folder, join(entry.parentPath, entry.name))),
  );
  SCANS.set(folder, { at: Date.now(), objects });
  return objects;
}

const KEEP_MS = 1000;
const SCANS = new Map<string, { at: number; objects: ObjectView[] }>();

async function fileObject(folder: string, path: string): Promise<ObjectView> {
  const info = await stat(path);
  return {
    key: path
      .slice(folder.endsWith(sep) ? folder.length : folder.length + 1)
      .split(sep)
      .join('/'),
    size: info.size,
    etag: `"${info.size.toString(16)}-${Math.floor(info.mtimeMs).toString(16)}"`,
    lastModified: info.mtime,
    contentType: 'application/octet-stream',
    storageClass: 'STANDARD',
    kmsKeyArn: null,
    read: (start, end) => readRange(path, { start, end }),
  };
}

async function readRange(path: string, { start, end }: { start: number; end: number }): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
