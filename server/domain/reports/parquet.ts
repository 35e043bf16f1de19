import { type Compressors, type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import { type Evidence, faulty } from '@/server/domain/reports/evidence';
import { tallyOf } from '@/server/domain/reports/granularity';
import { snake } from '@/server/domain/reports/manifest';

export type ReadPart = (range: ByteRange) => Promise<ObjectPart>;

/** Real footers have 15 KB; four times that leaves room for tags without a second read. */
const TAIL = 64 * 1024;
/** 250 row groups of a real report's 15 KB, or fewer of one with many tags. Read, a footer takes ten times its length. */
const FOOTER_CAP = 4 * 1024 * 1024;
/** The interval column of a real file has 13 KB; it is dictionary-encoded. */
const COLUMN_CAP = 8 * 1024 * 1024;
const UNPACKED_CAP = 16 * 1024 * 1024;
/** Rows that are looked at in one row group: fees come first, hours soon after. */
const ROWS_CAP = 100_000;
/** A row group of more rows is none that AWS writes; a page may lie about its rows as well, and unpacks into as many. */
const ROWS_BELIEVED = 20_000_000;
const MAGIC = 0x31524150; // PAR1

/** What a Parquet data file proves, by its footer's statistics; by its interval column where they do not tell. */
export async function parquetEvidence(read: ReadPart): Promise<Evidence> {
  const tail = await read({ suffix: TAIL });
  const footer = await footerOf(tail, read);
  if ('fault' in footer) return footer;
  let metadata: FileMetaData;
  try {
    metadata = parquetMetadata(footer.bytes, { geoparquet: false });
  } catch {
    return faulty('unreadable', { why: 'its Parquet footer cannot be read', size: tail.size });
  }
  const tally = tallyOf();
  for (const text of statisticsOf(metadata, 'identity_time_interval')) tally.add(text);
  const payer = theOnly(statisticsOf(metadata, 'bill_payer_account_id'));
  if (tally.unit() === 'HOURLY') return { fault: null, unit: 'HOURLY', rows: tally.rows(), payer };
  return byColumn({ metadata, tail, read, payer });
}

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
  const needed = word(bytes.length - 8) + 8;
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

function theOnly(values: string[]): string | null {
  const known = new Set(values.filter((value) => /^\d{12}$/.test(value)));
  return known.size === 1 ? ([...known][0] ?? null) : null;
}

type File = { metadata: FileMetaData; tail: ObjectPart; read: ReadPart; payer: string | null };

async function byColumn({ metadata, tail, read, payer }: File): Promise<Evidence> {
  const tally = tallyOf();
  const file = {
    byteLength: tail.size,
    async slice(start: number, end = tail.size): Promise<ArrayBuffer> {
      const part =
        start >= tail.start
          ? tail.bytes.subarray(start - tail.start, end - tail.start)
          : (await read({ first: start, last: end - 1 })).bytes;
      return new Uint8Array(part).buffer;
    },
  };
  let rowStart = 0;
  let packed = 0;
  for (const group of metadata.row_groups) {
    const chunk = group.columns.find(
      ({ meta_data }) => snake(meta_data?.path_in_schema.join('_') ?? '') === 'identity_time_interval',
    )?.meta_data;
    if (chunk === undefined)
      return faulty('unreadable', { why: 'it has no column identity_time_interval', size: tail.size });
    packed += Number(chunk.total_compressed_size);
    // Past the cap the rows so far must do: a report whose first 8 MB of intervals are fees is not known to exist.
    if (packed > COLUMN_CAP || Number(chunk.total_uncompressed_size) > UNPACKED_CAP) break;
    const rows = Number(group.num_rows);
    if (rows > ROWS_BELIEVED || Number(chunk.num_values) > ROWS_BELIEVED) {
      return faulty('unreadable', { why: 'its number of rows is wrong', size: tail.size });
    }
    const column = chunk.path_in_schema[0] ?? '';
    try {
      await parquetRead({
        file,
        metadata,
        columns: [column],
        rowStart,
        rowEnd: rowStart + Math.min(rows, ROWS_CAP),
        compressors: capped,
        // Page by page: a row of its own for each value would take a hundred times the column.
        onPage: ({ columnData }) => {
          for (const value of columnData) tally.add(String(value ?? ''));
        },
      });
    } catch (error) {
      if (!(error instanceof Error) || isOfSource(error)) throw error;
      return { ...faulty('unreadable', { why: 'its Parquet pages cannot be read', size: tail.size }), payer };
    }
    if (tally.unit() === 'HOURLY') break;
    rowStart += rows;
  }
  return { fault: null, unit: tally.unit(), rows: tally.rows(), payer };
}

/** The same, and none unpacks more than a whole column may have: a page says itself how much room it wants. */
const capped: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > UNPACKED_CAP) throw new Error(`A page says that it has ${length} bytes.`);
      return unpack(input, length);
    },
  ]),
);

// Errors of the source and of the budget must not be taken for a broken file.
function isOfSource(error: Error): boolean {
  return error.name === 'AwsTrouble' || error.name === 'LimitReached';
}
