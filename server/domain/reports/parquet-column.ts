import { setImmediate as othersHaveRun } from 'node:timers/promises';
import { LimitReached, TIME_IS_OVER } from '@/server/domain/reports/budget';
import type { ColumnChunk, Footer, Group } from '@/server/domain/reports/parquet-footer';
import { type Budget, Unpacker, UnreadableColumn } from '@/server/domain/reports/parquet-unpack';
import {
  frontCodedTexts,
  lengthsThenTexts,
  plainTexts,
  type Texts,
  tallyNumbers,
} from '@/server/domain/reports/parquet-values';
import { type Struct, ThriftWalker, TooMuchThrift } from '@/server/domain/reports/thrift';

/** The interval column of a real file has 13 KB: it is dictionary-encoded. */
export const COLUMN_CAP = 8 * 1024 * 1024;
/** Values that differ: a month of hours, of days, and of what fees last. Of accounts there is one. */
const DISTINCT_CAP = 100_000;
/** A page header has three numbers and a small struct. */
const HEADER_PARTS = 64;

/** How often each text occurs in a column chunk. */
export type Counts = Map<string, number>;

export interface Chunk extends ColumnChunk {
  /** Whether a value may be missing. */
  optional: boolean;
}

const BYTE_ARRAY = 6;
const OPTIONAL = 1;
const REPEATED = 2;

/** The chunk of a flat column of texts in a row group. Throws UnreadableColumn when there is no such column, or it is another. */
export function chunkOf({ columns }: Footer, { group, name }: { group: Group; name: string }): Chunk {
  const [chunk, second] = group.get(name) ?? [];
  if (chunk === undefined) throw new UnreadableColumn('damaged', `it has no column ${name}`);
  if (second !== undefined) throw new UnreadableColumn('damaged', `it has the column ${name} twice`);
  const element = columns.get(name);
  if (chunk.path.length > 1 || element?.type !== BYTE_ARRAY || element.repetition === REPEATED)
    throw new UnreadableColumn('other', `its column ${name} is not of text`);
  return { ...chunk, optional: element.repetition === OPTIONAL };
}

/** Where the bytes of a chunk are. Throws UnreadableColumn when they lie outside the file. */
export function rangeOf(
  { dataAt, dictionaryAt, packed }: ColumnChunk,
  fileSize: number,
): { start: number; end: number } {
  const start = dictionaryAt > 0 && dictionaryAt < dataAt ? dictionaryAt : dataAt;
  const end = start + packed;
  const isInside = start >= 4 && end > start && end <= fileSize - 8;
  if (!isInside) throw new UnreadableColumn('damaged', 'a column lies outside the file');
  return { start, end };
}

/**
 * Counts the texts of a chunk, page by page, without a row being made: what a page says of itself is believed only as far as its bytes
 * go. A library for Parquet makes rows, and a page of 100 bytes can say that it has two billion. Between two pages whatever else
 * this process does has its turn. Throws UnreadableColumn, and LimitReached when the time is over.
 */
export async function countValues(
  bytes: Uint8Array,
  { chunk, budget, expired }: { chunk: Chunk; budget: Budget; expired: () => boolean },
): Promise<Counts> {
  const pages = new Pages(chunk, budget);
  for (let offset = 0; offset < bytes.length; ) {
    offset = pages.take(bytes, offset);
    await othersHaveRun();
    if (expired()) throw new LimitReached(TIME_IS_OVER);
  }
  return pages.counts();
}

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;

/** Encodings by their numbers in Parquet. */
const DICTIONARIES: readonly (number | undefined)[] = [2, 8];
const TEXTS: Record<number, Texts> = { 0: plainTexts, 6: lengthsThenTexts, 7: frontCodedTexts };

type Page = { header: Struct; body: Uint8Array };

/** The pages of one chunk, one after the other. */
class Pages {
  private dictionary: string[] | null = null;
  /** How often each entry of the dictionary occurs. */
  private tally = new Float64Array();
  private readonly found: Counts = new Map();
  private readonly unpacker: Unpacker;

  constructor(
    private readonly chunk: Chunk,
    private readonly budget: Budget,
  ) {
    this.unpacker = new Unpacker(chunk.codec, budget);
  }

  /** Takes the page at an offset, and gives that of the next. Throws UnreadableColumn. */
  take(bytes: Uint8Array, offset: number): number {
    this.budget.takePage();
    try {
      const walker = new ThriftWalker(bytes, HEADER_PARTS, offset);
      const header = walker.struct();
      const size = header.numbers.get(3) ?? -1;
      const end = walker.offset + size;
      if (size < 0 || end > bytes.length) throw new UnreadableColumn('damaged', 'a page ends early');
      this.takePage({ header, body: bytes.subarray(walker.offset, end) });
      return end;
    } catch (error) {
      if (error instanceof UnreadableColumn || !(error instanceof Error)) throw error;
      const kind = error instanceof TooMuchThrift ? 'not-read' : 'damaged';
      throw new UnreadableColumn(kind, 'its Parquet pages cannot be read');
    } finally {
      this.unpacker.free();
    }
  }

