import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type ColumnMetaData, type FileMetaData, snappyUncompress } from 'hyparquet';
import { NotThrift, type Struct, ThriftWalker } from '@/server/domain/reports/thrift';

/** The interval column of a real file has 13 KB: it is dictionary-encoded. */
export const COLUMN_CAP = 8 * 1024 * 1024;
/** A page of AWS's files has up to 1 MB. */
const PAGE_CAP = 16 * 1024 * 1024;
/** Values that differ: a month of hours, of days, and of what fees last. Of accounts there is one. */
const DISTINCT_CAP = 100_000;
/** Longer than every interval and account; a longer text is neither. */
const LONGEST_VALUE = 64;
/** A page header has three numbers and a small struct. */
const HEADER_PARTS = 64;

/** Why a column cannot be read, for people. */
export class UnreadableColumn extends Error {}

/** How often each text occurs in a column chunk. */
export type Counts = Map<string, number>;

export interface Chunk {
  meta: ColumnMetaData;
  /** Whether a value may be missing. */
  optional: boolean;
}

/** The chunk of a flat column of texts in a row group. Throws UnreadableColumn when there is no such column, or it is another. */
export function chunkOf(
  metadata: FileMetaData,
  at: { group: FileMetaData['row_groups'][number]; isIt: (path: string[]) => boolean; name: string },
): Chunk {
  const [found, second] = at.group.columns.filter(({ meta_data }) =>
    at.isIt(meta_data?.path_in_schema ?? []),
  );
  const meta = found?.meta_data;
  if (meta === undefined) throw new UnreadableColumn(`it has no column ${at.name}`);
  if (second !== undefined) throw new UnreadableColumn(`it has the column ${at.name} twice`);
  const [column, ...inside] = meta.path_in_schema;
  const element = metadata.schema.slice(1).find(({ name }) => name === column);
  if (inside.length > 0 || element?.type !== 'BYTE_ARRAY' || element.repetition_type === 'REPEATED')
    throw new UnreadableColumn(`its column ${at.name} is not of text`);
  return { meta, optional: element.repetition_type === 'OPTIONAL' };
}

/** Where the bytes of a chunk are. Throws UnreadableColumn when they lie outside the file. */
export function rangeOf({ meta }: Chunk, fileSize: number): { start: number; end: number } {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const end = start + Number(meta.total_compressed_size);
  const isInside = start >= 4 && end > start && end <= fileSize - 8;
  if (!isInside) throw new UnreadableColumn('a column lies outside the file');
  return { start, end };
}

/**
 * Counts the texts of a chunk, page by page, without a row being made: what a page says of itself is believed only as far as its bytes
 * go. A library for Parquet makes rows, and a page of 100 bytes can say that it has two billion. Throws UnreadableColumn.
 */
export function countValues(bytes: Uint8Array, chunk: Chunk): Counts {
  const counts: Counts = new Map();
  let dictionary: string[] | null = null;
  let offset = 0;
  try {
    while (offset < bytes.length) {
      const walker = new ThriftWalker(bytes, HEADER_PARTS, offset);
      const header = walker.struct();
      const size = header.numbers.get(3) ?? -1;
      if (size < 0 || walker.offset + size > bytes.length) throw new UnreadableColumn('a page ends early');
      const page = bytes.subarray(walker.offset, walker.offset + size);
      offset = walker.offset + size;
      const kind = header.numbers.get(1);
      if (kind === DICTIONARY_PAGE) dictionary = texts(unpacked(page, { header, chunk }));
      else if (kind === DATA_PAGE || kind === DATA_PAGE_V2)
        countPage(counts, { page, header, chunk, dictionary, isV2: kind === DATA_PAGE_V2 });
    }
  } catch (error) {
    if (error instanceof UnreadableColumn) throw error;
    if (error instanceof NotThrift || error instanceof RangeError || error instanceof Error)
      throw new UnreadableColumn('its Parquet pages cannot be read');
    throw error;
  }
  return counts;
}

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;

/** Encodings as numbers, of those that are known here. */
const PLAIN = 0;
const DICTIONARIES: readonly (number | undefined)[] = [2, 8];

interface Page {
  page: Uint8Array;
  header: Struct;
  chunk: Chunk;
}

function countPage(counts: Counts, of: Page & { dictionary: string[] | null; isV2: boolean }): void {
  const { header, chunk, dictionary, isV2 } = of;
  const said = header.structs.get(isV2 ? 8 : 5);
  const values = said?.numbers.get(1) ?? -1;
  if (said === undefined || values < 0) throw new UnreadableColumn('a page does not say what it holds');
  const { body, present } = isV2 ? bodyOfV2(of, { said, values }) : bodyOfV1(of, values);
  const encoding = said.numbers.get(isV2 ? 4 : 2);
  const add = (text: string, count: number) => {
    if (counts.has(text) || counts.size < DISTINCT_CAP) counts.set(text, (counts.get(text) ?? 0) + count);
  };
  if (encoding === PLAIN) {
    for (const text of texts(body)) add(text, 1);
    return;
  }
  if (!DICTIONARIES.includes(encoding) || dictionary === null)
    throw new UnreadableColumn(
      `its column ${chunk.meta.path_in_schema.join('.')} is encoded in a way that is not known`,
    );
  const width = body[0] ?? 0;
  runs(body.subarray(1), { width, values: present }, (index, count) => {
    const text = dictionary[index];
    if (text === undefined) throw new UnreadableColumn('a page names what its dictionary does not have');
    add(text, count);
  });
}

