import { brotliCompressSync, constants } from 'node:zlib';
import { bucketOf, type File, type HostileBucket, MANIFEST, manifest, PARQUET } from './hostile-source';
import {
  chunk,
  dataPage,
  dictionaryPage,
  fileOfPages,
  footerBytes,
  manyStructs,
  packedZeros,
  parquetFile,
  varint,
} from './parquet-maker';

const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const NOTHING = new Uint8Array(100_000);
const MB = 1024 * 1024;
const BROTLI = 4;

function brotli(plain: Uint8Array): Uint8Array {
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  return brotliCompressSync(plain, { params });
}

/** Pages of 45 bytes that each unpack to so many bytes, eight numbers in each of them: 267 bytes with two of 16 MB. */
export function bombOf({ pages, unpacked = 16 * MB - 16 }: { pages: number; unpacked?: number }): Uint8Array {
  const zeros = dataPage({ values: unpacked * 8, body: packedZeros(unpacked), pack: brotli });
  const all = [dictionaryPage([FEE], brotli), ...Array<Uint8Array>(pages).fill(zeros)];
  return fileOfPages(all, { codec: BROTLI });
}

/** A month of seconds and more, as a writer that knows no limit has them. */
function dictionaries(count: number, texts: number): Uint8Array {
  const page = dictionaryPage(
    Array.from({ length: texts }, (_, index) => `interval${String(index).padStart(7, '0')}`),
    brotli,
  );
  return fileOfPages(Array<Uint8Array>(count).fill(page), { codec: BROTLI });
}

/** Files of a few bytes, most of them, that claim more than any memory holds. */
const FILES: { what: string; core?: true; bytes: () => Uint8Array; report?: string[] }[] = [
  {
    what: 'a page that says it has two billion rows',
    core: true,
    bytes: () => fileOfPages([dictionaryPage([FEE]), dataPage({ values: 0x7fffffff, body: [0] })]),
    report: ['GRANULARITY_UNKNOWN'],
  },
  {
    what: 'a run of a billion rows in a page of ten',
    bytes: () =>
      fileOfPages([dictionaryPage([FEE]), dataPage({ values: 10, body: [1, ...varint(0x7ffffffe), 0] })]),
    report: ['GRANULARITY_UNKNOWN'],
  },
  {
    what: 'two pages of 45 bytes that unpack to 16 MB each',
    core: true,
    bytes: () => bombOf({ pages: 2 }),
  },
  {
    what: 'a thousand pages that unpack to 8 MB each',
    bytes: () => bombOf({ pages: 1000, unpacked: 8 * MB - 16 }),
  },
  {
    what: 'three dictionaries of 400,000 texts',
    bytes: () => dictionaries(3, 400_000),
  },
  {
    what: 'a dictionary of 100,000 texts',
    bytes: () => dictionaries(1, 100_000),
  },
  {
    what: 'a footer of 4 MB whose columns are all the one that is wanted',
    bytes: () => parquetFile(NOTHING, footerBytes([Array.from({ length: 60_000 }, () => chunk())])),
  },
  {
    what: 'a number of half a million digits in the footer',
    bytes: () => parquetFile(NOTHING, new Uint8Array(512_000).fill(0xff)),
  },
  {
    what: 'a footer of a million empty structs',
    bytes: () => parquetFile(NOTHING, manyStructs(1_000_000)),
  },
  {
    what: 'two columns of one name, the second of 1 GB',
    bytes: () => parquetFile(NOTHING, footerBytes([[chunk(), chunk({ packed: 1024 ** 3 })]])),
  },
  {
    what: 'a column of a size below zero',
    bytes: () => parquetFile(NOTHING, footerBytes([[chunk({ packed: -50, offset: 1000 })]])),
  },
  {
    what: 'a column before the file begins',
    bytes: () => parquetFile(NOTHING, footerBytes([[chunk({ offset: -500 })]])),
  },
  {
    what: 'a column beyond the file and beyond all numbers',
    bytes: () => parquetFile(NOTHING, footerBytes([[chunk({ offset: 2n ** 62n })]])),
  },
  {
    what: 'twenty thousand row groups',
    bytes: () =>
      parquetFile(NOTHING, footerBytes(Array.from({ length: 20_000 }, () => [chunk({ offset: 1000 })]))),
  },
];

export const parquetThatLies: readonly HostileBucket[] = FILES.map(({ what, core, bytes, report }) => ({
  what: `Parquet with ${what}`,
  ...(core ? { core } : {}),
  source: () => bucketOf({ [MANIFEST]: manifest(PARQUET, 'Parquet'), [PARQUET]: inMemory(bytes()) }),
  bucket: [],
  report: report ?? ['DATA_UNREADABLE'],
}));

export function inMemory(bytes: Uint8Array): File {
  return { size: bytes.length, bytes: (start, end) => bytes.slice(start, end) };
}
