import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { metered } from '@/server/domain/reports/budget';
import { discover } from '@/server/domain/reports/discover';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';

const P1 = '20230501-20230601';
const P2 = '20230601-20230701';
const manifest = (root: string, period: string) => `${root}${period}/${root.split('/').at(-2)}-Manifest.json`;
const keysOf = (count: number, name: (index: string) => string) =>
  Array.from({ length: count }, (_, index) => name(String(index).padStart(5, '0')));

async function search(
  keys: string[],
  {
    prefix = '',
    maxRequests = 1000,
    ...rest
  }: Partial<MemoryBucket> & { prefix?: string; maxRequests?: number } = {},
) {
  const objects = Object.fromEntries(keys.map((key) => [key, { body: '{}' }]));
  const source = metered(memorySource({ objects, ...rest }), { maxRequests, maxBytes: 1e9 });
  const found = await discover(source, { prefix });
  return {
    ...found,
    roots: found.candidates.map(({ root }) => root),
    kinds: found.candidates.map(({ layout, root }) => `${layout} ${root}`),
    counts: source.counts(),
  };
}

/** Both ways of the search must find the same: all keys on one page, and a page so small that folders are opened. */
const BOTH = [
  ['one page', 1000],
  ['many pages', 3],
] as const;

describe.each(BOTH)('reports on %s', (_, pageSize) => {
  it.each([
    [
      'csv, new versions',
      [
        manifest('a/n/', P1),
        `a/n/${P1}/20230503T1Z/n-Manifest.json`,
        `a/n/${P1}/20230503T1Z/n-00001.csv.gz`,
        manifest('a/n/', P2),
      ],
      'a/n/',
    ],
    [
      'csv, overwrite',
      [manifest('a/n/', P1), `a/n/${P1}/n-1.csv.gz`, manifest('a/n/', P2), `a/n/${P2}/n-1.csv.gz`],
      'a/n/',
    ],
    [
      'Parquet for Athena',
      [
        manifest('a/n/', P1),
        manifest('a/n/', P2),
        `a/n/${P2}/n-create-table.sql`,
        'a/n/n/year=2023/month=5/n-00001.snappy.parquet',
        'a/n/n/year=2023/month=6/n-00001.snappy.parquet',
        'a/n/crawler-cfn.yml',
        'a/n/cost_and_usage_data_status/cost_and_usage_data_status.parquet',
      ],
      'a/n/',
    ],
    [
      'Parquet, new versions',
      [manifest('a/n/', P1), manifest('a/n/', P2), `a/n/${P2}/20230603T1Z/n-00001.snappy.parquet`],
      'a/n/',
    ],
    [
      'an empty prefix',
      [manifest('/n/', P1), manifest('/n/', P2), `/n/${P2}/n-1.csv.gz`, `/n/${P2}/x/n-1.csv.gz`],
      '/n/',
    ],
    [
      'a prefix of several folders',
      [manifest('a/b/c/d/n/', P1), manifest('a/b/c/d/n/', P2), 'z', 'y'],
      'a/b/c/d/n/',
    ],
    ['a prefix that ends with a slash', [manifest('a//n/', P1), manifest('a//n/', P2), 'x', 'y'], 'a//n/'],
    ['a prefix like a period', [manifest(`${P1}/n/`, P1), manifest(`${P1}/n/`, P2), 'x', 'y'], `${P1}/n/`],
    ['a name like a period', [manifest(`a/${P1}/`, P1), manifest(`a/${P1}/`, P2), 'x', 'y'], `a/${P1}/`],
    [
      'the name metadata',
      [manifest('a/metadata/', P1), manifest('a/metadata/', P2), 'a/data/x', 'a/data/y'],
      'a/metadata/',
    ],
    ['the prefix AWSLogs', [manifest('AWSLogs/n/', P1), manifest('AWSLogs/n/', P2), 'x', 'y'], 'AWSLogs/n/'],
  ])('are found with %s', async (_name, keys, root) => {
    const found = await search(keys, { pageSize });
    expect(found.roots).toEqual([root]);
    expect(found.stopped).toBeNull();
    const newest = found.candidates[0]?.periods[0];
    expect(found.candidates[0]?.manifestKey).toBe(manifest(root, newest ?? ''));
    expect(newest).toBe(keys.some((key) => key.includes(`/${P2}/`)) ? P2 : P1);
  });

  it('are found where one root lies inside another', async () => {
    const keys = ['a/b/', 'a/b/c/', 'a/b/b/'].flatMap((root) => [manifest(root, P1), manifest(root, P2)]);
    const found = await search(keys, { pageSize });
    expect(found.roots).toEqual(['a/b/', 'a/b/b/', 'a/b/c/']);
  });

  it('are told from Data Exports, also at one root', async () => {
    const exported = ['2024-03', '2024-04'].flatMap((month) => [
      `a/n/data/BILLING_PERIOD=${month}/n-00001.snappy.parquet`,
      `a/n/metadata/BILLING_PERIOD=${month}/2024-04-02T13:14:43.337Z-1/n-Manifest.json`,
    ]);
    const found = await search([...exported, manifest('a/n/', P1), manifest('a/m/', P2), 'focus/data/x/y'], {
      pageSize,
    });
    expect(found.kinds.sort()).toEqual(['export a/n/', 'legacy a/m/', 'legacy a/n/']);
    expect(found.candidates.find(({ layout }) => layout === 'export')?.periods[0]).toBe('2024-04');
  });

  it('are not seen in look-alikes', async () => {
    const found = await search(
      [
        `a/n/${P1}/n-RedshiftManifest.json`,
        `a/n/${P1}/manifest.json`,
        'inv/b/2023-06-01T00-00Z/manifest.json',
        '123456789012-aws-billing-detailed-line-items-2023-06.csv.zip',
        'athena/0f3a.csv.gz',
        `x/${P1}/other-Manifest.json`,
        `${P1}/n-Manifest.json`,
      ],
      { pageSize },
    );
    expect(found.roots).toEqual([]);
  });
});