/** A page of the first version: levels and values are packed together, and levels say which values are there. */
function bodyOfV1({ page, header, chunk }: Page, values: number): { body: Uint8Array; present: number } {
  const plain = unpacked(page, { header, chunk });
  if (!chunk.optional) return { body: plain, present: values };
  if (plain.length < 4) throw new UnreadableColumn('a page ends early');
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(0, true);
  if (4 + length > plain.length) throw new UnreadableColumn('a page ends early');
  let present = 0;
  runs(plain.subarray(4, 4 + length), { width: 1, values }, (level, count) => {
    if (level === 1) present += count;
  });
  return { body: plain.subarray(4 + length), present };
}

/** A page of the second version says how many values are missing, and its levels are not packed. */
function bodyOfV2(
  { page, header, chunk }: Page,
  { said, values }: { said: Struct; values: number },
): { body: Uint8Array; present: number } {
  const levels = (said.numbers.get(5) ?? 0) + (said.numbers.get(6) ?? 0);
  const missing = said.numbers.get(2) ?? 0;
  if (levels < 0 || levels > page.length || missing < 0) throw new UnreadableColumn('a page ends early');
  const whole = header.numbers.get(2) ?? 0;
  const body = unpack(page.subarray(levels), { codec: chunk.meta.codec, size: whole - levels });
  return { body, present: Math.max(0, values - missing) };
}

function unpacked(page: Uint8Array, { header, chunk }: Omit<Page, 'page'>): Uint8Array {
  return unpack(page, { codec: chunk.meta.codec, size: header.numbers.get(2) ?? 0 });
}

function unpack(packed: Uint8Array, { codec, size }: { codec: string; size: number }): Uint8Array {
  if (size < 0 || size > PAGE_CAP) throw new UnreadableColumn(`a page says that it has ${size} bytes`);
  if (packed.length === 0) return packed;
  const limit = { maxOutputLength: PAGE_CAP };
  switch (codec) {
    case 'UNCOMPRESSED':
      return packed;
    case 'SNAPPY': {
      const out = new Uint8Array(size);
      snappyUncompress(packed, out);
      return out;
    }
    case 'GZIP':
      return gunzipSync(packed, limit);
    case 'BROTLI':
      return brotliDecompressSync(packed, limit);
    default:
      throw new UnreadableColumn(`it is packed by ${codec}, which is not known`);
  }
}

/** Texts with their lengths before them. One that is too long to mean anything stands as the empty text. */
function texts(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  const found: string[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; ) {
    const length = view.getUint32(offset, true);
    const end = offset + 4 + length;
    if (end > bytes.length) throw new UnreadableColumn('a text ends early');
    found.push(length > LONGEST_VALUE ? '' : decoder.decode(bytes.subarray(offset + 4, end)));
    offset = end;
    if (found.length > PAGE_CAP / 16) throw new UnreadableColumn('a page has too many texts');
  }
  return found;
}

/** Parquet's mix of runs and packed numbers: calls back for each run, and never for more values than there are. */
function runs(
  bytes: Uint8Array,
  { width, values }: { width: number; values: number },
  each: (value: number, count: number) => void,
): void {
  if (width > 24) throw new UnreadableColumn('a page has numbers that are too long');
  if (width === 0) {
    if (values > 0) each(0, values);
    return;
  }
  let left = values;
  let offset = 0;
  const byte = () => {
    const next = bytes[offset];
    if (next === undefined) throw new UnreadableColumn('a page ends early');
    offset += 1;
    return next;
  };
  while (left > 0) {
    const header = runHeader(byte);
    if ((header & 1) === 0) {
      let value = 0;
      for (let shift = 0; shift < width; shift += 8) value += byte() * 2 ** shift;
      const count = Math.min(header >>> 1, left);
      if (count === 0) throw new UnreadableColumn('a page has a run of nothing');
      each(value, count);
      left -= count;
    } else left -= packedRun(byte, { width, count: Math.min((header >>> 1) * 8, left) }, each);
  }
}

function packedRun(
  byte: () => number,
  { width, count }: { width: number; count: number },
  each: (value: number, count: number) => void,
): number {
  if (count === 0) throw new UnreadableColumn('a page has a run of nothing');
  let held = 0;
  let bits = 0;
  // Whole groups of eight are written, whatever of them counts.
  for (let index = 0; index < Math.ceil(count / 8) * 8; index += 1) {
    while (bits < width) {
      held += byte() * 2 ** bits;
      bits += 8;
    }
    const value = held % 2 ** width;
    held = Math.floor(held / 2 ** width);
    bits -= width;
    if (index < count) each(value, 1);
  }
  return count;
}

function runHeader(byte: () => number): number {
  let value = 0;
  for (let shift = 0; shift < 32; shift += 7) {
    const next = byte();
    value += (next & 0x7f) * 2 ** shift;
    if (next < 0x80) return value;
  }
  throw new UnreadableColumn('a page has a run without end');
}
