import type { Writable } from 'node:stream';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { type Parser, parse } from 'csv-parse';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ObjectPart } from '@/lib/report-source';
import { LimitReached, TIME_IS_OVER } from '@/server/domain/reports/budget';
import { type Evidence, type Fault, faulty } from '@/server/domain/reports/evidence';
import { tallyOf } from '@/server/domain/reports/granularity';
import type { ReadPart } from '@/server/domain/reports/parquet';

/** 64 KB of gzip hold a wide header and hundreds of rows. */
const FIRST_READ = 64 * 1024;
/** What is read at most of one file: the beginning is doubled until it holds usage, or this much. */
const READ_CAP = 4 * 1024 * 1024;
/** Rows of fees that are read over: the largest payers have thousands. */
const ROWS_CAP = 20_000;
/** Rows of any kind: a row of two characters costs as much time as one of 3 KB. */
const RECORDS_CAP = 100_000;
/** What is unpacked at most: as many rows of a report with many columns. A gzip bomb ends here. */
const UNPACKED_CAP = 32 * 1024 * 1024;
/** A row of 300 columns has some 3 KB; a quoted field that never ends must not fill the memory. */
const RECORD_CAP = 256 * 1024;
/** Days may still be followed by hours; after so many they will not. */
const ENOUGH_DAYS = 100;

type Container = 'csv-gzip' | 'csv-zip';

/** What a csv.gz or csv.zip data file proves, by a bounded read of its beginning. */
export async function csvEvidence(
  read: ReadPart,
  container: Container,
  expired: () => boolean = () => false,
): Promise<Evidence> {
  const rows = new Rows(container, expired);
  let have = 0;
  let first: ObjectPart | null = null;
  for (let until = FIRST_READ; until <= READ_CAP; until *= 2) {
    const part = await read({ first: have, last: until - 1 });
    first ??= part;
    // AWS replaced the file while it was read: two halves of two files are no broken file.
    if (part.size !== first.size || part.lastModified !== first.lastModified) {
      throw new AwsTrouble('unavailable', { awsName: 'ObjectChanged' });
    }
    if (part.size === 0) return faulty('truncated', { why: 'the file is empty' });
    const bytes = have === 0 ? bodyOf(part.bytes, container) : part.bytes;
    if (bytes === null)
      return faulty('unreadable', { why: `it is not ${NAMES[container]}`, size: part.size });
    have += part.bytes.length;
    await rows.add(bytes);
    if (expired()) throw new LimitReached(TIME_IS_OVER);
    if (have >= part.size) await rows.end();
    rows.refuseFullWithoutIntervals();
    const { fault } = rows;
    if (fault !== null) return { ...rows.evidence(), fault: { ...fault, size: part.size } };
    if (have >= part.size || rows.areEnough()) break;
  }
  return rows.evidence();
}

const NO_REPORT = 'it is not the csv of a report';
const NAMES = { 'csv-gzip': 'a gzip file', 'csv-zip': 'a ZIP file that can be read' } as const;

/** The beginning of a file without what its container puts before the packed bytes; null when it is no such file. */
function bodyOf(bytes: Uint8Array, container: Container): Uint8Array | null {
  if (container === 'csv-gzip') return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : null;
  // The local header of the first entry: 30 bytes, the name, the extra field. Method 8 is deflate; bit 0 is encryption.
  if (bytes.length < 30) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) return null;
  if (view.getUint16(8, true) !== 8 || (view.getUint16(6, true) & 1) === 1) return null;
  return bytes.subarray(30 + view.getUint16(26, true) + view.getUint16(28, true));
}

/** The rows of a csv as they are unpacked: none of them is kept, only what they tell. */
class Rows {
  /** Why no more can be learned from this file. */
  fault: Omit<Fault, 'size'> | null = null;

  private readonly tally = tallyOf();
  private readonly payers = new Set<string>();
  private readonly unpacker;
  private readonly parser: Parser;
  private records = 0;
  private columns: { interval: number; payer: number } | null = null;
  private unpacked = 0;
  private parsed = Promise.resolve();

