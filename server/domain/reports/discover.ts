import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import type { ListedObject, ListPage, ObjectPart } from '@/lib/report-source';
import { LimitReached, type MeteredSource } from '@/server/domain/reports/budget';
import {
  isPeriod,
  manifestKeyOf,
  mayHoldReports,
  nameOfRoot,
  placeOfManifest,
  valueOfPartition,
} from '@/server/domain/reports/keys';
import { MANIFEST_CAP } from '@/server/domain/reports/manifest';

/** The object that AWS writes to test that it may deliver, for legacy reports and for Data Exports. */
export const TEST_OBJECT = 'aws-programmatic-access-test-object';
/** S3Prefix may have 256 characters; eight folders are more than anybody was seen to use. */
const MAX_DEPTH = 8;
/** How many of the newest periods are asked for a manifest before a folder counts as no report. */
const PERIODS_TRIED = 3;

const DATA_FILE = /-\d+\.(snappy\.parquet|csv\.gz|csv\.zip)$/;

/** A folder that holds the manifests of a report. Periods (or partitions' values) are newest first. */
export type Candidate = {
  root: string;
  layout: 'legacy' | 'export';
  periods: string[];
  manifestKey: string;
  /** The newest manifest, when looking for it has read it already. */
  manifest: ObjectPart | AwsTrouble | null;
};

export type Discovery = {
  candidates: Candidate[];
  testObject: ListedObject | null;
  /** Why the search ended early; null when everything was looked at. */
  stopped: string | null;
  /** True or false where the listing tells whether a key is there; null where it was not listed. */
  holds: (key: string) => boolean | null;
};

/**
 * Finds every report root below a prefix. A folder is listed flat first: 1,000 keys or fewer are known by one request.
 * A larger one is listed by its folders, those that cannot hold reports are left out, the others are searched at once.
 * Throws AwsTrouble when the first listing fails.
 */
export async function discover(
  source: MeteredSource,
  { prefix, reserved = () => 0 }: Where,
): Promise<Discovery> {
  const search = new Search(source, reserved);
  await search.visit({ folder: prefix, depth: 0, large: false });
  return search.result();
}

/** `reserved`: how many requests must be left for reports that are known without searching. */
export type Where = { prefix: string; reserved?: () => number };
type Visit = { folder: string; depth: number; large: boolean };

class Search {
  private readonly found = new Map<string, Candidate>();
  private readonly dataKeys = new Set<string>();
  private readonly wholeFolders: string[] = [];
  private testObject: ListedObject | null = null;
  private stopped: string | null = null;

  constructor(
    private readonly source: MeteredSource,
    private readonly reserved: () => number,
  ) {}

  result(): Discovery {
    return {
      candidates: [...this.found.values()].sort((a, b) => (a.root < b.root ? -1 : 1)),
      testObject: this.testObject,
      stopped: this.stopped,
      holds: (key) => {
        if (!DATA_FILE.test(key)) return null;
        if (this.dataKeys.has(key)) return true;
        return this.wholeFolders.some((folder) => key.startsWith(folder)) ? false : null;
      },
    };
  }

  async visit(visit: Visit): Promise<void> {
    try {
      await this.look(visit);
    } catch (error) {
      if (error instanceof LimitReached) this.stopped = error.why;
      // A folder that an explicit policy hides: the rest of the bucket can still be told.
      else if (error instanceof AwsTrouble && error.kind === 'denied' && visit.depth > 0) {
        this.stopped = `listing ${visit.folder} is denied`;
      } else throw error;
    }
  }

  private async look({ folder, depth, large }: Visit): Promise<void> {
    let largeChild: string | null = null;
    if (!large) {
      const page = await this.list({ prefix: folder });
      this.noteTestObject(page.objects);
      if (page.token === null) {
        this.wholeFolders.push(folder);
        this.absorb(page.objects);
        return;
      }
      largeChild = sharedChild(folder, page.objects);
    }
    const children = await this.children(folder);
    const inside = await this.confirm(folder, children);
    const open = children.filter((child) => !inside.has(child) && mayHoldReports(child));
    if (open.length > 0 && depth >= MAX_DEPTH) {
      this.stopped = `folders deeper than ${MAX_DEPTH} were not opened`;
      return;
    }
    // A report's own-name folder is full of year= folders: its folders tell whether another root is in there.
    const ownName = inside.size > 0 ? `${folder}${nameOfRoot(folder)}/` : null;
    await Promise.all(
      open.map((child) =>
        this.visit({ folder: child, depth: depth + 1, large: child === largeChild || child === ownName }),
      ),
    );
  }

