import type { ReportDefinition } from '@/lib/reports';

/** Bytes first to last (both included), or the last `suffix` bytes. */
export type ByteRange = { first: number; last: number } | { suffix: number };

/** `archived`: in a storage class that has to be restored first. A source that does not tell sizes says null. */
export type ListedObject = {
  key: string;
  lastModified: string | null;
  size: number | null;
  archived: boolean;
};
/**
 * A page after a token, or after a key, which need not exist. `requesterPays`: we say that we would pay, which a
 * bucket may ask for.
 */
export type ListQuery = {
  prefix: string;
  delimiter?: '/';
  token?: string;
  after?: string;
  requesterPays?: boolean;
};
export type HeadQuery = { key?: string; anyOwner?: boolean; requesterPays?: boolean };
export type ListPage = { objects: ListedObject[]; prefixes: string[]; token: string | null };

/** A part of an object: `start` is where it begins, `size` the bytes of the whole object. */
export type ObjectPart = { bytes: Uint8Array; start: number; size: number; lastModified: string | null };

/**
 * Where reports are looked for: S3 behind an IAM role, a folder, or a few objects in memory. One call of a member is
 * one request. Members throw AwsTrouble; an object or bucket that does not exist is `missing`. A source that throws
 * `wrong-region` asks in the right one when it is asked again.
 */
export type ReportSource = {
  list(query: ListQuery): Promise<ListPage>;
  read(query: { key: string; range: ByteRange; requesterPays?: boolean }): Promise<ObjectPart>;
  /** Without a key: may the bucket be listed. `anyOwner` leaves out the expected owner. */
  head(query: HeadQuery): Promise<{ lastModified: string | null }>;
  describe(query: { token?: string }): Promise<{ definitions: ReportDefinition[]; token: string | null }>;
  /** The bucket's Region, as far as it is known by now. */
  region(): string | null;
};
