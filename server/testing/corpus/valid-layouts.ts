import { type CorpusCase, fits, report } from './case';

/** Every character that AWS allows in a prefix and in a name (its pattern, cur 2017-01-06). */
const ODD = "0aZ!-_.*'()";

/** The four layouts, and both ways to name an assembly. */
export const layouts: readonly CorpusCase[] = [
  { what: 'Parquet that overwrites, for Athena', objects: () => report(), verdict: fits() },
  {
    what: 'Parquet that overwrites, without Athena files',
    objects: () => report({ athena: false }),
    verdict: fits(),
  },
  {
    what: 'Parquet in new versions named by time',
    objects: () => report({ versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'Parquet in new versions named by UUID',
    objects: () => report({ versioning: 'create-new', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  { what: 'gzip that overwrites', objects: () => report({ format: 'gzip' }), verdict: fits() },
  {
    what: 'gzip that overwrites, files numbered from -1',
    objects: () => report({ format: 'gzip', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  {
    what: 'gzip in new versions named by time',
    objects: () => report({ format: 'gzip', versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'gzip in new versions named by UUID, files numbered from -1',
    objects: () => report({ format: 'gzip', versioning: 'create-new', assemblyId: 'uuid' }),
    verdict: fits(),
  },
  {
    what: 'twelve versions of the newest month',
    objects: () => report({ format: 'gzip', versioning: 'create-new', versions: 12 }),
    verdict: fits(),
  },
  {
    what: 'several Parquet parts',
    objects: () => report({ parts: 4, rows: 60 }),
    verdict: fits(),
  },
  {
    what: 'several gzip parts',
    objects: () => report({ parts: 5, rows: 60, format: 'gzip', versioning: 'create-new' }),
    verdict: fits(),
  },
  {
    what: 'thirty-six months',
    objects: () => report({ periods: months(36), format: 'gzip', rows: 2 }),
    verdict: fits(),
  },
];

/** Prefixes and names that could be taken for something else. */
export const names: readonly CorpusCase[] = [
  {
    what: 'an empty prefix, gzip',
    objects: () => report({ prefix: '', format: 'gzip' }),
    verdict: fits('/hourly/'),
  },
  {
    what: 'an empty prefix, Parquet in new versions',
    objects: () => report({ prefix: '', versioning: 'create-new' }),
    verdict: fits('/hourly/'),
  },
  {
    what: 'a prefix of seven folders',
    objects: () => report({ prefix: 'a/b/c/d/e/f/g' }),
    verdict: fits('a/b/c/d/e/f/g/hourly/'),
  },
  {
    what: 'a prefix that ends with a slash',
    objects: () => report({ prefix: 'cur/' }),
    verdict: fits('cur//hourly/'),
  },
  {
    what: 'a prefix that begins with a slash',
    objects: () => report({ prefix: '/cur', format: 'gzip' }),
    verdict: fits('/cur/hourly/'),
  },
  {
    what: 'a prefix with doubled slashes',
    objects: () => report({ prefix: 'a//b', format: 'gzip' }),
    verdict: fits('a//b/hourly/'),
  },
  {
    what: 'every allowed character in prefix and name',
    objects: () => report({ prefix: `${ODD}/${ODD}`, name: ODD }),
    verdict: fits(`${ODD}/${ODD}/${ODD}/`),
  },
  {
    what: 'a name of 256 characters',
    objects: () => report({ name: 'n'.repeat(256), format: 'gzip' }),
    verdict: fits(`cur/${'n'.repeat(256)}/`),
  },
  { what: 'a report named data', objects: () => report({ name: 'data' }), verdict: fits('cur/data/') },
  {
    what: 'a report named metadata',
    objects: () => report({ name: 'metadata', format: 'gzip' }),
    verdict: fits('cur/metadata/'),
  },
  {
    what: 'reports named data and metadata side by side',
    objects: () => [...report({ name: 'data' }), ...report({ name: 'metadata' })],
    verdict: { reports: { 'cur/data/': [], 'cur/metadata/': [] } },
  },
  {
    what: 'a report named like a period',
    objects: () => report({ name: '20261101-20261201' }),
    verdict: fits('cur/20261101-20261201/'),
  },
  {
    what: 'a prefix that looks like a period',
    objects: () => report({ prefix: 'cur/20261101-20261201' }),
    verdict: fits('cur/20261101-20261201/hourly/'),
  },
  {
    what: 'a report named like its own Manifest.json',
    objects: () => report({ name: 'x-Manifest.json', format: 'gzip' }),
    verdict: fits('cur/x-Manifest.json/'),
  },
  {
    what: 'one root inside another',
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b', name: 'c' })],
    verdict: { reports: { 'a/b/': [], 'a/b/c/': [] } },
  },
  {
    what: "one root that is another's folder of its own name",
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b', name: 'b' })],
    verdict: { reports: { 'a/b/': [], 'a/b/b/': [] } },
  },
  {
    what: 'one root beside folders of months of another',
    objects: () => [...report({ prefix: 'a', name: 'b' }), ...report({ prefix: 'a/b/b', name: 'late' })],
    verdict: { reports: { 'a/b/': [], 'a/b/b/late/': [] } },
  },
];

function months(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 10 - (count - 1 - index), 1)).toISOString().slice(0, 7),
  );
}
