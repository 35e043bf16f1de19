import { AwsTrouble } from '@/lib/aws-trouble';
import type { ListedObject, ListPage, ListQuery, ObjectPart } from '@/lib/report-source';
import { LimitReached, type MeteredSource } from '@/server/domain/reports/budget';
import {
  type Candidate,
  type Discovery,
  ListedFiles,
  sharedChild,
  shortened,
  type Visit,
  type Where,
} from '@/server/domain/reports/discovery';
import { chooseFolders } from '@/server/domain/reports/families';
import { fetchManifest } from '@/server/domain/reports/fetch-manifest';
import {
  PATIENCE,
  readFolders,
  readSkipped,
  type Skipped,
  skippedFolders,
} from '@/server/domain/reports/folders';
import {
  isLeftOut,
  isPeriod,
  isStatusFolder,
  manifestKeyOf,
  mayHoldReports,
  nameOfRoot,
  placeOfManifest,
  valueOfPartition,
} from '@/server/domain/reports/keys';

/** The object that AWS writes to test that it may deliver, for legacy reports and for Data Exports. */
export const TEST_OBJECT = 'aws-programmatic-access-test-object';
/** S3Prefix may have 256 characters; eight folders are more than anybody was seen to use, then come name and name. */
const MAX_DEPTH = 10;
/** How many of the newest periods are asked for a manifest before a folder counts as no report. */
const PERIODS_TRIED = 3;

/**
 * Finds every report root below a prefix. A folder is listed flat first: 1,000 keys or fewer are known by one request.
 * A larger one is listed by its folders, those that cannot hold reports are left out, the others are searched at once.
 * What only fills a bucket (thousands of files of one name, folders of days, hundreds of folders of one name) is put
 * off, and searched only when no report was found and none is known. Throws AwsTrouble when the bucket cannot be listed,
 * and when AWS does not answer clearly.
 */
export async function discover(source: MeteredSource, where: Where): Promise<Discovery> {
  const search = new Search(source, where.reserved ?? (() => 0));
  await search.visit({ folder: where.prefix, depth: 0, seen: null, patience: PATIENCE });
  for (const root of where.roots ?? []) await search.lookFor(root);
  if (!search.hasLegacy() && !(await where.isKnown?.())) await search.goThroughTheRest();
  return search.result();
}

/** With more folders than this side by side, reading each through would cost more than all of them are worth. */
const FEW_FOLDERS = 8;
/** 300 manifests as they usually are. */
const KEPT_BYTES = 8 * 1024 * 1024;

class Search {
  private readonly found = new Map<string, Candidate>();
  private readonly files = new ListedFiles();
  private readonly putOff: Skipped[] = [];
  /** Folders that reports are not expected in, by their names or after a few tries: told where no report was found. */
  private leftOut: string[] = [];
  /** Of manifests that were read on the way, the bytes that are kept. */
  private keptBytes = 0;
  private testObject: ListedObject | null = null;
  private readonly reasons = new Set<string>();
  /** How often something was not seen, also for a reason that was there before. */
  private misses = 0;
  private readonly gone: string[] = [];
  /** A limit ended the search: nothing more is asked. */
  private ended = false;

  constructor(
    private readonly source: MeteredSource,
    private readonly reserved: () => number,
  ) {}

  result(): Discovery {
    const left = [...this.putOff.map(({ shown }) => shown), ...(this.hasLegacy() ? [] : this.leftOut)];
    const reasons = [...this.reasons, ...(left.length === 0 ? [] : [`not opened: ${shortened(left)}`])];
    return {
      candidates: [...this.found.values()].sort((a, b) => (a.root < b.root ? -1 : 1)),
      testObject: this.testObject,
      stopped: reasons.length === 0 ? null : reasons.join('; '),
      gone: this.gone,
      listed: (key) => this.files.listed(key),
    };
  }

  hasLegacy(): boolean {
    return [...this.found.values()].some(({ layout }) => layout === 'legacy');
  }

  /** Everything that was put off, until a limit is reached; of what was left out, what is one file as a rule. */
  async goThroughTheRest(): Promise<void> {
    const small = this.leftOut.filter(isStatusFolder);
    this.putOff.push(...small.flatMap((folder) => skippedFolders(folder, [folder])));
    this.leftOut = this.leftOut.filter((folder) => !isStatusFolder(folder));
    for (let next = this.putOff[0]; next !== undefined; next = this.putOff[0]) {
      const part = next;
      const list = (query: ListQuery) => this.list(query);
      const take = (objects: ListedObject[]) => {
        this.noteTestObject(objects);
        this.absorb(objects);
      };
      await this.carefully({ folder: part.folder, depth: 1 }, () => readSkipped(list, part, take));
      if (this.ended) return;
      this.putOff.shift();
    }
  }