  private async list(query: { prefix: string; delimiter?: '/'; token?: string }): Promise<ListPage> {
    // What was found must still be judged: two reads each, and one more for a previous period.
    const needed = this.found.size * 3 + this.reserved();
    if (this.source.remaining() <= needed && this.source.counts().list > 0) {
      throw new LimitReached('the requests that are left are for the reports found');
    }
    return this.source.list(query);
  }

  private async children(folder: string): Promise<string[]> {
    const children: string[] = [];
    let token: string | null = null;
    do {
      const page: ListPage = await this.list({
        prefix: folder,
        delimiter: '/',
        ...(token === null ? {} : { token }),
      });
      this.noteTestObject(page.objects);
      children.push(...page.prefixes);
      token = page.token;
    } while (token !== null);
    return children;
  }

  /** The children that belong to a report or an export whose root this folder is. */
  private async confirm(folder: string, children: string[]): Promise<Set<string>> {
    const inside = new Set<string>();
    if (nameOfRoot(folder) === null) return inside;
    const periods = children.filter((child) => isPeriod(child.slice(folder.length, -1)));
    if (periods.length > 0 && (await this.confirmLegacy(folder, periods))) {
      for (const child of periods) inside.add(child);
    }
    const metadata = `${folder}metadata/`;
    if (children.includes(metadata) && children.includes(`${folder}data/`)) {
      if (await this.confirmExport(folder)) inside.add(metadata).add(`${folder}data/`);
    }
    return inside;
  }

  private async confirmLegacy(root: string, folders: string[]): Promise<boolean> {
    const periods = folders
      .map((folder) => folder.slice(root.length, -1))
      .sort()
      .reverse();
    for (const [index, period] of periods.slice(0, PERIODS_TRIED).entries()) {
      const manifestKey = manifestKeyOf({ root, period });
      const manifest = await readWhole(this.source, manifestKey);
      if (manifest instanceof AwsTrouble && manifest.kind === 'missing') continue;
      this.found.set(`legacy ${root}`, {
        root,
        layout: 'legacy',
        periods: periods.slice(index),
        manifestKey,
        manifest,
      });
      return true;
    }
    return false;
  }

  private async confirmExport(root: string): Promise<boolean> {
    const partitions = (await this.children(`${root}metadata/`)).filter((child) =>
      child.slice(0, -1).includes('='),
    );
    const newest = partitions.sort().at(-1);
    if (newest === undefined) return false;
    const page = await this.list({ prefix: newest });
    this.absorb(page.objects);
    return this.found.has(`export ${root}`);
  }

  private noteTestObject(objects: ListedObject[]): void {
    this.testObject ??= objects.find(({ key }) => key === TEST_OBJECT) ?? null;
  }

  private absorb(objects: ListedObject[]): void {
    for (const { key } of objects) {
      if (DATA_FILE.test(key)) this.dataKeys.add(key);
      const place = placeOfManifest(key);
      if (place === null) continue;
      const period = place.kind === 'legacy' ? place.period : valueOfPartition(place.partition);
      const known = this.found.get(`${place.kind} ${place.root}`);
      const periods = [...new Set([...(known?.periods ?? []), period])].sort().reverse();
      const isNewest = known === undefined || period >= (known.periods[0] ?? '');
      this.found.set(`${place.kind} ${place.root}`, {
        root: place.root,
        layout: place.kind,
        periods,
        manifestKey: isNewest ? key : known.manifestKey,
        manifest: null,
      });
    }
  }
}

/** The folder that all keys of a page lie in: it holds a page or more by itself. */
function sharedChild(folder: string, objects: ListedObject[]): string | null {
  const first = objects[0]?.key ?? '';
  const slash = first.indexOf('/', folder.length);
  if (slash === -1) return null;
  const child = first.slice(0, slash + 1);
  return objects.at(-1)?.key.startsWith(child) ? child : null;
}

/** A manifest, or what AWS answered. Failures that tell nothing are thrown. */
export async function readWhole(source: MeteredSource, key: string): Promise<ObjectPart | AwsTrouble> {
  try {
    return await source.read({ key, range: { first: 0, last: MANIFEST_CAP - 1 } });
  } catch (error) {
    if (error instanceof AwsTrouble && !isPassing(error.kind)) return error;
    throw error;
  }
}
