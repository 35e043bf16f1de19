import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { BUCKET_CODES } from '@/lib/findings/vocabulary';
import { Examination } from '@/lib/reports';
import { makeExport } from '@/sandbox/fixtures/export';
import { makeLookAlikes } from '@/sandbox/fixtures/look-alikes';
import { reportState } from '@/server/domain/reports/outcome';
import { ACCOUNT, BUCKET, definition, NOW, report } from '@/server/testing/corpus/case';
import type { MemoryBucket } from '@/server/testing/memory-source';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const testObject = (hours: number) => ({
  key: 'aws-programmatic-access-test-object',
  body: new TextEncoder().encode('test'),
  lastModified: hoursAgo(hours),
});
const undelivered = definition({ lastDelivery: null, lastStatus: null });
const exported = () =>
  makeExport({
    accountId: ACCOUNT,
    bucket: BUCKET,
    prefix: 'e',
    name: 'x',
    kind: 'cur-2.0',
    periods: ['2026-11'],
    seed: 1,
    now: NOW.toISOString(),
  });

type Case = { what: string; bucket: MemoryBucket; options?: Parameters<typeof examine>[1]; codes: string[] };

const CASES: Case[] = [
  {
    what: 'a bucket that does not exist',
    bucket: { objects: {}, list: () => new AwsTrouble('missing', { awsName: 'NoSuchBucket' }) },
    codes: ['BUCKET_NOT_FOUND'],
  },
  {
    what: 'a bucket that refuses everything',
    bucket: { objects: {}, list: () => denied, head: () => denied },
    codes: ['BUCKET_ACCESS_DENIED'],
  },
  {
    what: 'a bucket that answers HEAD and refuses to be listed',
    bucket: { objects: {}, list: () => denied },
    codes: ['BUCKET_ACCESS_DENIED'],
  },
  {
    what: "somebody else's bucket",
    bucket: { objects: {}, list: () => denied, head: ({ anyOwner }) => (anyOwner ? null : denied) },
    codes: ['BUCKET_WRONG_OWNER'],
  },
  { what: 'an empty bucket', bucket: { objects: {} }, codes: ['NO_REPORT_FOUND'] },
  {
    what: 'look-alikes only',
    bucket: bucketOf(
      makeLookAlikes({ accountId: ACCOUNT, bucket: BUCKET, period: '2026-11', now: NOW.toISOString() }),
    ),
    codes: ['NO_REPORT_FOUND'],
  },
  { what: 'an export only', bucket: bucketOf(exported()), codes: ['NO_REPORT_FOUND'] },
  {
    what: "an export that explains AWS's test",
    bucket: bucketOf([...exported(), testObject(30)]),
    codes: ['NO_REPORT_FOUND'],
  },
  {
    what: "an export, and AWS's test after it",
    bucket: bucketOf([...exported(), testObject(1)]),
    codes: ['AWAITING_FIRST_DELIVERY'],
  },
  {
    what: "AWS's test object of an hour ago",
    bucket: bucketOf([testObject(1)]),
    codes: ['AWAITING_FIRST_DELIVERY'],
  },
  {
    what: "AWS's test object of 47 hours ago",
    bucket: bucketOf([testObject(47)]),
    codes: ['AWAITING_FIRST_DELIVERY'],
  },
  {
    what: "AWS's test object of 49 hours ago",
    bucket: bucketOf([testObject(49)]),
    codes: ['NO_REPORT_FOUND'],
  },
  {
    what: 'a definition without delivery',
    bucket: { objects: {}, definitions: [undelivered] },
    codes: ['AWAITING_FIRST_DELIVERY'],
  },
  {
    what: 'a definition that is 49 hours old',
    bucket: { objects: {}, definitions: [undelivered] },
    options: { firstSeen: { 'cur/hourly/': hoursAgo(49).toISOString() } },
    codes: ['NO_REPORT_FOUND'],
  },
  {
    what: 'a good report, and another in another bucket',
    bucket: bucketOf(report(), {
      definitions: [definition(), definition({ name: 'b', bucket: 'other-bucket' })],
    }),
    codes: ['REPORTS_ELSEWHERE'],
  },
  {
    what: 'a search that ended early',
    bucket: { ...bucketOf(report()), pageSize: 2 },
    options: { limits: { maxRequests: 4 } },
    codes: ['NO_REPORT_FOUND', 'SEARCH_LIMIT_REACHED'],
  },
];

describe('a bucket', () => {
  it.each(CASES)('$what', async ({ bucket, options, codes: expected }) => {
    const examination = await examine(bucket, options);
    expect(codes(examination.findings)).toEqual(expected);
    expect(Examination.parse(examination)).toEqual(examination);
    expect(examination.reports.some(({ valid }) => valid)).toBe(expected[0] === 'REPORTS_ELSEWHERE');
  });

  it('has a case for every code', () => {
    const seen = new Set(CASES.flatMap((each) => each.codes));
    expect([...seen].sort()).toEqual([...BUCKET_CODES].sort());
  });

  it('of somebody else is asked for HEAD only, and never listed again', async () => {
    const { requests } = await examine({
      objects: {},
      list: () => denied,
      head: ({ anyOwner }) => (anyOwner ? null : denied),
    });
    expect(requests).toEqual({ list: 1, get: 0, head: 2, api: 1 });
  });

  it.each(['throttled', 'unavailable', 'timeout', 'expired', 'clock-skew', 'malformed', 'unknown'] as const)(
    'that could not be looked at (%s) has no verdict',
    async (kind) => {
      const trouble = new AwsTrouble(kind);
      await expect(examine({ objects: {}, list: () => trouble })).rejects.toBe(trouble);
      const data = 'cur/hourly/hourly/year=2026/month=11/hourly-00001.snappy.parquet';
      const bucket = bucketOf(report());
      await expect(
        examine({ ...bucket, objects: { ...bucket.objects, [data]: { body: trouble } } }),
      ).rejects.toBe(trouble);
      await expect(examine({ ...bucket, definitions: trouble })).rejects.toBe(trouble);
    },
  );
});

