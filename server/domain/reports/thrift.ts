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

/** The whole numbers of a struct by their field, and its structs; what is not asked for is walked over. */
export interface Struct {
  numbers: Map<number, number>;
  structs: Map<number, Struct>;
}

/** Thrown for what no writer of Parquet makes. */
export class NotThrift extends Error {}

/** Walks over one struct after another, and counts what it meets. */
export class ThriftWalker {
  private structs = 0;

  constructor(
    private readonly bytes: Uint8Array,
    /** How many structs and entries of lists there may be in all. */
    private readonly most: number,
    public offset = 0,
  ) {}

  /** Reads a struct. Throws NotThrift. */
  struct(depth = 0): Struct {
    this.count();
    if (depth > DEEPEST) throw new NotThrift('it is nested too deep');
    const found: Struct = { numbers: new Map(), structs: new Map() };
    let id = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === 0) return found;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      if (type === STRUCT) found.structs.set(id, this.struct(depth + 1));
      else if (type === I16 || type === I32 || type === I64) found.numbers.set(id, Number(this.zigzag()));
      else this.value(type, depth);
    }
  }

  private value(type: number, depth: number): void {
    switch (type) {
      case TRUE:
      case FALSE:
        return;
      case BYTE:
        this.skip(1);
        return;
      case I16:
      case I32:
      case I64:
        this.zigzag();
        return;
      case DOUBLE:
        this.skip(8);
        return;
      case BINARY:
        this.skip(Number(this.varint()));
        return;
      case LIST:
      case SET:
        this.list(depth + 1);
        return;
      case STRUCT:
        this.struct(depth + 1);
        return;
      default:
        throw new NotThrift(`there is no type ${type}`);
    }
  }

  private list(depth: number): void {
    if (depth > DEEPEST) throw new NotThrift('it is nested too deep');
    const head = this.byte();
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? Number(this.varint()) : head >> 4;
    for (let index = 0; index < size; index += 1) {
      this.count();
      // Inside a list a truth has a byte of its own.
      if (type === TRUE || type === FALSE) this.skip(1);
      else this.value(type, depth);
    }
  }

  private count(): void {
    this.structs += 1;
    if (this.structs > this.most) throw new NotThrift(`it has more than ${this.most} parts`);
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
