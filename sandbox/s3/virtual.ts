import { compareKeys } from '@/sandbox/s3/listing';
import type { ObjectView } from '@/sandbox/s3/objects';

/** Objects that are listed and do not exist: `keyAt` gives the keys in S3's order, so that a million cost nothing. */
export type VirtualKeys = { count: number; keyAt: (index: number) => string };

/** The objects of a bucket in S3's order. */
export type ObjectList = { readonly length: number; at(index: number): ObjectView | undefined };

type Segment = { from: number; length: number; at: (index: number) => ObjectView | undefined };

/** Real objects and virtual ones as one list. Throws when a real one would lie among virtual ones. */
export function withVirtual(objects: readonly ObjectView[], groups: readonly VirtualKeys[]): ObjectList {
  const sorted = [...groups].sort((a, b) => compareKeys(a.keyAt(0), b.keyAt(0)));
  const segments: Segment[] = [];
  let length = 0;
  const add = (count: number, at: Segment['at']) => {
    segments.push({ from: length, length: count, at });
    length += count;
  };
  let taken = 0;
  for (const group of sorted) {
    const begin = taken;
    const end = countBefore(objects, group.keyAt(0));
    if (countBefore(objects, group.keyAt(group.count - 1)) !== end)
      throw new Error(`Real objects lie among the virtual ones from ${group.keyAt(0)} on.`);
    add(end - begin, (index) => objects[begin + index]);
    add(group.count, (index) => virtualView(group.keyAt(index)));
    taken = end;
  }
  add(objects.length - taken, (index) => objects[taken + index]);
  return {
    length,
    at(index) {
      const segment = segments.find((one) => index >= one.from && index < one.from + one.length);
      return segment?.at(index - segment.from);
    },
  };
}

function countBefore(objects: readonly ObjectView[], key: string): number {
  return objects.filter((object) => compareKeys(object.key, key) < 0).length;
}

const WRITTEN = new Date('2026-01-01T00:00:00Z');

function virtualView(key: string): ObjectView {
  return {
    key,
    size: 1024,
    etag: '"00000000000000000000000000000000"',
    lastModified: WRITTEN,
    contentType: 'application/octet-stream',
    storageClass: 'STANDARD',
    kmsKeyArn: null,
    read: () => {
      throw new Error(`${key} is only listed.`);
    },
  };
}