  /** A report whose root is known and that the search has not met: its folder alone is listed. */
  async lookFor(root: string): Promise<void> {
    const isMet = () => this.found.has(`legacy ${root}`);
    if (isMet() || this.ended) return;
    const { misses } = this;
    await this.visit({ folder: root, depth: 1, seen: null, patience: 0 });
    const wholly = this.misses === misses && !this.putOff.some(({ folder }) => folder === root);
    if (!isMet() && wholly) this.gone.push(root);
  }

  visit(visit: Visit): Promise<void> {
    return this.carefully(visit, () => this.look(visit));
  }

  /** A limit, or a folder that an explicit policy hides: the rest of the bucket can still be told. */
  private async carefully(
    { folder, depth }: Pick<Visit, 'folder' | 'depth'>,
    search: () => Promise<void>,
  ): Promise<void> {
    try {
      await search();
    } catch (error) {
      if (error instanceof LimitReached) {
        this.miss(error.why);
        this.ended = true;
      } else if (error instanceof AwsTrouble && error.kind === 'denied' && depth > 0) {
        this.miss(`listing ${folder} is denied`);
      } else throw error;
    }
  }

  private miss(why: string): void {
    this.misses += 1;
    this.reasons.add(why);
  }

  private async look(visit: Visit): Promise<void> {
    const { folder, depth } = visit;
    let { seen } = visit;
    if (seen === null) {
      const page = await this.list({ prefix: folder });
      this.noteTestObject(page.objects);
      if (page.token === null) {
        this.files.addFolder(folder);
        this.absorb(page.objects);
        return;
      }
      seen = page.objects;
    }
    const children = await this.children({ ...visit, seen });
    const inside = await this.confirm(folder, children);
    const open = children.filter((child) => !inside.has(child) && mayHoldReports(child));
    this.leftOut.push(...children.filter((child) => !inside.has(child) && isLeftOut(child)));
    if (open.length > 0 && depth >= MAX_DEPTH) {
      this.miss(`folders deeper than ${MAX_DEPTH} were not opened`);
      return;
    }
    const largeChild = sharedChild(folder, seen);
    // A report's own-name folder is full of year= folders: its folders tell whether another root is in there.
    const ownName = inside.size > 0 ? `${folder}${nameOfRoot(folder)}/` : null;
    const known = new Map<string | null, ListedObject[]>([
      [ownName, []],
      [largeChild, seen],
    ]);
    await this.openAll(open, { folder, depth, known });
  }

  /** Opens folders side by side; in a large folder those of days and of large families only when nothing else has reports. */
  private async openAll(
    folders: string[],
    at: { folder: string; depth: number; known: Map<string | null, ListedObject[]> },
  ): Promise<void> {
    const depth = at.depth + 1;
    const choice = chooseFolders(at.folder, folders);
    this.putOff.push(...skippedFolders(at.folder, choice.later));
    const patience = choice.open.length <= FEW_FOLDERS ? PATIENCE : 0;
    const visit = (folder: string) =>
      this.visit({ folder, depth, patience, seen: at.known.get(folder) ?? null });
    await Promise.all(choice.open.map(visit));
  }

  private async list(query: ListQuery): Promise<ListPage> {
    // What was found must still be judged: two reads each, and one more for a previous period.
    const needed = this.found.size * 3 + this.reserved();
    if (this.source.remaining() <= needed && this.source.counts().list > 0) {
      throw new LimitReached('the requests that are left are for the reports found');
    }
    return this.source.list(query);
  }

  /** The folders in a folder; pages of it that were passed over are put off. */
  private async children({ folder, seen, patience }: Omit<Visit, 'depth'>): Promise<string[]> {
    const list = async (query: ListQuery) => {
      const page = await this.list(query);
      this.noteTestObject(page.objects);
      return page;
    };
    const { children, skipped } = await readFolders(list, { folder, seen: seen ?? [], patience });
    this.putOff.push(...skipped);
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
      const manifest = await fetchManifest(this.source, manifestKey);
      if (manifest instanceof AwsTrouble && manifest.kind === 'missing') continue;
      this.found.set(`legacy ${root}`, {
        root,
        layout: 'legacy',
        periods: periods.slice(index),
        manifestKey,
        manifest: this.kept(manifest),
        listedAt: null,
      });
      return true;
    }
    if (periods.length > PERIODS_TRIED) this.leftOut.push(root);
    return false;
  }

  /** Few large manifests are kept for the judging, which reads the others again. */
  private kept(manifest: ObjectPart | AwsTrouble): ObjectPart | AwsTrouble | null {
    if (!('bytes' in manifest)) return manifest;
    if (this.keptBytes + manifest.bytes.length > KEPT_BYTES) return null;
    this.keptBytes += manifest.bytes.length;
    return manifest;
  }

  private async confirmExport(root: string): Promise<boolean> {
    const folder = `${root}metadata/`;
    const partitions = (await this.children({ folder, seen: [], patience: PATIENCE })).filter((child) =>
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
    for (const object of objects) {
      const { key } = object;
      this.files.add(object);
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
        listedAt: isNewest ? object.lastModified : known.listedAt,
      });
    }
  }
}
