import { type FileMetaData, parquetMetadata } from 'hyparquet';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { type Evidence, faulty } from '@/server/domain/reports/evidence';
import { tallyOf } from '@/server/domain/reports/granularity';
import { snake } from '@/server/domain/reports/manifest';
import {
  COLUMN_CAP,
  type Counts,
  chunkOf,
  countValues,
  rangeOf,
  UnreadableColumn,
} from '@/server/domain/reports/parquet-column';
import { NotThrift, ThriftWalker } from '@/server/domain/reports/thrift';

export type ReadPart = (range: ByteRange) => Promise<ObjectPart>;

/** Real footers have 15 KB; four times that leaves room for tags without a second read. */
const TAIL = 64 * 1024;
/** 60 row groups of a real report's 15 KB, or fewer of one with many tags. Read, a footer takes ten times its length. */
const FOOTER_CAP = 1024 * 1024;
/** Structs and entries of lists in a footer: each column of a row group has some 12. */
const FOOTER_PARTS = 150_000;
const MAGIC = 0x31524150; // PAR1

const INTERVAL = 'identity_time_interval';
const PAYER = 'bill_payer_account_id';
const ACCOUNT = /^\d{12}$/;

/** What a Parquet data file proves, by its footer's statistics; by its columns of intervals and payers where they do not tell. */
export async function parquetEvidence(read: ReadPart): Promise<Evidence> {
  const tail = await read({ suffix: TAIL });
  const footer = await footerOf(tail, read);
  if ('fault' in footer) return footer;
  let metadata: FileMetaData;
  try {
    new ThriftWalker(footer.bytes, FOOTER_PARTS).struct();
    metadata = parquetMetadata(footer.bytes, { geoparquet: false });
  } catch (error) {
    const why =
      error instanceof NotThrift ? `its Parquet footer cannot be read, ${error.message}` : UNREADABLE_FOOTER;
    return faulty('unreadable', { why, size: tail.size });
  }
  const columns = new Set(metadata.schema.slice(1).map(({ name }) => snake(name)));
  if (!columns.has(INTERVAL))
    return faulty('unreadable', { why: `it has no column ${INTERVAL}`, size: tail.size });
  const told = {
    unit: unitOf(statisticsOf(metadata, INTERVAL)),
    payers: accountsOf(statisticsOf(metadata, PAYER)),
  };
  const file: File = { metadata, tail, read };
  try {
    const payers = told.payers.length > 0 || !columns.has(PAYER) ? told.payers : await payersOf(file);
    if (told.unit.unit() === 'HOURLY') return { fault: null, unit: 'HOURLY', rows: told.unit.rows(), payers };
    const tally = await tallyOfColumn(file);
    if (tally.rows() === 0 && metadata.row_groups.some(({ num_rows }) => num_rows > 0n))
      return { ...faulty('unreadable', { why: 'its rows have no intervals', size: tail.size }), payers };
    return { fault: null, unit: tally.unit(), rows: tally.rows(), payers };
  } catch (error) {
    if (!(error instanceof UnreadableColumn)) throw error;
    return { ...faulty('unreadable', { why: error.message, size: tail.size }), payers: told.payers };
  }
}

const UNREADABLE_FOOTER = 'its Parquet footer cannot be read';

/** The bytes from the footer to the file's end, or why there are none. */
async function footerOf(tail: ObjectPart, read: ReadPart): Promise<{ bytes: Uint8Array } | Evidence> {
  if (tail.size === 0) return faulty('truncated', { why: 'the file is empty' });
  const { bytes, size } = tail;
  const word = (offset: number) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true);
  if (bytes.length < 12 || word(bytes.length - 4) !== MAGIC) {
    const head = tail.start === 0 ? bytes : (await read({ first: 0, last: 3 })).bytes;
    const isParquet = new TextDecoder('latin1').decode(head.subarray(0, 4)) === 'PAR1';
    return isParquet
      ? faulty('truncated', { why: 'its end is missing', size })
      : faulty('unreadable', { why: 'it is not a Parquet file', size });
  }
  const length = word(bytes.length - 8);
  const needed = length + 8;
  if (needed > size - 4) {
    return faulty('unreadable', { why: 'the length of its Parquet footer is wrong', size });
  }
  if (needed > FOOTER_CAP) {
    return faulty('not-read', {
      why: `its Parquet footer of ${needed} bytes is longer than what is read`,
      size,
    });
  }
  if (needed <= bytes.length) return { bytes: bytes.subarray(bytes.length - needed) };
  const exact = await read({ first: size - needed, last: size - 1 });
  if (exact.bytes.length !== needed) return faulty('truncated', { why: 'its end is missing', size });
  return { bytes: exact.bytes };
}

// parquet-mr of AWS's own files writes the deprecated min and max; a statistic that was cut does not parse later.
function statisticsOf(metadata: FileMetaData, column: string): string[] {
  return metadata.row_groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data }) => {
      if (meta_data === undefined || snake(meta_data.path_in_schema.join('_')) !== column) return [];
      const { min, max, min_value, max_value } = meta_data.statistics ?? {};
      return [min, max, min_value, max_value].flatMap((value) => {
        if (typeof value === 'string') return [value];
        return value instanceof Uint8Array ? [new TextDecoder().decode(value)] : [];
      });
    }),
  );
}

function unitOf(intervals: readonly string[]) {
  const tally = tallyOf();
  for (const text of intervals) tally.add(text);
  return tally;
}

/** AWS account IDs, each once; more than a few are as telling as all of them. */
function accountsOf(values: Iterable<string>): string[] {
  return [...new Set([...values].filter((value) => ACCOUNT.test(value)))].slice(0, 5);
}

type File = { metadata: FileMetaData; tail: ObjectPart; read: ReadPart };

async function tallyOfColumn(file: File) {
  const tally = tallyOf();
  let packed = 0;
  for (const group of file.metadata.row_groups) {
    const counted = await countsOf(file, { group, name: INTERVAL });
    if (counted === null) break;
    for (const [text, count] of counted.counts) tally.add(text, count);
    packed += counted.packed;
    // Past the cap the rows so far must do: a report whose first 8 MB of intervals are fees is not known to exist.
    if (tally.unit() === 'HOURLY' || packed > COLUMN_CAP) break;
  }
  return tally;
}

/** Who paid for the rows of the first row group; one file is of one bill. */
async function payersOf(file: File): Promise<string[]> {
  const [group] = file.metadata.row_groups;
  if (group === undefined) return [];
  return accountsOf((await countsOf(file, { group, name: PAYER }))?.counts.keys() ?? []);
}

type Group = FileMetaData['row_groups'][number];

/** Null for a column that is larger than what is read. */
async function countsOf(
  { metadata, tail, read }: File,
  { group, name }: { group: Group; name: string },
): Promise<{ counts: Counts; packed: number } | null> {
  const chunk = chunkOf(metadata, { group, name, isIt: (path) => snake(path.join('_')) === name });
  const { start, end } = rangeOf(chunk, tail.size);
  if (end - start > COLUMN_CAP) return null;
  const bytes =
    start >= tail.start
      ? tail.bytes.subarray(start - tail.start, end - tail.start)
      : (await read({ first: start, last: end - 1 })).bytes;
  return { counts: countValues(bytes, chunk), packed: end - start };
}
