import { snake } from '@/server/domain/reports/manifest';
import { type Struct, ThriftWalker, type Wanted } from '@/server/domain/reports/thrift';

/** Structs and entries of lists of a footer of 4 MB: each column of a row group has some 12 in 100 bytes. They cost time alone. */
const PARTS = 800_000;
/** Row groups that are looked into: each is a request, and one report must not spend those of all others. */
const GROUPS = 8;
/** Longer than every interval and account. */
const LONGEST_STATISTIC = 64;
/** Statistics that differ: a month has 744 hours, 31 days and some fees. */
const STATISTICS = 2000;

/** What a footer says of one column of a row group. Offsets and sizes are in bytes, and as they were written: perhaps a lie. */
export interface ColumnChunk {
  path: readonly string[];
  codec: number;
  packed: number;
  dataAt: number;
  dictionaryAt: number;
}

/** The chunks of a row group by the column's name, no more than two of one name. */
export type Group = ReadonlyMap<string, readonly ColumnChunk[]>;

/** What a footer says of the columns that were asked for, by their names in snake_case. */
export interface Footer {
  columns: ReadonlyMap<string, { type: number; repetition: number }>;
  /** The first row groups, and the last. */
  groups: readonly Group[];
  /** Row groups that are not among them. */
  left: number;
  hasRows: boolean;
  statistics: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Reads a footer and keeps of it what was asked for alone: a library that makes it an object takes seventeen times its length.
 * Throws NotThrift, and TooMuchThrift.
 */
export function readFooter(bytes: Uint8Array, names: readonly string[]): Footer {
  const columns = new Map<string, { type: number; repetition: number }>();
  const statistics = new Map(names.map((name) => [name, new Set<string>()]));
  const first: Group[] = [];
  let last: Group | null = null;
  let count = 0;
  let hasRows = false;
  let path: string[] = [];
  let group = new Map<string, ColumnChunk[]>();

  const takeElement = ({ numbers, texts }: Struct) => {
    const name = snake(textOf(texts.get(4)));
    if (names.includes(name))
      columns.set(name, { type: numbers.get(1) ?? -1, repetition: numbers.get(3) ?? 0 });
  };
  const takeChunk = ({ structs }: Struct) => {
    const meta = structs.get(3);
    const found = { path, name: snake(path.join('_')) };
    path = [];
    const told = statistics.get(found.name);
    if (meta === undefined || told === undefined) return;
    for (const text of statisticsOf(meta)) if (told.size < STATISTICS) told.add(text);
    const same = group.get(found.name) ?? [];
    if (same.length < 2) group.set(found.name, [...same, chunkOf(meta, found.path)]);
  };
  const takeGroup = ({ numbers }: Struct) => {
    count += 1;
    hasRows ||= (numbers.get(3) ?? 0) > 0;
    if (first.length < GROUPS - 1) first.push(group);
    else last = group;
    group = new Map();
  };
  const ofMeta: Wanted = { lists: { 3: { text: (part) => path.push(textOf(part)) } } };
  const ofGroup: Wanted = { lists: { 1: { of: { structs: { 3: ofMeta } }, struct: takeChunk } } };
  new ThriftWalker(bytes, PARTS).struct({
    lists: { 2: { struct: takeElement }, 4: { of: ofGroup, struct: takeGroup } },
  });
  const groups = last === null ? first : [...first, last];
  return { columns, groups, left: count - groups.length, hasRows, statistics };
}

function chunkOf({ numbers }: Struct, path: readonly string[]): ColumnChunk {
  return {
    path,
    codec: numbers.get(4) ?? -1,
    packed: numbers.get(7) ?? -1,
    dataAt: numbers.get(9) ?? -1,
    dictionaryAt: numbers.get(11) ?? 0,
  };
}

// parquet-mr of AWS's own files writes the deprecated max and min, fields 1 and 2; a statistic that was cut does not parse later.
function statisticsOf({ structs }: Struct): string[] {
  const texts = structs.get(12)?.texts;
  return [1, 2, 5, 6].flatMap((field) => {
    const text = texts?.get(field);
    return text === undefined || text.length > LONGEST_STATISTIC ? [] : [textOf(text)];
  });
}

const DECODER = new TextDecoder();

function textOf(bytes: Uint8Array | undefined): string {
  return DECODER.decode(bytes);
}
