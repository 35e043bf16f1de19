import { encodeCsv, gzip } from '@/sandbox/fixtures/encode';
import { randomFrom } from '@/sandbox/fixtures/random';
import type { MadeObject } from '@/sandbox/fixtures/spec';
import { examineBucket } from '@/server/domain/reports/examine';
import { ACCOUNT, BUCKET, NOW, report } from '@/server/testing/corpus/case';
import { NEWEST_DATA, rewrite } from '@/server/testing/corpus/edit';
import { memorySource } from '@/server/testing/memory-source';
import { bucketOf } from '@/server/testing/report-bucket';

const PART = 100 * 1024 * 1024;
const GOAL = 1 / 50;
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';

/** How many bytes judging a report takes, against reading one of its parts of 100 MB (P2). */
export async function bytesOfLargeFiles() {
  const cases: [string, MadeObject[]][] = [
    ['Parquet', large(report({ rows: 2000 }), atItsEnd)],
    ['gzip', large(report({ rows: 2000, format: 'gzip' }), atItsBeginning)],
    ['gzip, 5,000 fee rows first', large(report({ format: 'gzip' }), () => atItsBeginning(fees()))],
  ];
  return Promise.all(
    cases.map(async ([what, objects]) => {
      const source = memorySource(bucketOf(objects));
      const options = { bucket: BUCKET, account: ACCOUNT, now: NOW, definitions: 'skip' as const };
      const { bytes, reports } = await examineBucket(source, options);
      const ratio = bytes / PART;
      const valid = reports.length === 1 && reports.every((each) => each.valid);
      return { id: 'P2', what, bytes, part: PART, ratio, goal: GOAL, met: ratio <= GOAL && valid };
    }),
  );
}

function large(objects: MadeObject[], body: (bytes: Uint8Array) => Uint8Array): MadeObject[] {
  return rewrite(objects, { where: NEWEST_DATA, body });
}

/** A file that ends as a real one does: its footer is there, its pages are not looked at. */
function atItsEnd(bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(PART);
  file.set(bytes.subarray(0, 4));
  file.set(bytes, PART - bytes.length);
  return file;
}

/** A file that begins as a real one does. */
function atItsBeginning(bytes: Uint8Array): Uint8Array {
  const file = new Uint8Array(PART);
  file.set(bytes);
  return file;
}

function fees(): Uint8Array {
  const intervals = [...Array<string>(5000).fill(FEE), ...Array<string>(20_000).fill(HOUR)];
  const random = randomFrom('fees');
  return gzip(
    encodeCsv(
      ['identity/LineItemId', 'identity/TimeInterval', 'bill/PayerAccountId'],
      intervals.map((interval) => [random.text('abcdefghijklmnopqrstuvwxyz234567', 52), interval, ACCOUNT]),
    ),
  );
}
