/**
 * The compact protocol of Thrift, in which Parquet writes its footer and the header of each page. What comes from a bucket is walked
 * through before a library is given it: a few bytes can claim a number of a million digits, or a list of a billion structs.
 */

/** Types of the compact protocol. */
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const STRUCT = 12;

/** A number of 64 bits has ten bytes of seven. */
const LONGEST_VARINT = 10;
/** Parquet's own structs are nested five deep. */
const DEEPEST = 24;

/** What a struct holds, by field: whole numbers, truths, structs, and the bytes of its texts. Lists are walked over. */
export interface Struct {
  numbers: Map<number, number>;
  truths: Map<number, boolean>;
  structs: Map<number, Struct>;
  texts: Map<number, Uint8Array>;
}

/**
 * The lists of a struct that somebody wants, by field: each entry is handed over once it is read, so that a list of any length is
 * never held.
 */
export interface Wanted {
  structs?: Record<number, Wanted>;
  lists?: Record<
    number,
    { of?: Wanted; struct?: (entry: Struct) => void; text?: (entry: Uint8Array) => void }
  >;
}

/** Thrown for what no writer of Parquet makes. */
export class NotThrift extends Error {}

/** Thrown for what has more parts than are walked over: nobody says that it is broken. */
export class TooMuchThrift extends Error {}

/** Walks over one struct after another, and counts what it meets. */
export class ThriftWalker {
  private structs = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** How many structs and entries of lists there may be in all. */
    private readonly most: number,
    public offset = 0,
  ) {}

  /** Reads a struct. Throws NotThrift, and TooMuchThrift. */
  struct(wanted: Wanted = {}, depth = 0): Struct {
    this.count();
    if (depth > DEEPEST) throw new NotThrift('it is nested too deep');
    const found: Struct = { numbers: new Map(), truths: new Map(), structs: new Map(), texts: new Map() };
    let id = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === 0) return found;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      if (type === STRUCT) found.structs.set(id, this.struct(wanted.structs?.[id], depth + 1));
      else if (type === I16 || type === I32 || type === I64) found.numbers.set(id, Number(this.zigzag()));
      else if (type === TRUE || type === FALSE) found.truths.set(id, type === TRUE);
      else if (type === BINARY) found.texts.set(id, this.text());
      else if (type === LIST || type === SET) this.list(wanted.lists?.[id], depth + 1);
      else this.walkOver(type, depth);
    }
  }

  private walkOver(type: number, depth: number): void {
    switch (type) {
      // Inside a list a truth has a byte of its own; as a field it has none, and is read above.
      case TRUE:
      case FALSE:
      case BYTE:
        this.skip(1);
        return;
      case I16:
      case I32:
      case I64:
        this.varint();
        return;
      case DOUBLE:
        this.skip(8);
        return;
      case BINARY:
        this.skip(Number(this.varint()));
        return;
      case LIST:
      case SET:
        this.list(undefined, depth + 1);
        return;
      case STRUCT:
        this.struct({}, depth + 1);
        return;
      default:
        throw new NotThrift(`there is no type ${type}`);
    }
  }

  private list(wanted: NonNullable<Wanted['lists']>[number] | undefined, depth: number): void {
    if (depth > DEEPEST) throw new NotThrift('it is nested too deep');
    const head = this.byte();
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
    for (let index = 0; index < size; index += 1) {
      this.count();
      if (type === STRUCT && wanted?.struct !== undefined) wanted.struct(this.struct(wanted.of, depth + 1));
      else if (type === BINARY && wanted?.text !== undefined) wanted.text(this.text());
      else this.walkOver(type, depth);
    }
  }

  private text(): Uint8Array {
    const length = Number(this.varint());
    const start = this.offset;
    this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  private count(): void {
    this.structs += 1;
    if (this.structs > this.most) throw new TooMuchThrift(`it has more than ${this.most} parts`);
  }

  private byte(): number {
    const byte = this.bytes[this.offset];
    if (byte === undefined) throw new NotThrift('it ends early');
    this.offset += 1;
    return byte;
  }

  private skip(length: number): void {
    if (!(length >= 0) || this.offset + length > this.bytes.length) throw new NotThrift('it ends early');
    this.offset += length;
  }

  private varint(): bigint {
    let value = 0n;
    for (let index = 0; index < LONGEST_VARINT; index += 1) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value;
    }
    throw new NotThrift('a number has no end');
  }

  private zigzag(): bigint {
    const value = this.varint();
    return (value & 1n) === 0n ? value >> 1n : -((value + 1n) >> 1n);
  }
}
