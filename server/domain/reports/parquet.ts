import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import type { TimeUnit } from '@/lib/reports';
import { type Evidence, faulty } from '@/server/domain/reports/evidence';
import { tallyOf } from '@/server/domain/reports/granularity';
import {
  COLUMN_CAP,
  type Counts,
  chunkOf,
  countValues,
  rangeOf,
} from '@/server/domain/reports/parquet-column';
import { type Footer, type Group, readFooter } from '@/server/domain/reports/parquet-footer';
import { Budget, UnreadableColumn } from '@/server/domain/reports/parquet-unpack';
import { NotThrift, TooMuchThrift } from '@/server/domain/reports/thrift';

export type ReadPart = (range: ByteRange) => Promise<ObjectPart>;

/** Real footers have 15 KB; four times that leaves room for tags without a second read. */
const TAIL = 64 * 1024;
/** 140 row groups of 300 columns, or 250 of a real report's. */
const FOOTER_CAP = 4 * 1024 * 1024;
const MAGIC = 0x31524150; // PAR1

const INTERVAL = 'identity_time_interval';
const PAYER = 'bill_payer_account_id';
const ACCOUNT = /^\d{12}$/;
/** Days may still be followed by hours; after so many they will not. */
const ENOUGH_DAYS = 100;

/**
 * What a Parquet data file proves, by its footer's statistics; by its columns of intervals and payers where they do not tell. Throws
 * AwsTrouble, also when the file is another one by the time more of it is read, and LimitReached.
 */
export async function parquetEvidence(
  read: ReadPart,
  expired: () => boolean = () => false,
): Promise<Evidence> {
  const tail = await read({ suffix: TAIL });
  const more = (range: { first: number; last: number }) => readMore(read, { tail, ...range });
  const bytes = await footerOf(tail, more);
  if ('fault' in bytes) return bytes;
  const footer = footerIn(bytes, tail.size);
  if ('fault' in footer) return footer;
  if (!footer.columns.has(INTERVAL))
    return faulty('unreadable', { why: `it has no column ${INTERVAL}`, size: tail.size });
  return evidenceOf({ footer, tail, more, expired });
}

type More = (range: { first: number; last: number }) => Promise<Uint8Array>;

/** More of the file whose end was read. AWS may have replaced it since: two halves of two files are no broken file. */
async function readMore(
  read: ReadPart,
  { tail, first, last }: { tail: ObjectPart; first: number; last: number },
): Promise<Uint8Array> {
  const part = await read({ first, last }).catch((error: unknown) => {
    throw error instanceof AwsTrouble && error.kind === 'missing' ? changed() : error;
  });
  const isSame = part.size === tail.size && part.lastModified === tail.lastModified;
  if (!isSame || part.bytes.length !== last - first + 1) throw changed();
  return part.bytes;
}

function changed(): AwsTrouble {
  return new AwsTrouble('unavailable', { awsName: 'ObjectChanged' });
}

