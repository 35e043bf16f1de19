import { bucketOf, type File, type HostileBucket, MANIFEST, manifest, PARQUET } from './hostile-source';
import {
  chunk,
  dataPage,
  dictionaryPage,
  fileOfPages,
  footerBytes,
  manyStructs,
  parquetFile,
  varint,
} from './parquet-maker';

const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const NOTHING = new Uint8Array(100_000);

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

function inMemory(bytes: Uint8Array): File {
  return { size: bytes.length, bytes: (start, end) => bytes.slice(start, end) };
}
