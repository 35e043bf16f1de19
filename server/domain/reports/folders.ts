import type { ListedObject, ListPage, ListQuery } from '@/lib/report-source';
import { afterFamily, familyOf } from '@/server/domain/reports/families';
import { compareKeys } from '@/server/domain/reports/keys';

export type List = (query: ListQuery) => Promise<ListPage>;

/** How many pages of nothing but files are read before what is left of their family is passed over. */
export const PATIENCE = 2;
/** Families that are passed over in one folder before the rest of it is. */
const FAMILIES = 8;

type From = Pick<ListQuery, 'token' | 'after'>;
type Span = { first: string; last: string };

/** A part of a folder that was passed over: the keys after `after`, up to `until` or to the folder's end; `shown` says it to people. */
export type Skipped = { folder: string; after: string; until: string | null; shown: string };

/**
 * The folders right in a folder, by pages. `seen` is what a flat listing showed of it already. Files of one family,
 * and folders by the thousand of one family, are passed over when they fill more pages than `patience` allows.
 */
export async function readFolders(
  list: List,
  { folder, seen, patience }: { folder: string; seen: readonly ListedObject[]; patience: number },
): Promise<{ children: string[]; skipped: Skipped[] }> {
  const children: string[] = [];
  const skipped: Skipped[] = [];
  // When all keys that were seen lie right in the folder, the listing by folders begins after them.
  const begun = seen.length > 0 && seen.every(({ key }) => !key.slice(folder.length).includes('/'));
  let from: From = begun ? { after: seen.at(-1)?.key ?? '' } : {};
  let span = begun ? spanOf({ objects: seen, prefixes: [] }) : null;
  let pages = begun ? 1 : 0;
  for (;;) {
    if (span !== null && pages > patience) {
      const until = skipped.length < FAMILIES ? afterFamily(folder, span) : null;
      skipped.push({ folder, after: span.last, until, shown: `what follows ${plain(span.last)}` });
      if (until === null) return { children, skipped };
      from = { after: until };
    }
    const page = await list({ prefix: folder, delimiter: '/', ...from });
    for (const prefix of page.prefixes) children.push(prefix);
    if (page.token === null) return { children, skipped };
    from = { token: page.token };
    span = isDull(folder, page) ? spanOf(page) : null;
    pages = span === null ? 0 : pages + 1;
  }
}

/** The folders that a choice puts off, as one part of the folder that they lie in. */
export function skippedFolders(folder: string, later: readonly string[]): Skipped[] {
  const [first, last] = [later[0], later.at(-1)];
  if (first === undefined || last === undefined) return [];
  const shown = first === last ? first : `${first} to ${last}`;
  return [{ folder, after: first, until: endOf(last), shown }];
}

/** What was passed over, key by key: a page holds a thousand of them, however many folders they lie in. */
export async function readSkipped(
  list: List,
  { folder, after, until }: Skipped,
  take: (objects: ListedObject[]) => void,
): Promise<void> {
  let from: From = { after };
  for (;;) {
    const page = await list({ prefix: folder, ...from });
    take(page.objects);
    const last = page.objects.at(-1)?.key;
    if (page.token === null || last === undefined || (until !== null && compareKeys(last, until) > 0)) return;
    from = { token: page.token };
  }
}

const LAST = '\u{10FFFF}';

/** After everything in a folder. */
function endOf(folder: string): string {
  return `${folder}${LAST}`;
}

function plain(name: string): string {
  return name.endsWith(LAST) ? name.slice(0, -LAST.length) : name;
}

/** First and last name of a page; null of an empty one. */
function spanOf({
  objects,
  prefixes,
}: {
  objects: readonly ListedObject[];
  prefixes: readonly string[];
}): Span | null {
  const lastFolder = prefixes.at(-1);
  const end = lastFolder === undefined ? undefined : endOf(lastFolder);
  const ends = [objects[0]?.key, objects.at(-1)?.key, prefixes[0], end];
  const sorted = ends.filter((name) => name !== undefined).sort(compareKeys);
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first === undefined || last === undefined ? null : { first, last };
}

/** A page with a folder on it is worth going on; one of files, or of folders of one family, is not for ever. */
function isDull(folder: string, { prefixes }: ListPage): boolean {
  const families = new Set(prefixes.map((prefix) => familyOf(prefix.slice(folder.length))));
  return prefixes.length === 0 || (families.size === 1 && prefixes.length > 1);
}