  constructor(
    private readonly container: Container,
    expired: () => boolean,
  ) {
    this.unpacker = container === 'csv-gzip' ? createGunzip() : createInflateRaw();
    this.parser = parse({
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: RECORD_CAP,
      on_record: (record: string[]) => this.take(record),
    });
    // No record is passed on, but a stream that nobody reads does not end.
    this.parser.resume();
    this.parser.on('error', () => this.fail('unreadable', NO_REPORT));
    this.unpacker.on('data', (chunk: Buffer) => {
      this.unpacked += chunk.length;
      if (this.isFull() || expired()) this.close();
      else this.parsed = written(this.parser, chunk);
    });
    this.unpacker.on('error', ({ code }: NodeJS.ErrnoException) =>
      code === 'Z_BUF_ERROR'
        ? this.fail('truncated', 'its end is missing')
        : this.fail('unreadable', 'it cannot be unpacked'),
    );
  }

  /** Resolves when everything that these bytes hold was seen. */
  async add(bytes: Uint8Array): Promise<void> {
    if (this.unpacker.destroyed) return;
    await written(this.unpacker, bytes);
    await this.parsed;
  }

  /** The file has no more bytes: a stream without its end is cut. What follows a ZIP entry is its directory. */
  async end(): Promise<void> {
    if (this.unpacker.destroyed) return;
    if (this.container === 'csv-gzip') {
      await closed(this.unpacker, () => this.unpacker.end());
      await this.parsed;
    }
    if (this.fault !== null || this.isFull()) return;
    await closed(this.parser, () => this.parser.end());
    if (this.columns === null) this.fail('unreadable', NO_REPORT);
    else if (this.records > 0) this.refuseWithoutIntervals();
  }

  /** So much was unpacked, whether or not it is the whole file, and not one row says what time it is of. */
  refuseFullWithoutIntervals(): void {
    if (this.isFull()) this.refuseWithoutIntervals();
  }

  areEnough(): boolean {
    const unit = this.tally.unit();
    return this.isFull() || unit === 'HOURLY' || (unit === 'DAILY' && this.tally.rows() > ENOUGH_DAYS);
  }

  evidence(): Evidence {
    this.close();
    const payers = [...this.payers];
    return { fault: null, unit: this.tally.unit(), rows: this.tally.rows(), payers };
  }

  private refuseWithoutIntervals(): void {
    if (this.tally.rows() === 0) this.fail('unreadable', 'its rows have no intervals');
  }

  private isFull(): boolean {
    return this.unpacked >= UNPACKED_CAP || this.tally.rows() >= ROWS_CAP || this.records >= RECORDS_CAP;
  }

  private take(record: string[]): null {
    if (this.columns === null) {
      // Names in snake_case are those of CUR 2.0 and of Athena's output.
      const interval = record.indexOf('identity/TimeInterval');
      this.columns = { interval, payer: record.indexOf('bill/PayerAccountId') };
      if (interval === -1) this.fail('unreadable', NO_REPORT);
      return null;
    }
    this.tally.add(record[this.columns.interval] ?? '');
    const payer = record[this.columns.payer] ?? '';
    if (/^\d{12}$/.test(payer) && this.payers.size < 5) this.payers.add(payer);
    this.records += 1;
    return null;
  }

  private fail(kind: Fault['kind'], why: string): void {
    this.fault ??= { kind, why };
    this.close();
  }

  private close(): void {
    this.unpacker.destroy();
    this.parser.destroy();
  }
}

/** Resolves when the stream is closed, by its end or by an error that its listener has seen. */
function closed(stream: Writable, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve);
    end();
  });
}

/** Resolves when the stream has taken the bytes, or has ended over them. */
function written(stream: Writable, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('close', done);
      resolve();
    };
    stream.once('close', done);
    stream.write(bytes, done);
  });
}
