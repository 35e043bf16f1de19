import type { AwsTrouble } from '@/lib/aws-trouble';
import type { ListedObject, ObjectPart } from '@/lib/report-source';

/** A folder that holds the manifests of a report. Periods (or partitions' values) are newest first. */
export type Candidate = {
  root: string;
  layout: 'legacy' | 'export';
  periods: string[];
  manifestKey: string;
  /** The newest manifest, when looking for it has read it already. */
  manifest: ObjectPart | AwsTrouble | null;
  /** When it was written, as the listing has it; null when no listing showed it. */
  listedAt: string | null;
};

export type Discovery = {
  candidates: Candidate[];
  testObject: ListedObject | null;
  /** What was not looked at, and why; null when everything was. */
  stopped: string | null;
  /** Of the roots that were looked for, those that hold no report. */
  gone: string[];
  /** A data file as the listing has it, or that it is missing from a folder that was listed whole; null where nothing is known. */
  listed: (key: string) => ListedObject | 'missing' | null;
};

export type Where = {
  prefix: string;
  /** How many requests must be left for reports that are known without searching. */
  reserved?: () => number;
  /** Whether reports in this bucket are known without searching, so that nobody has to look everywhere. */
  isKnown?: () => Promise<boolean>;
  /** Reports that are looked for by their root wherever the search does not come by. */
  roots?: readonly string[];
};

/**
 * `seen`: what a listing has shown of a folder that is known to be large; null where nothing is known. `patience`: how
 * many pages of nothing but files are read before the rest of their family is put off.
 */
export type Visit = { folder: string; depth: number; seen: ListedObject[] | null; patience: number };

/** Enough of a list to know what it is about. */
export function shortened(names: readonly string[]): string {
  const [first = '', second, ...others] = names;
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${others.length} more`;
}

/** The folder that all keys of a page lie in: it holds a page or more by itself. */
export function sharedChild(folder: string, objects: ListedObject[]): string | null {
  const first = objects[0]?.key ?? '';
  const slash = first.indexOf('/', folder.length);
  if (slash === -1) return null;
  const child = first.slice(0, slash + 1);
  return objects.at(-1)?.key.startsWith(child) ? child : null;
}

const DATA_FILE = /-\d+\.(snappy\.parquet|csv\.gz|csv\.zip)$/;
/** Keys of data files that are remembered: 10 reports of 36 months with many parts. */
const REMEMBERED = 50_000;

/** The data files that listings have shown, and the folders that were listed whole. */
export class ListedFiles {
  private readonly files = new Map<string, ListedObject>();
  private readonly folders: string[] = [];

  add(object: ListedObject): void {
    if (DATA_FILE.test(object.key) && this.files.size < REMEMBERED) this.files.set(object.key, object);
  }

  addFolder(folder: string): void {
    this.folders.push(folder);
  }

  listed(key: string): ListedObject | 'missing' | null {
    if (!DATA_FILE.test(key)) return null;
    const listed = this.files.get(key);
    if (listed !== undefined) return listed;
    const isKnown = this.files.size < REMEMBERED;
    return isKnown && this.folders.some((folder) => key.startsWith(folder)) ? 'missing' : null;
  }
}