  counts(): Counts {
    for (const [index, text] of (this.dictionary ?? []).entries()) {
      const count = this.tally[index] ?? 0;
      if (count > 0) this.add(text, count);
    }
    return this.found;
  }

  private takePage(page: Page): void {
    const kind = page.header.numbers.get(1);
    if (kind === DICTIONARY_PAGE) this.takeDictionary(page);
    else if (kind === DATA_PAGE || kind === DATA_PAGE_V2) this.takeValues(page, kind === DATA_PAGE_V2);
  }

  private takeDictionary({ header, body }: Page): void {
    if (this.dictionary !== null) throw new UnreadableColumn('damaged', 'it has two dictionaries');
    const texts: string[] = [];
    const each = (text: string) => texts.push(text);
    plainTexts(this.unpacked({ header, body }), { most: DISTINCT_CAP + 1, budget: this.budget, each });
    if (texts.length > DISTINCT_CAP)
      throw new UnreadableColumn('not-read', `its dictionary has more than ${DISTINCT_CAP} texts`);
    this.dictionary = texts;
    this.tally = new Float64Array(texts.length);
  }

  private takeValues(page: Page, isV2: boolean): void {
    const said = page.header.structs.get(isV2 ? 8 : 5);
    const values = said?.numbers.get(1) ?? -1;
    if (said === undefined || values < 0)
      throw new UnreadableColumn('damaged', 'a page does not say what it holds');
    const { body, present } = isV2
      ? this.bodyOfV2(page, { said, values })
      : this.bodyOfV1(this.unpacked(page), values);
    const encoding = said.numbers.get(isV2 ? 4 : 2) ?? -1;
    if (DICTIONARIES.includes(encoding)) this.takeNumbers(body, present);
    else this.takeTexts(body, { encoding, present });
  }

  private takeTexts(body: Uint8Array, { encoding, present }: { encoding: number; present: number }): void {
    const texts = TEXTS[encoding];
    if (texts === undefined)
      throw new UnreadableColumn(
        'not-read',
        `its column ${this.chunk.path.join('.')} is encoded in a way that is not known (encoding ${encoding})`,
      );
    texts(body, { most: present, budget: this.budget, each: (text) => this.add(text, 1) });
  }

  private takeNumbers(body: Uint8Array, present: number): void {
    if (this.dictionary === null) throw new UnreadableColumn('damaged', 'a page has no dictionary');
    tallyNumbers(body.subarray(1), { width: body[0] ?? 0, values: present, tally: this.tally });
  }

  /** A page of the first version: levels and values are packed together, and levels say which values are there. */
  private bodyOfV1(plain: Uint8Array, values: number): { body: Uint8Array; present: number } {
    if (!this.chunk.optional) return { body: plain, present: values };
    if (plain.length < 4) throw new UnreadableColumn('damaged', 'a page ends early');
    const end = 4 + new DataView(plain.buffer, plain.byteOffset).getUint32(0, true);
    if (end > plain.length) throw new UnreadableColumn('damaged', 'a page ends early');
    const tally = new Float64Array(2);
    tallyNumbers(plain.subarray(4, end), { width: 1, values, tally });
    return { body: plain.subarray(end), present: tally[1] ?? 0 };
  }

  /** A page of the second version says how many values are missing; its levels are never packed, and its values need not be. */
  private bodyOfV2(
    { header, body }: Page,
    { said, values }: { said: Struct; values: number },
  ): { body: Uint8Array; present: number } {
    const levels = (said.numbers.get(5) ?? 0) + (said.numbers.get(6) ?? 0);
    const missing = said.numbers.get(2) ?? 0;
    if (levels < 0 || levels > body.length || missing < 0)
      throw new UnreadableColumn('damaged', 'a page ends early');
    const present = Math.max(0, values - missing);
    const rest = body.subarray(levels);
    if (said.truths.get(7) === false) return { body: rest, present };
    const size = (header.numbers.get(2) ?? 0) - levels;
    return { body: this.unpacker.unpack(rest, size), present };
  }

  private unpacked({ header, body }: Page): Uint8Array {
    return this.unpacker.unpack(body, header.numbers.get(2) ?? 0);
  }

  private add(text: string, count: number): void {
    const { found } = this;
    if (found.has(text) || found.size < DISTINCT_CAP) found.set(text, (found.get(text) ?? 0) + count);
  }
}