describe('a large bucket', () => {
  it('is searched without opening partitions, logs and periods', async () => {
    const keys = [
      ...keysOf(5000, (index) => `AWSLogs/123456789012/elb/${index}.gz`),
      ...keysOf(3000, (index) => `a/n/${P1}/${index}/n-00001.csv.gz`),
      ...keysOf(3000, (index) => `table/year=2023/${index}.parquet`),
      manifest('a/n/', P1),
    ];
    const found = await search(keys);
    expect(found.roots).toEqual(['a/n/']);
    expect(found.stopped).toBeNull();
    expect(found.counts.list).toBeLessThanOrEqual(8);
  });

  it('says where it stopped, and keeps requests for what it found', async () => {
    const names = ['alpha', 'beta', 'gamma', 'delta'];
    const folders = names.flatMap((name) => names.map((other) => `${name}-${other}`));
    const keys = [
      ...folders.flatMap((folder) => keysOf(60, (index) => `z/${folder}/${index}`)),
      manifest('a/n/', P1),
    ];
    const found = await search(keys, { pageSize: 50, maxRequests: 20 });
    expect(found.stopped).toContain('reports found');
    expect(found.roots).toEqual(['a/n/']);
    expect(found.counts.list + found.counts.get).toBeLessThanOrEqual(20);
  });

  it('does not open folders deeper than ten, and says so', async () => {
    const deep = `${Array.from({ length: 12 }, (_, index) => `d${index}`).join('/')}/n/`;
    const found = await search([manifest(deep, P1), manifest(deep, P2)], { pageSize: 1 });
    expect(found.roots).toEqual([]);
    expect(found.stopped).toContain('deeper than 10');
  });

  const other = [manifest('cur/n/', P1), `cur/n/${P1}/n-00001.csv.gz`];
  const hidden = (folder: string) => [...other, manifest(`${folder}n/`, P1)];

  it.each([
    ['files of one name in a folder', keysOf(30_000, (index) => `access/2026-${index}-A41F`), 'access/cur/'],
    ['files of one name at its root', keysOf(30_000, (index) => `access-${index}`), 'zz/'],
    [
      'folders of hours',
      keysOf(20_000, (index) => `ev/2026/${index.slice(0, 2)}/${index.slice(2)}/x`),
      'ev/x/',
    ],
    [
      'hundreds of folders of one name',
      keysOf(20_000, (index) => `team-${index.slice(0, 4)}/${index}`),
      'zz/',
    ],
  ])('passes over %s when there are reports beside them, and says so', async (_, keys, beside) => {
    const found = await search([...keys, ...hidden(beside)]);
    expect(found.roots).toEqual(['cur/n/', `${beside}n/`].sort());
    expect(found.stopped).toContain('not opened');
    expect(found.counts.list).toBeLessThanOrEqual(16);
  });

  it.each([
    [
      'among files of one name',
      [...keysOf(8000, (index) => `a/2026-${index}`), manifest('a/2026-04000/n/', P1)],
    ],
    ['in folders of hours', keysOf(2000, (index) => `ev/2026/${index}/x`).concat(manifest('ev/2026/n/', P1))],
    [
      'in one of hundreds of folders',
      keysOf(2000, (index) => `team-${index}/x`).concat(manifest('team-00777/n/', P1)),
    ],
    [
      'in one of hundreds of folders that come before a year',
      [...keysOf(1200, (index) => `1${index}/x`), '2026/x', manifest('100777/n/', P1)],
    ],
    [
      'in the last of two families that lie in one another',
      keysOf(700, (index) => `app-${index}/x`)
        .concat(keysOf(700, (index) => `app-${index}-prod/x`))
        .concat(manifest('app-00698-prod/n/', P1)),
    ],
  ])('looks everywhere when nothing is found: %s', async (_, keys) => {
    const found = await search(keys);
    expect(found.candidates).toHaveLength(1);
    expect(found.stopped).toBeNull();
  });

  it('does not look everywhere when reports are known without searching', async () => {
    const keys = keysOf(8000, (index) => `a/2026-${index}`);
    const objects = Object.fromEntries(keys.map((key) => [key, { body: '' }]));
    const source = metered(memorySource({ objects }), { maxRequests: 1000, maxBytes: 1e9 });
    const found = await discover(source, { prefix: '', isKnown: async () => true });
    expect(found.stopped).toContain('not opened: what follows a/2026-');
    expect(source.counts().list).toBeLessThanOrEqual(6);
  });

  it('goes on beside a folder that may not be listed, and says both what is hidden and what was not opened', async () => {
    const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
    const list = ({ prefix }: { prefix: string }) => (prefix.startsWith('secret/') ? denied : null);
    const keys = [
      ...keysOf(4000, (index) => `a/2026-${index}`),
      ...keysOf(1500, (index) => `secret/${index}`),
    ];
    const report = manifest('b/2026-03000/n/', P1);
    const others = keysOf(4000, (index) => `b/2026-${index}`);
    const found = await search([...keys, ...others, report], { list });
    expect(found.roots).toEqual(['b/2026-03000/n/']);
    expect(found.stopped).toBe('listing secret/ is denied');
    const beside = await search([...keys, ...others, ...other], { list });
    expect(beside.stopped).toMatch(/^listing secret\/ is denied; not opened: what follows a\/2026-/);
  });

  it('looks for a root that it was told, and says when no report is there any more', async () => {
    const folders = keysOf(2000, (index) => `ev/2026/${index}/x`);
    const objects = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, { body: '{}' }]));
    const look = (keys: string[]) =>
      discover(metered(memorySource({ objects: objects(keys) }), { maxRequests: 1000, maxBytes: 1e9 }), {
        prefix: '',
        roots: ['ev/2026/n/'],
      });
    const there = await look([...folders, ...other, manifest('ev/2026/n/', P1)]);
    expect(there.candidates.map(({ root }) => root)).toEqual(['cur/n/', 'ev/2026/n/']);
    expect(there.gone).toEqual([]);
    const gone = await look([...folders, ...other]);
    expect(gone.candidates.map(({ root }) => root)).toEqual(['cur/n/']);
    expect(gone).toMatchObject({ gone: ['ev/2026/n/'], stopped: expect.stringContaining('not opened') });
  });

  it('looks below a prefix only', async () => {
    const keys = [manifest('a/n/', P1), manifest('ab/n/', P1)];
    expect((await search(keys, { prefix: 'a/' })).roots).toEqual(['a/n/']);
  });
});