/** The bytes from the footer to the file's end, or why there are none. */
async function footerOf(tail: ObjectPart, more: More): Promise<Uint8Array | Evidence> {
  if (tail.size === 0) return faulty('truncated', { why: 'the file is empty' });
  const { bytes, size } = tail;
  const word = (offset: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
  if (bytes.length < 12 || word(bytes.length - 4) !== MAGIC) {
    const head = tail.start === 0 ? bytes : await more({ first: 0, last: 3 });
    const isParquet = new TextDecoder('latin1').decode(head.subarray(0, 4)) === 'PAR1';
    return isParquet
      ? faulty('truncated', { why: 'its end is missing', size })
      : faulty('unreadable', { why: 'it is not a Parquet file', size });
  }
  const needed = word(bytes.length - 8) + 8;
  if (needed > size - 4) {
    return faulty('unreadable', { why: 'the length of its Parquet footer is wrong', size });
  }
  if (needed > FOOTER_CAP) {
    return faulty('limit', {
      why: `its Parquet footer of ${needed} bytes is longer than the ${FOOTER_CAP} that are read`,
      size,
    });
  }
  if (needed <= bytes.length) return bytes.subarray(bytes.length - needed);
  return more({ first: size - needed, last: size - 1 });
}

function footerIn(bytes: Uint8Array, size: number): Footer | Evidence {
  try {
    return readFooter(bytes, [INTERVAL, PAYER]);
  } catch (error) {
    const why = `its Parquet footer cannot be read, ${error instanceof Error ? error.message : ''}`;
    if (error instanceof TooMuchThrift) return faulty('limit', { why, size });
    if (error instanceof NotThrift) return faulty('unreadable', { why, size });
    throw error;
  }
}

type File = { footer: Footer; tail: ObjectPart; more: More; expired: () => boolean };

async function evidenceOf(file: File): Promise<Evidence> {
  const { footer, tail } = file;
  const told = tallyOf();
  for (const text of footer.statistics.get(INTERVAL) ?? []) told.add(text);
  let payers = accountsOf(footer.statistics.get(PAYER) ?? []);
  try {
    if (payers.length === 0 && footer.columns.has(PAYER)) payers = await payersOf(file);
    if (told.unit() === 'HOURLY') return { fault: null, unit: 'HOURLY', rows: told.rows(), payers };
    const { rows, unit, isWhole } = await countIntervals(file);
    if (rows === 0 && isWhole && footer.hasRows)
      return { ...faulty('unreadable', { why: 'its rows have no intervals', size: tail.size }), payers };
    return { fault: null, unit, rows, payers };
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    // What we cannot read is nobody's fault but ours.
    const kind = error.kind === 'not-read' ? 'limit' : 'unreadable';
    return { ...faulty(kind, { why: error.message, size: tail.size }), payers };
  }
}

/** AWS account IDs, each once; more than a few are as telling as all of them. */
function accountsOf(values: Iterable<string>): string[] {
  return [...new Set([...values].filter((value) => ACCOUNT.test(value)))].slice(0, 5);
}

/** `isWhole`: every row was seen. Of a part only hours tell the unit, or days that are many. */
type Counted = { rows: number; unit: TimeUnit | null; isWhole: boolean };

async function countIntervals(file: File): Promise<Counted> {
  const tally = tallyOf();
  const budget = new Budget();
  const seen = { packed: 0, groups: 0 };
  for (const group of file.footer.groups) {
    // A report whose first 8 MB of intervals are fees is not known to exist.
    if (seen.packed > COLUMN_CAP) break;
    const counted = await countsOf(file, { group, name: INTERVAL, budget });
    if (counted === null) break;
    for (const [text, count] of counted.counts) tally.add(text, count);
    seen.packed += counted.packed;
    seen.groups += 1;
    if (areEnough(tally)) return { rows: tally.rows(), unit: tally.unit(), isWhole: false };
  }
  const isWhole = file.footer.left === 0 && seen.groups === file.footer.groups.length;
  return { rows: tally.rows(), unit: isWhole ? tally.unit() : null, isWhole };
}

function areEnough({ unit, rows }: ReturnType<typeof tallyOf>): boolean {
  return unit() === 'HOURLY' || (unit() === 'DAILY' && rows() > ENOUGH_DAYS);
}

/** Who paid for the rows of the first row group; one file is of one bill. A payer that is no text, or is not read, is not known. */
async function payersOf(file: File): Promise<string[]> {
  const [group] = file.footer.groups;
  if (group === undefined) return [];
  try {
    const counted = await countsOf(file, { group, name: PAYER, budget: new Budget() });
    return accountsOf(counted?.counts.keys() ?? []);
  } catch (error) {
    if (error instanceof UnreadableColumn && error.kind !== 'damaged') return [];
    throw error;
  }
}

/** Null for a column that is larger than what is read. */
async function countsOf(
  { footer, tail, more, expired }: File,
  { group, name, budget }: { group: Group; name: string; budget: Budget },
): Promise<{ counts: Counts; packed: number } | null> {
  const chunk = chunkOf(footer, { group, name });
  const { start, end } = rangeOf(chunk, tail.size);
  if (end - start > COLUMN_CAP) return null;
  const bytes =
    start >= tail.start
      ? tail.bytes.subarray(start - tail.start, end - tail.start)
      : await more({ first: start, last: end - 1 });
  return { counts: await countValues(bytes, { chunk, budget, expired }), packed: end - start };
}
