import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportSource } from '@/lib/report-source';
import { encodeCsv, gzip } from '@/sandbox/fixtures/encode';
import { examineBucket } from '@/server/domain/reports/examine';
import { ACCOUNT, BUCKET, definition, NOW } from '@/server/testing/corpus/case';
import { type MemoryBucket, type MemoryObject, memorySource } from '@/server/testing/memory-source';
import { codes, examine } from '@/server/testing/report-bucket';

const ROOT = 'cur/hourly/';
const THIS_MONTH = '20261101-20261201';
const LAST_MONTH = '20261001-20261101';
const HOUR = '2026-11-01T00:00:00Z/2026-11-01T01:00:00Z';
const FEE = '2026-11-01T00:00:00Z/2026-11-30T23:59:59Z';
const STRANGER = '999999999999';
const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });

const written = (body: MemoryObject['body']) => ({ body, lastModified: NOW.toISOString() });
const rows = (...all: string[][]) =>
  written(gzip(encodeCsv(['identity/TimeInterval', 'bill/PayerAccountId'], all)));

/** A month of a report of gzip files, a part for each object; null is a part that the manifest names and S3 has not. */
function month(period: string, parts: (MemoryObject | null)[]): MemoryBucket['objects'] {
  const folder = `${ROOT}${period}`;
  const keyed = parts.map((part, index) => ({ key: `${folder}/hourly-0000${index + 1}.csv.gz`, part }));
  const manifest = {
    account: ACCOUNT,
    columns: [
      { category: 'lineItem', name: 'ResourceId' },
      { category: 'splitLineItem', name: 'SplitCost' },
    ],
    compression: 'GZIP',
    reportKeys: keyed.map(({ key }) => key),
  };
  return {
    [`${folder}/hourly-Manifest.json`]: written(JSON.stringify(manifest)),
    ...Object.fromEntries(keyed.flatMap(({ key, part }) => (part === null ? [] : [[key, part]]))),
  };
}

describe('a first part of nothing but fees', () => {
  const followedBy = (last: MemoryObject | null) => ({
    ...month(LAST_MONTH, [rows([HOUR, ACCOUNT])]),
    ...month(THIS_MONTH, [rows([FEE, ACCOUNT]), last]),
  });
  const lastKey = `${ROOT}${THIS_MONTH}/hourly-00002.csv.gz`;

  it.each([
    ['that is garbage', written(new Uint8Array(5000).fill(65)), 'DATA_UNREADABLE'],
    ['that is denied', written(denied), 'DATA_UNREADABLE'],
    ['that is gone', null, 'DATA_FILES_MISSING'],
  ])('is not fit with a last part %s, whatever the month before says', async (_, last, code) => {
    // With one key on a page no folder is listed whole: only a read tells that a file is gone.
    const { reports } = await examine({ objects: followedBy(last), pageSize: 1, head: () => denied });
    expect(reports[0]).toMatchObject({ valid: false, timeUnit: 'HOURLY' });
    expect(reports[0]?.findings).toMatchObject([{ code, seen: expect.stringContaining(lastKey) }]);
  });

  it.each([
    ['hours', HOUR],
    ['fees', FEE],
  ])('is of another account when %s of the last part are', async (_, interval) => {
    const { reports } = await examine({ objects: followedBy(rows([interval, STRANGER])) });
    expect(codes(reports[0]?.findings ?? [])).toEqual(['WRONG_ACCOUNT']);
    expect(reports[0]?.findings[0]?.seen).toContain('paid by 9999-9999-9999');
  });

  it('is followed by a last part with the hours: fit', async () => {
    const { reports } = await examine({ objects: followedBy(rows([HOUR, ACCOUNT])) });
    expect(reports).toMatchObject([{ valid: true, timeUnit: 'HOURLY', findings: [] }]);
  });

  it('counts the fees of both parts', async () => {
    const fees = month(THIS_MONTH, [rows([FEE, ACCOUNT]), rows([FEE, ACCOUNT])]);
    const { reports } = await examine({ objects: fees });
    expect(reports[0]?.findings).toMatchObject([
      { code: 'GRANULARITY_UNKNOWN', seen: expect.stringContaining('2 rows') },
    ]);
  });
});

describe('a newest month that names no files', () => {
  const good = month(LAST_MONTH, [rows([HOUR, ACCOUNT])]);
  const names = async (objects: MemoryBucket['objects'], now: string) => {
    const { reports } = await examine({ objects }, { now: new Date(now) });
    return [reports[0]?.newestPeriod, ...codes(reports[0]?.findings ?? [])];
  };

  it.each([
    ['is not begun on its first days: the month before is judged', '2026-11-02T23:00:00Z', [LAST_MONTH]],
    ['is a fault when it stays so', '2026-11-03T01:00:00Z', [THIS_MONTH, 'NO_DATA_FILES']],
  ])('%s', async (_, now, expected) => {
    expect(await names({ ...good, ...month(THIS_MONTH, []) }, now)).toEqual(expected);
  });

  it.each([
    ['there is none before', {}],
    ['the one before names none either', month(LAST_MONTH, [])],
    ['the one before cannot be read', { [`${ROOT}${LAST_MONTH}/hourly-Manifest.json`]: written('x') }],
  ])('is a fault on its first days where %s', async (_, before) => {
    const objects = { ...before, ...month(THIS_MONTH, []) };
    expect(await names(objects, '2026-11-02T23:00:00Z')).toEqual([THIS_MONTH, 'NO_DATA_FILES']);
  });

  it('shows the faults of the month before', async () => {
    const objects = { ...month(LAST_MONTH, [rows([HOUR, STRANGER])]), ...month(THIS_MONTH, []) };
    expect(await names(objects, '2026-11-01T12:00:00Z')).toEqual([LAST_MONTH, 'WRONG_ACCOUNT']);
  });
});

describe('parts in an archive', () => {
  const PARTS = 9;
  /** The storage class stays what it was when a file is restored: only a read tells. */
  function archive(of: { locked?: number; definitions?: MemoryBucket['definitions'] }) {
    const parts = Array.from({ length: PARTS }, (_, index) =>
      index === of.locked
        ? written(new AwsTrouble('archived', { awsName: 'InvalidObjectState' }))
        : rows([HOUR, ACCOUNT]),
    );
    const source = memorySource({
      objects: month(THIS_MONTH, parts),
      definitions: of.definitions ?? new AwsTrouble('denied'),
    });
    const archived: ReportSource = {
      ...source,
      async list(query) {
        const page = await source.list(query);
        const objects = page.objects.map((one) => ({ ...one, archived: one.key.endsWith('.gz') }));
        return { ...page, objects };
      },
    };
    return examineBucket(archived, { bucket: BUCKET, account: ACCOUNT, now: NOW });
  }

  it.each([
    ['the data is read', undefined, 4],
    ['the CUR API tells the time unit', [definition({ compression: 'GZIP' })], 3],
  ])('that were restored are fit by a few reads where %s', async (_, definitions, get) => {
    const { reports, requests } = await archive({ definitions });
    expect(reports).toMatchObject([{ valid: true, findings: [] }]);
    expect(requests.get).toBe(get);
  });

  it.each([0, PARTS - 1])('are told when number %i was not restored', async (locked) => {
    const { reports } = await archive({ locked });
    expect(codes(reports[0]?.findings ?? [])).toEqual(['DATA_ARCHIVED']);
  });
});
