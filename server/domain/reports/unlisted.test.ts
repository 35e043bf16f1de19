import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportSource } from '@/lib/report-source';
import type { ReportDefinition } from '@/lib/reports';
import { examineBucket } from '@/server/domain/reports/examine';
import { stateAfter } from '@/server/domain/reports/outcome';
import { ACCOUNT, BUCKET, definition, NOW, report } from '@/server/testing/corpus/case';
import { type MemoryBucket, memorySource } from '@/server/testing/memory-source';
import { bucketOf, examine } from '@/server/testing/report-bucket';

const ROOT = 'cur/hourly/';
const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
const written = { body: 'x', lastModified: NOW.toISOString() };
const filling = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`zz/${index}/x`, written]));

describe('a chosen report in a large bucket', () => {
  const searched = (objects: MemoryBucket['objects'], hidden: string) =>
    examine(
      {
        objects: { ...objects, ...filling },
        pageSize: 3,
        folderPageSize: 50,
        list: ({ prefix }) => (prefix.startsWith(hidden) ? denied : null),
      },
      { chosenRoot: ROOT },
    );

  it.each(['cur/', ROOT])('is not gone when listing %s is denied', async (hidden) => {
    const examination = await searched(bucketOf(report()).objects, hidden);
    expect(examination.gone).toBeUndefined();
    expect(examination.complete).toBe(false);
    expect(stateAfter('confirmed', { examination, chosenRoot: ROOT })).toBe('confirmed');
  });

  it('is not gone when a folder in it may not be listed, which may have an older month', async () => {
    const notes = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`${ROOT}notes/${name}`, written]));
    const examination = await searched(notes, `${ROOT}notes/`);
    expect(stateAfter('confirmed', { examination, chosenRoot: ROOT })).toBe('confirmed');
  });

  it('is not gone when its folder holds so many files that they were passed over', async () => {
    const files = Object.fromEntries(Array.from('abcdefgh', (name) => [`${ROOT}|${name}`, written]));
    const examination = await searched(
      { ...bucketOf(report({ prefix: 'aa', name: 'other' })).objects, ...files },
      'nothing/',
    );
    expect(examination.gone).toBeUndefined();
  });

  it('is gone when its folder was listed and is empty, whatever else is denied', async () => {
    const others = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`other/${name}`, written]));
    const examination = await searched(others, 'other/');
    expect(examination.gone).toEqual([ROOT]);
    expect(stateAfter('confirmed', { examination, chosenRoot: ROOT })).toBe('report_invalid');
  });
});

describe('a first delivery that comes after the listing', () => {
  async function arriving(change: Partial<ReportDefinition>) {
    const source = memorySource({ ...bucketOf(report()), definitions: [definition(change)] });
    const before: ReportSource = {
      ...source,
      list: async () => ({ objects: [], prefixes: [], token: null }),
    };
    return examineBucket(before, { bucket: BUCKET, account: ACCOUNT, now: NOW });
  }

  it.each([
    ['and its data is read', { timeUnit: null }, 2],
    ['and the CUR API tells the time unit', {}, 1],
  ])('is judged by what is there %s', async (_, change, get) => {
    const { reports, requests } = await arriving(change);
    expect(reports).toMatchObject([{ root: ROOT, valid: true, timeUnit: 'HOURLY', findings: [] }]);
    expect(requests.get).toBe(get);
  });
});
