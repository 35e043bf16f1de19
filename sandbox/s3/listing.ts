import type { ObjectView } from '@/sandbox/s3/objects';
import type { ObjectList } from '@/sandbox/s3/virtual';

export type ListInput = {
  prefix: string;
  delimiter: string;
  /** Keys up to and including this one are left out. */
  startAfter: string;
  /** The last key or common prefix of the page before: neither it nor anything under it comes again. */
  resume: string;
  maxKeys: number;
};

export type ListPage = {
  contents: ObjectView[];
  commonPrefixes: string[];
  truncated: boolean;
  /** The last key or common prefix of the page. */
  last: string;
};

/**
 * One page of ListObjectsV2 over objects that are sorted by the bytes of their keys. A common prefix counts as one
 * entry; when a page ended with one, the next page skips everything under it.
 */
export function listPage(objects: ObjectList, input: ListInput): ListPage {
  const page: ListPage = { contents: [], commonPrefixes: [], truncated: false, last: '' };
  const { prefix, delimiter, startAfter, resume, maxKeys } = input;
  const floor = [prefix, startAfter, resume].sort(compareKeys)[2] ?? '';
  for (let index = firstAtLeast(objects, floor); index < objects.length; index++) {
    const object = objects.at(index);
    if (!object) break;
    if (!object.key.startsWith(prefix)) {
      if (compareKeys(object.key, prefix) > 0) break;
      continue;
    }
    const common = commonPrefix(object.key, { prefix, delimiter });
    const entry = common ?? object.key;
    if (entry === page.last || object.key === startAfter) continue;
    if (resume !== '' && compareKeys(entry, resume) <= 0) continue;
    if (page.contents.length + page.commonPrefixes.length >= maxKeys) {
      page.truncated = maxKeys > 0;
      break;
    }
    if (common === null) page.contents.push(object);
    else {
      page.commonPrefixes.push(common);
      // On to the first key behind this folder, however much it holds.
      index = firstAtLeast(objects, `${common}${LAST_CHARACTER}`) - 1;
    }
    page.last = entry;
  }
  return page;
}

/** S3 orders keys by their UTF-8 bytes; JavaScript compares UTF-16 units, which differs beyond the surrogates. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x === y) continue;
    return weight(x) - weight(y);
  }
  return a.length - b.length;
}

/** Surrogate pairs stand for code points above every other unit. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function commonPrefix(
  key: string,
  { prefix, delimiter }: { prefix: string; delimiter: string },
): string | null {
  if (delimiter === '') return null;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
}

const LAST_CHARACTER = '\u{10FFFF}';

function firstAtLeast(objects: ObjectList, key: string): number {
  let low = 0;
  let high = objects.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = objects.at(middle);
    if (found && compareKeys(found.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
