import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ListedObject, ListPage, ListQuery, ReportSource } from '@/lib/report-source';
import { compareKeys } from '@/server/domain/reports/keys';

/** What is kept under keys: a folder on disk, a few objects of a test. `read` gives the bytes up to `end`, not included. */
export type ObjectStore = {
  objects(): Promise<readonly ListedObject[]>;
  read(key: string, range: { start: number; end: number }): Promise<Uint8Array>;
};
/** How many keys a page of a listing has: S3 gives 1,000. */
export type PageSizes = { files: number; folders: number };

const S3_PAGES: PageSizes = { files: 1000, folders: 1000 };
/** S3's own limit, in bytes. */
const LONGEST_KEY = 1024;

/** The port of the reports over objects that are all known: ordered, paged and read in parts as S3 does it. Nobody is asked about definitions. */
export function objectSource(store: ObjectStore, pages: PageSizes = S3_PAGES): ReportSource {
  let listed: Promise<Map<string, ListedObject>> | null = null;
  const all = () => {
    listed ??= store.objects().then(inOrder);
    return listed;
  };
  const find = async (key: string) => {
    if (key === '' || Buffer.byteLength(key) > LONGEST_KEY)
      throw new AwsTrouble('malformed', { awsName: 'GetObject' });
    const object = (await all()).get(key);
    if (object === undefined) throw new AwsTrouble('missing', { awsName: 'NoSuchKey' });
    return object;
  };
  return {
    list: async (query) => pageOf([...(await all()).values()], { query, pages }),
    async read({ key, range }) {
      const { size, lastModified } = await find(key);
      const [start, end] = boundsOf(range, size ?? 0);
      return { bytes: await store.read(key, { start, end }), start, size: size ?? 0, lastModified };
    },
    head: async ({ key }) => ({ lastModified: key === undefined ? null : (await find(key)).lastModified }),
    async describe() {
      throw new AwsTrouble('denied', { awsName: 'AccessDeniedException' });
    },
    region: () => null,
  };
}

function inOrder(objects: readonly ListedObject[]): Map<string, ListedObject> {
  const sorted = [...objects].sort((a, b) => compareKeys(a.key, b.key));
  return new Map(sorted.map((object) => [object.key, object]));
}

function boundsOf(range: ByteRange, size: number): [number, number] {
  if ('suffix' in range) return [Math.max(0, size - range.suffix), size];
  const start = Math.min(range.first, size);
  return [start, Math.max(start, Math.min(range.last + 1, size))];
}

type Entry = { name: string; object: ListedObject | null };

function pageOf(
  objects: readonly ListedObject[],
  { query, pages }: { query: ListQuery; pages: PageSizes },
): ListPage {
  const entries: Entry[] = [];
  for (const object of objects) {
    if (!object.key.startsWith(query.prefix)) continue;
    const slash = query.delimiter === undefined ? -1 : object.key.indexOf('/', query.prefix.length);
    const name = slash === -1 ? object.key : object.key.slice(0, slash + 1);
    if (entries.at(-1)?.name !== name) entries.push({ name, object: slash === -1 ? object : null });
  }
  const { after = '' } = query;
  const next = entries.findIndex(({ name }) => compareKeys(name, after) > 0);
  const from = Number(query.token ?? (next === -1 ? entries.length : next));
  const size = query.delimiter === undefined ? pages.files : pages.folders;
  const page = entries.slice(from, from + size);
  return {
    objects: page.flatMap(({ object }) => object ?? []),
    prefixes: page.flatMap(({ name, object }) => (object === null ? [name] : [])),
    token: from + size < entries.length ? String(from + size) : null,
  };
}
