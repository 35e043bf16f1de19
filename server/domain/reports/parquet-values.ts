import { type Budget, UnreadableColumn } from '@/server/domain/reports/parquet-unpack';

/** Longer than every interval and account; a longer text is neither, and stands as the empty text. */
const LONGEST_VALUE = 64;
/** A number of a dictionary or a level: 24 bits are 16 million different values. */
const LONGEST_NUMBER = 24;

/** The bytes of a page from an offset on. Throws UnreadableColumn where they end. */
class Cursor {
  constructor(
    readonly bytes: Uint8Array,
    public offset = 0,
  ) {}

  byte(): number {
    const next = this.bytes[this.offset];
    if (next === undefined) throw new UnreadableColumn('damaged', 'a page ends early');
    this.offset += 1;
    return next;
  }

  /** A number of seven bits a byte, the lowest first. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const next = this.byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    throw new UnreadableColumn('damaged', 'a page has a number without end');
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  skip(length: number): number {
    const start = this.offset;
    if (start + length > this.bytes.length) throw new UnreadableColumn('damaged', 'a text ends early');
    this.offset += length;
    return start;
  }
}

/**
 * Adds Parquet's mix of runs and packed numbers to a tally of how often each number occurs, and never more values than there are.
 * A run is added and not unrolled. Throws UnreadableColumn, also for a number that the tally has no place for.
 */
export function tallyNumbers(
  bytes: Uint8Array,
  { width, values, tally }: { width: number; values: number; tally: Float64Array },
): void {
  if (width > LONGEST_NUMBER) throw new UnreadableColumn('not-read', `a page has numbers of ${width} bits`);
  if (width === 0) {
    if (values > 0) addTo(tally, 0, values);
    return;
  }
  const from = new Cursor(bytes);
  for (let left = values; left > 0; ) {
    const header = from.varint();
    const isPacked = header % 2 === 1;
    const said = Math.floor(header / 2) * (isPacked ? 8 : 1);
    const count = Math.min(said, left);
    if (count === 0) throw new UnreadableColumn('damaged', 'a page has a run of nothing');
    if (isPacked) {
      tallyPacked(from, { width, count, tally });
      // Whole groups of eight are written, whatever of them counts; some writers cut the last one.
      from.offset += Math.ceil((said * width) / 8) - Math.ceil((count * width) / 8);
    } else addTo(tally, numberOf(from, width), count);
    left -= count;
  }
}

function numberOf(from: Cursor, width: number): number {
  let value = 0;
  for (let shift = 0; shift < width; shift += 8) value += from.byte() * 2 ** shift;
  return value;
}

function addTo(tally: Float64Array, value: number, count: number): void {
  if (value >= tally.length) throw notInDictionary();
  tally[value] = (tally[value] ?? 0) + count;
}

function notInDictionary(): UnreadableColumn {
  return new UnreadableColumn('damaged', 'a page names what its dictionary does not have');
}

/** 8 MB of numbers of one bit are 67 million: this loop makes nothing and calls nothing. */
function tallyPacked(
  from: Cursor,
  { width, count, tally }: { width: number; count: number; tally: Float64Array },
): void {
  const { bytes } = from;
  const mask = 2 ** width - 1;
  const known = tally.length;
  let offset = from.skip(Math.ceil((count * width) / 8));
  let held = 0;
  let bits = 0;
  for (let index = 0; index < count; index += 1) {
    while (bits < width) {
      held |= (bytes[offset] as number) << bits;
      offset += 1;
      bits += 8;
    }
    const value = held & mask;
    held >>>= width;
    bits -= width;
    if (value >= known) throw notInDictionary();
    (tally[value] as number) += 1;
  }
}

/** Hands over each text of a page. `most`: how many there are. */
export type Texts = (
  bytes: Uint8Array,
  of: { most: number; budget: Budget; each: (text: string) => void },
) => void;

/** Texts with their lengths before them (PLAIN). */
export const plainTexts: Texts = (bytes, { most, each }) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = textsOf(bytes);
  for (let offset = 0, count = 0; offset + 4 <= bytes.length && count < most; count += 1) {
    const length = view.getUint32(offset, true);
    const start = offset + 4;
    offset = start + length;
    if (offset > bytes.length) throw new UnreadableColumn('damaged', 'a text ends early');
    each(length > LONGEST_VALUE ? '' : text(start, offset));
  }
};