describe('definitions', () => {
  it('are judged before the first delivery, with the hour at which it is due', async () => {
    const firstSeen = { 'cur/hourly/': hoursAgo(3).toISOString() };
    const { reports } = await examine(
      { objects: {}, definitions: [{ ...undelivered, timeUnit: 'DAILY' }] },
      { firstSeen },
    );
    expect(reports[0]).toMatchObject({
      root: 'cur/hourly/',
      delivered: false,
      valid: false,
      format: 'parquet',
      newestPeriod: null,
      expectedDelivery: hoursAgo(-21).toISOString(),
    });
    expect(codes(reports[0]?.findings ?? [])).toEqual(['GRANULARITY_NOT_HOURLY', 'AWAITING_FIRST_DELIVERY']);
  });

  it('that are seen for the first time are due within a day', async () => {
    const { reports } = await examine({ objects: {}, definitions: [undelivered] });
    expect(reports[0]?.expectedDelivery).toBe(hoursAgo(-24).toISOString());
  });

  it.each([
    { hours: 47, bucket: 'AWAITING_FIRST_DELIVERY', severity: 'waiting', state: 'awaiting_report' },
    { hours: 48, bucket: 'NO_REPORT_FOUND', severity: 'error', state: 'report_invalid' },
  ])('$hours h after they were first seen, report and bucket say the same', async (expected) => {
    const firstSeen = { 'cur/hourly/': hoursAgo(expected.hours).toISOString() };
    const examination = await examine({ objects: {}, definitions: [undelivered] }, { firstSeen });
    const { reports, findings } = examination;
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      [expected.bucket, expected.severity],
    ]);
    expect(reports[0]?.findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['AWAITING_FIRST_DELIVERY', expected.severity],
    ]);
    expect(reportState(examination)).toBe(expected.state);
  });

  it('whose settings fit wait, and are not valid yet', async () => {
    const { reports } = await examine({ objects: {}, definitions: [undelivered] });
    expect(reports[0]?.valid).toBe(false);
    expect(reports[0]?.findings.map(({ severity }) => severity)).toEqual(['waiting']);
  });

  it('are merged with what is in the bucket by their root, also with an empty prefix', async () => {
    const bucket = bucketOf(report({ prefix: '' }), { definitions: [definition({ prefix: '' })] });
    const { reports } = await examine(bucket);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ root: '/hourly/', valid: true, refreshClosed: true });
  });

  it('overrule the columns where they know', async () => {
    const { reports } = await examine(bucketOf(report({ split: false }), { definitions: [definition()] }));
    expect(reports[0]?.valid).toBe(true);
  });

  it('say whether a report elsewhere would be valid', async () => {
    const definitions = [definition({ name: 'b', bucket: 'other-bucket', timeUnit: 'DAILY' })];
    const { findings } = await examine(bucketOf(report(), { definitions }));
    expect(findings[0]?.seen).toBe(
      'b in other-bucket: its settings do not fit (time granularity is not hourly)',
    );
  });

  it('are told although the bucket does not exist', async () => {
    const { reports, findings } = await examine({
      objects: {},
      list: () => new AwsTrouble('missing'),
      definitions: [definition({ lastStatus: 'ERROR_NO_BUCKET' })],
    });
    expect(codes(findings)).toEqual(['BUCKET_NOT_FOUND']);
    expect(codes(reports[0]?.findings ?? [])).toEqual(['MANIFEST_UNREADABLE', 'DELIVERY_ERROR_NO_BUCKET']);
  });

  it('find their report by its key when the search ends before it', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...testObject(1), key: `a${index}/x/y` }));
    const bucket = { ...bucketOf([...many, ...report()], { definitions: [definition()] }), pageSize: 5 };
    const { reports, complete } = await examine(bucket, { limits: { maxRequests: 12 } });
    expect(complete).toBe(false);
    expect(reports[0]).toMatchObject({ root: 'cur/hourly/', valid: true });
  });
});

describe('several reports', () => {
  it('are listed in order, each with its own verdict', async () => {
    const objects = [...report({ name: 'b' }), ...report({ name: 'a', split: false }), ...exported()];
    const { reports } = await examine(bucketOf(objects));
    expect(reports.map(({ root, kind, valid }) => [root, kind, valid])).toEqual([
      ['cur/a/', 'legacy-cur', false],
      ['cur/b/', 'legacy-cur', true],
      ['e/x/', 'cur-2.0', false],
    ]);
  });

  it('below a prefix are judged alone, with or without its last slash', async () => {
    const objects = [...report({ prefix: 'one' }), ...report({ prefix: 'two' })];
    for (const prefix of ['two', 'two/', 'two/hourly']) {
      expect((await examine(bucketOf(objects), { prefix })).reports.map(({ root }) => root)).toEqual([
        'two/hourly/',
      ]);
    }
  });
});
