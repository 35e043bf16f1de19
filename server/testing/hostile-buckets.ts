import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { ReportSource } from '@/lib/report-source';
import { bombOf, inMemory, parquetThatLies } from './hostile-parquet';
import {
  bucketOf,
  type File,
  type HostileBucket,
  listed,
  MANIFEST,
  manifest,
  PARQUET,
  ROOT,
  sourceOf,
  text,
} from './hostile-source';

const CSV = `${ROOT}/20261101-20261201/hourly-00001.csv.gz`;
const GB = 1024 ** 3;

/** Every way that is known. What is packed is made here, so that looking at it is all that a measurement sees. */
export async function hostileBuckets(): Promise<HostileBucket[]> {
  const letters = await packed(`${HEADER}"`, { piece: 'x', times: 64 });
  const fees = await packed(HEADER, { piece: FEE, times: 64 });
  const commas = await packed(HEADER, { piece: ',\n', times: 40 });
  const bombs = inMemory(bombOf({ pages: 100, unpacked: 8 * 1024 ** 2 - 16 }));
  return [
    {
      what: 'a gzip bomb of one letter',
      source: () => bucketOf({ [MANIFEST]: manifest(CSV, 'GZIP'), [CSV]: letters }),
      bucket: [],
      report: ['DATA_UNREADABLE'],
    },
    {
      what: 'a gzip bomb of rows',
      source: () => bucketOf({ [MANIFEST]: manifest(CSV, 'GZIP'), [CSV]: fees }),
      bucket: [],
      report: ['GRANULARITY_UNKNOWN'],
    },
    {
      what: 'twenty gzip bombs of empty rows',
      source: () => twenty({ data: commas, compression: 'GZIP', ending: 'csv.gz' }),
      bucket: [],
      report: ['DATA_UNREADABLE'],
    },
    {
      what: 'twenty Parquet bombs',
      source: () => twenty({ data: bombs, compression: 'Parquet', ending: 'snappy.parquet' }),
      bucket: [],
      report: ['DATA_UNREADABLE'],
    },
    ...UNPACKED,
    ...parquetThatLies,
  ];
}

const HEADER = 'identity/TimeInterval,bill/PayerAccountId\n';
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z,123456789012\n';

const UNPACKED: readonly HostileBucket[] = [
  {
    what: 'a manifest of 2 GB',
    source: () => bucketOf({ [MANIFEST]: endless(2 * GB, '{"account":"') }),
    bucket: [],
    report: ['MANIFEST_UNREADABLE'],
  },
  {
    what: 'a manifest of depth 100,000',
    core: true,
    source: () => bucketOf({ [MANIFEST]: text('['.repeat(100_000) + ']'.repeat(100_000)) }),
    bucket: [],
    report: ['MANIFEST_UNREADABLE'],
  },
  {
    what: 'a manifest of 1 MB that is a list of lists',
    source: () => bucketOf({ [MANIFEST]: text(`[${'[],'.repeat(345_000)}0]`) }),
    bucket: [],
    report: ['MANIFEST_UNREADABLE'],
  },
  ...[0, 1, 0x300000, 0x7fffffff, 0xffffffff].map((length) => ({
    what: `a Parquet footer that says ${length} bytes`,
    ...(length === 0x7fffffff ? { core: true as const } : {}),
    source: () => bucketOf({ [MANIFEST]: manifest(PARQUET, 'Parquet'), [PARQUET]: footer(length) }),
    bucket: [],
    report: ['DATA_UNREADABLE'],
  })),
  {
    what: 'a million keys at one level',
    core: true,
    source: () => keysWithoutEnd((index) => `${String(index).padStart(7, '0')}-${'x'.repeat(200)}`),
    bucket: ['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED'],
    report: null,
  },
  {
    what: 'a million data files at one level',
    source: () => keysWithoutEnd((index) => `${String(index).padStart(7, '0')}-00001.csv.gz`),
    bucket: ['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED'],
    report: null,
  },
  {
    what: 'a million folders at one level',
    source: () => keysWithoutEnd((index) => `${String(index).padStart(7, '0')}/x`),
    bucket: ['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED'],
    report: null,
  },
];

/** Reports that are each as much work as one may be. */
function twenty(of: { data: File; compression: string; ending: string }): ReportSource {
  const files = Array.from({ length: 20 }, (_, index) => {
    const folder = `cur/r${index}/20261101-20261201`;
    const key = `${folder}/r${index}-00001.${of.ending}`;
    return [
      [`${folder}/r${index}-Manifest.json`, manifest(key, of.compression)],
      [key, of.data],
    ] as const;
  });
  return bucketOf(Object.fromEntries(files.flat()));
}

/**
 * As many pages as somebody asks for, up to a million keys and more. Each takes the millisecond that the fastest network takes: made in
 * no time, pages pile up before V8 collects them, and the growth measures that.
 */
function keysWithoutEnd(keyAt: (index: number) => string): ReportSource {
  const keys = 2_000_000;
  return sourceOf({
    async list({ prefix, delimiter, token, after = '' }) {
      await pause(1);
      let index = token === undefined ? firstAfter(after, { keys, keyAt }) : Number(token);
      const page: { objects: ReturnType<typeof listed>[]; prefixes: string[] } = {
        objects: [],
        prefixes: [],
      };
      for (let count = 0; count < 1000 && index < keys; count += 1, index += 1) {
        const key = keyAt(index);
        const slash = key.indexOf('/', prefix.length);
        if (!key.startsWith(prefix)) continue;
        if (delimiter !== undefined && slash !== -1) page.prefixes.push(key.slice(0, slash + 1));
        else page.objects.push(listed(key));
      }
      return { ...page, token: index < keys && prefix === '' ? String(index) : null };
    },
  });
}

function firstAfter(
  after: string,
  { keys, keyAt }: { keys: number; keyAt: (index: number) => string },
): number {
  let low = 0;
  let high = keys;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyAt(middle) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A file of any size that begins with some text and goes on with one letter. */
function endless(size: number, beginning: string): File {
  const head = new TextEncoder().encode(beginning);
  return {
    size,
    bytes(start, end) {
      const bytes = new Uint8Array(end - start).fill(97);
      if (start < head.length) bytes.set(head.subarray(start, end));
      return bytes;
    },
  };
}

/** So many MB of one piece of text, packed, in a file that says it has 1 GB. */
async function packed(beginning: string, of: { piece: string; times: number }): Promise<File> {
  const packer = createGzip();
  const parts: Buffer[] = [];
  packer.on('data', (part: Buffer) => parts.push(part));
  const megabyte = Buffer.from(of.piece.repeat(Math.ceil(1024 ** 2 / of.piece.length)));
  packer.write(beginning);
  for (let count = 0; count < of.times; count += 1) {
    if (!packer.write(megabyte)) await once(packer, 'drain');
  }
  packer.end();
  await once(packer, 'end');
  const bytes = Buffer.concat(parts);
  return {
    size: GB,
    bytes(start, end) {
      const part = new Uint8Array(end - start);
      part.set(bytes.subarray(start, end));
      return part;
    },
  };
}

/** 100 MB of zeros between the magic letters, and a length before the last of them. */
function footer(length: number): File {
  const size = 100 * 1024 * 1024;
  const end = new Uint8Array(8);
  new DataView(end.buffer).setUint32(0, length, true);
  end.set(new TextEncoder().encode('PAR1'), 4);
  return {
    size,
    bytes(start, until) {
      const bytes = new Uint8Array(until - start);
      if (until === size) bytes.set(end, bytes.length - 8);
      return bytes;
    },
  };
}