/** All lengths, then all texts (DELTA_LENGTH_BYTE_ARRAY). */
export const lengthsThenTexts: Texts = (bytes, { most, budget, each }) => {
  const from = new Cursor(bytes);
  const lengths = deltas(from, { most, budget });
  const text = textsOf(bytes);
  for (const length of lengths) {
    const start = from.skip(length);
    each(length > LONGEST_VALUE ? '' : text(start, start + length));
  }
};

/** How much of the text before each begins with, and what follows (DELTA_BYTE_ARRAY). */
export const frontCodedTexts: Texts = (bytes, { most, budget, each }) => {
  const from = new Cursor(bytes);
  const shared = deltas(from, { most, budget });
  const lengths = deltas(from, { most, budget });
  if (shared.length !== lengths.length)
    throw new UnreadableColumn('damaged', 'a page has texts without an end');
  // Of a long text only its beginning is kept, for the next one to share.
  const begun = new Uint8Array(LONGEST_VALUE);
  const text = textsOf(begun);
  let before = 0;
  for (const [index, length] of lengths.entries()) {
    const same = shared[index] ?? 0;
    if (same > before) throw new UnreadableColumn('damaged', 'a text shares more than there is');
    const start = from.skip(length);
    before = same + length;
    if (same < LONGEST_VALUE)
      begun.set(bytes.subarray(start, start + Math.min(length, LONGEST_VALUE - same)), same);
    each(before > LONGEST_VALUE ? '' : text(0, before));
  }
};

function textsOf(bytes: Uint8Array): (start: number, end: number) => string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (start, end) => buffer.toString('utf8', start, end);
}

/** Numbers of one block, and parts of a block: Parquet's own writers have 128 and 4. */
const LONGEST_BLOCK = 64 * 1024;
const MOST_PARTS = 512;

/**
 * Lengths as differences from one to the next, in blocks whose parts each have a width of their own (DELTA_BINARY_PACKED). A part of
 * width 0 has no bytes, so that their number is paid for before they are made.
 */
function deltas(from: Cursor, { most, budget }: { most: number; budget: Budget }): Int32Array {
  const block = from.varint();
  const parts = from.varint();
  const count = from.varint();
  const inPart = block / parts;
  if (count > most) throw new UnreadableColumn('damaged', 'a page has more texts than it says');
  if (!(Number.isInteger(inPart) && inPart > 0 && inPart % 8 === 0))
    throw new UnreadableColumn('damaged', 'a page has blocks of no size');
  if (block > LONGEST_BLOCK || parts > MOST_PARTS)
    throw new UnreadableColumn('not-read', 'a page has blocks that are too long');
  budget.take(count * Int32Array.BYTES_PER_ELEMENT);
  const found = new Int32Array(count);
  let value = from.zigzag();
  let at = 0;
  const add = () => {
    if (!(value >= 0 && value < 2 ** 31)) throw new UnreadableColumn('damaged', 'a text has no such length');
    found[at] = value;
    at += 1;
  };
  if (count > 0) add();
  while (at < count) {
    const least = from.zigzag();
    const widths = from.skip(parts);
    for (let part = 0; part < parts && at < count; part += 1) {
      const width = from.bytes[widths + part] ?? 0;
      if (width > 32) throw new UnreadableColumn('not-read', `a page has lengths of ${width} bits`);
      const end = from.offset + (inPart * width) / 8;
      const next = bitsOf(from, width);
      for (let index = 0; index < inPart && at < count; index += 1) {
        // Sums are of 32 bits, whatever a difference claims.
        value = (value + least + next()) | 0;
        add();
      }
      // The last part is written whole, or cut behind its last number.
      from.offset = Math.min(end, from.bytes.length);
    }
  }
  return found;
}

/** Numbers of so many bits, the lowest first. */
function bitsOf(from: Cursor, width: number): () => number {
  let held = 0;
  let bits = 0;
  return () => {
    while (bits < width) {
      held += from.byte() * 2 ** bits;
      bits += 8;
    }
    const value = held % 2 ** width;
    held = Math.floor(held / 2 ** width);
    bits -= width;
    return value;
  };
}
