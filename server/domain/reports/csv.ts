import { constants, createGunzip, createInflateRaw } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { type Evidence, faulty } from '@/server/domain/reports/evidence';
import { type Tally, tallyOf } from '@/server/domain/reports/granularity';
import { snake } from '@/server/domain/reports/manifest';
import type { ReadPart } from '@/server/domain/reports/parquet';

/** 64 KB of gzip hold a wide header and hundreds of rows; large payers may have thousands of fee rows before them. */
const STEPS = [64 * 1024, 1024 * 1024, 4 * 1024 * 1024] as const;
/** What is unpacked at most of one file: 8 MB are some 5,000 rows. A gzip bomb ends here. */
const UNPACKED_CAP = 8 * 1024 * 1024;

type Container = 'csv-gzip' | 'csv-zip';

/** What a csv.gz or csv.zip data file proves, by a bounded read of its beginning. */
export async function csvEvidence(read: ReadPart, container: Container): Promise<Evidence> {
  let have = new Uint8Array();
  let size = Number.POSITIVE_INFINITY;
  let last: Beheld = { fault: null, unit: null, rows: 0, payer: null, full: false };
  for (const step of STEPS) {
    if (have.length >= size) break;
    const part = await read({ first: have.length, last: step - 1 });
    size = part.size;
    if (size === 0) return faulty('truncated', { why: 'the file is empty' });
    have = Buffer.concat([have, part.bytes]);
    last = await evidenceOf({ bytes: have, size, container });
    // Days and months may still be followed by hours.
    if (last.unit === 'HOURLY' || last.fault !== null || last.full) break;
    if (last.unit === 'DAILY' && last.rows > 100) break;
  }
  const { full: _, ...evidence } = last;
  return evidence;
}

/** `full`: as much was unpacked as may be, so that reading more changes nothing. */
type Beheld = Evidence & { full: boolean };
type Beginning = { bytes: Uint8Array; size: number; container: Container };

async function evidenceOf({ bytes, size, container }: Beginning): Promise<Beheld> {
  const packed = container === 'csv-gzip' ? gzipBody(bytes) : zipBody(bytes);
  if (packed === null) {
    const what = container === 'csv-gzip' ? 'a gzip file' : 'a ZIP file that can be read';
    return { ...faulty('unreadable', { why: `it is not ${what}`, size }), full: false };
  }
  const whole = bytes.length >= size && container === 'csv-gzip';
  const { text, end } = await unpack({ packed, whole, container });
  if (end === 'corrupt')
    return { ...faulty('unreadable', { why: 'it cannot be unpacked', size }), full: false };
  const seen = readRows({ text, whole: end === 'end' });
  if (seen === null) {
    return { ...faulty('unreadable', { why: 'it is not the csv of a report', size }), full: false };
  }
  const { tally, payers } = seen;
  const payer = payers.size === 1 ? ([...payers][0] ?? null) : null;
  const fault = end === 'cut' ? { kind: 'truncated' as const, why: 'its end is missing', size } : null;
  return { fault, unit: tally.unit(), rows: tally.rows(), payer, full: end === 'full' };
}

function gzipBody(bytes: Uint8Array): Uint8Array | null {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? bytes : null;
}

// The local header of the first entry: 30 bytes, the name, the extra field. Method 8 is deflate; bit 0 is encryption.
function zipBody(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 30) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0x04034b50) return null;
  if (view.getUint16(8, true) !== 8 || (view.getUint16(6, true) & 1) === 1) return null;
  return bytes.subarray(30 + view.getUint16(26, true) + view.getUint16(28, true));
}

type Packed = { packed: Uint8Array; whole: boolean; container: Container };
/** end: all of it. open: more would follow. full: the cap was reached. cut: the file ends in the middle. */
type Unpacked = { text: string; end: 'end' | 'open' | 'full' | 'cut' | 'corrupt' };

function unpack({ packed, whole, container }: Packed): Promise<Unpacked> {
  const options = { finishFlush: whole ? constants.Z_FINISH : constants.Z_SYNC_FLUSH };
  const stream = container === 'csv-gzip' ? createGunzip(options) : createInflateRaw(options);
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = (end: Unpacked['end']) => {
      stream.removeAllListeners('data');
      stream.destroy();
      resolve({ text: Buffer.concat(chunks).toString('utf8'), end });
    };
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= UNPACKED_CAP) finish('full');
    });
    stream.on('end', () => finish(whole ? 'end' : 'open'));
    stream.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'Z_BUF_ERROR' ? 'cut' : length > 0 && !whole ? 'open' : 'corrupt');
    });
    stream.end(packed);
  });
}

/** Tallies complete records only: a quoted field may hold commas and line ends. Null when the header is no report's. */
function readRows({
  text,
  whole,
}: {
  text: string;
  whole: boolean;
}): { tally: Tally; payers: Set<string> } | null {
  const tally = tallyOf();
  const payers = new Set<string>();
  const complete = whole ? text : text.slice(0, endOfLastRecord(text));
  let interval = -1;
  let payer = -1;
  let header = false;
  try {
    parse(complete, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (record: string[]) => {
        if (!header) {
          header = true;
          const names = record.map(snake);
          interval = names.indexOf('identity_time_interval');
          payer = names.indexOf('bill_payer_account_id');
          return null;
        }
        tally.add(record[interval] ?? '');
        const account = record[payer] ?? '';
        if (/^\d{12}$/.test(account)) payers.add(account);
        return null;
      },
    });
  } catch {
    return null;
  }
  // No whole header yet in the first part: more will be read.
  return header && interval === -1 ? null : { tally, payers };
}

function endOfLastRecord(text: string): number {
  let quoted = false;
  let end = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) end = index + 1;
  }
  return end;
}
