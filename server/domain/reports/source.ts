import type { ReportDefinition } from '@/lib/reports';

/** Bytes first to last (both included), or the last `suffix` bytes. */
export type ByteRange = { first: number; last: number } | { suffix: number };

export type ListedObject = { key: string; lastModified: string | null };
export type ListQuery = { prefix: string; delimiter?: '/'; token?: string };
export type ListPage = { objects: ListedObject[]; prefixes: string[]; token: string | null };

/** A part of an object: `start` is where it begins, `size` the bytes of the whole object. */
export type ObjectPart = { bytes: Uint8Array; start: number; size: number; lastModified: string | null };

/**
 * Where reports are looked for: S3 behind an IAM role, a folder, or a few objects in memory. One call of a member is
 * one request. Members throw AwsTrouble; an object or bucket that does not exist is `missing`.
 */
export type ReportSource = {
  list(query: ListQuery): Promise<ListPage>;
  read(query: { key: string; range: ByteRange }): Promise<ObjectPart>;
  /**
   * Without a key: may the bucket be listed. `anyOwner` leaves out the expected owner; `requesterPays` says that we
   * would pay, and transfers nothing.
   */
  head(query: {
    key?: string;
    anyOwner?: boolean;
    requesterPays?: boolean;
  }): Promise<{ lastModified: string | null }>;
  describe(query: { token?: string }): Promise<{ definitions: ReportDefinition[]; token: string | null }>;
  /** The bucket's Region, as far as it is known by now. */
  region(): string | null;
};
