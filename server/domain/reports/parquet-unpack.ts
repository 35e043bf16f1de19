import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { snappyUncompress } from 'hyparquet';

/** What is unpacked at most of one column of a file: of 20 million rows the hours, ten bits each, have 25 MB. */
const UNPACKED_CAP = 32 * 1024 * 1024;
/** Pages of one column of a file: 20,000 rows to a page are usual. */
const PAGES_CAP = 10_000;
/** A page of AWS's files has up to 1 MB. */
const PAGE_CAP = 8 * 1024 * 1024;

/**
 * Why a column cannot be read, for people. `damaged`: what is there is broken. `other`: it is another column than the one that was
 * expected. `not-read`: it may be well, but a limit of ours, or that we do not know how it was written, keeps us from reading it.
 */
export class UnreadableColumn extends Error {
  constructor(
    readonly kind: 'damaged' | 'other' | 'not-read',
    why: string,
  ) {
    super(why);
  }
}

/** What may still be read of a column, whatever number of row groups it is in: a page of 45 bytes can hold 16 MB. */
export class Budget {
  private left = UNPACKED_CAP;
  private pages = PAGES_CAP;

  takePage(): void {
    if (this.pages === 0)
      throw new UnreadableColumn('not-read', `its column has more than the ${PAGES_CAP} pages that are read`);
    this.pages -= 1;
  }

  /** Throws UnreadableColumn when there are fewer. */
  take(bytes: number): void {
    if (bytes > this.left)
      throw new UnreadableColumn(
        'not-read',
        `its column unpacks to more than the ${UNPACKED_CAP} bytes that are read`,
      );
    this.left -= bytes;
  }
}

/** Codecs by their numbers in Parquet. */
const UNCOMPRESSED = 0;
const UNPACK: Record<number, (packed: Uint8Array, size: number) => Uint8Array> = {
  1: (packed, size) => {
    const out = new Uint8Array(size);
    snappyUncompress(packed, out);
    return out;
  },
  2: (packed, size) => gunzipSync(packed, boundOf(size)),
  4: (packed, size) => brotliDecompressSync(packed, boundOf(size)),
};

/** One buffer for the size that was said, which it never fills: what is collected in pieces is held twice. */
function boundOf(size: number) {
  return { maxOutputLength: Math.max(size, 1), chunkSize: Math.max(size + 1, 64) };
}

/** Small buffers share memory that Node.js keeps for them (64 KB) and that cannot be given back. */
const OWN_MEMORY = 256 * 1024;

/** Unpacks the pages of one chunk, one at a time. */
export class Unpacker {
  private last: Uint8Array | null = null;

  constructor(
    private readonly codec: number,
    private readonly budget: Budget,
  ) {}

  /** The bytes of a page, of which its header says the unpacked size; they last until `free`. Throws UnreadableColumn. */
  unpack(packed: Uint8Array, size: number): Uint8Array {
    if (size < 0) throw new UnreadableColumn('damaged', `a page says that it has ${size} bytes`);
    if (this.codec === UNCOMPRESSED || packed.length === 0) {
      this.budget.take(packed.length);
      return packed;
    }
    const by = UNPACK[this.codec];
    if (by === undefined)
      throw new UnreadableColumn('not-read', `it is packed in a way that is not known (codec ${this.codec})`);
    if (size > PAGE_CAP)
      throw new UnreadableColumn(
        'not-read',
        `a page unpacks to ${size} bytes, more than the ${PAGE_CAP} that are read`,
      );
    this.budget.take(size);
    this.last = by(packed, size);
    return this.last;
  }

  /** Gives the memory back now: left to be collected, the pages of a few files at once are more than 100 MB. */
  free(): void {
    const memory = this.last?.buffer;
    this.last = null;
    if (memory instanceof ArrayBuffer && memory.byteLength >= OWN_MEMORY) memory.transfer(0);
  }
}
