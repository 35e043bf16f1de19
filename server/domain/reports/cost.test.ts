import { describe, expect, it } from 'vitest';
import { examineBucket } from '@/server/domain/reports/examine';
import { ACCOUNT, BUCKET, dataExport, definition, NOW, object, report } from '@/server/testing/corpus/case';
import { memorySource } from '@/server/testing/memory-source';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

describe('what it costs', () => {
  it('is one LIST and two reads for a usual report', async () => {
    const { requests, bytes } = await examine(bucketOf(report()), { definitions: 'skip' });
    expect(requests).toEqual({ list: 1, get: 2, head: 0, api: 0 });
    expect(bytes).toBeGreaterThan(1000);
  });

  it.each([1, 2, 3, 5, 8, 13])(
    'is never more than %i requests when that is the limit',
    async (maxRequests) => {
      for (const pageSize of [2, 1000]) {
        const bucket = { ...bucketOf([...report(), ...report({ name: 'b' }), ...dataExport()]), pageSize };
        const { requests, complete, reports } = await examine(bucket, { limits: { maxRequests } });
        expect(Object.values(requests).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
          maxRequests,
        );
        if (pageSize === 2) expect(complete).toBe(false);
        for (const each of reports) expect(each.valid && each.findings.length > 0).toBe(false);
      }
    },
  );

  it.each([
    { count: 1, api: 1 },
    { count: 5, api: 1 },
    { count: 6, api: 2 },
    { count: 10, api: 2 },
  ])(
    'is, for $count reports with the CUR API, $api pages of five, one manifest each, and no data',
    async ({ count, api }) => {
      const names = Array.from({ length: count }, (_, index) => `r${index}`);
      const objects = names.flatMap((name) => report({ name }));
      const definitions = names.map((name) => definition({ name }));
      const { requests, bytes, reports } = await examine(bucketOf(objects, { definitions }));
      expect(requests).toEqual({ list: 1, get: count, head: 0, api });
      const manifests = objects.filter(({ key }) => /20261101-20261201\/[^/]*-Manifest\.json$/.test(key));
      expect(bytes).toBe(manifests.reduce((sum, { body }) => sum + body.length, 0));
      expect(reports.map(({ valid }) => valid)).toEqual(names.map(() => true));
    },
  );

  it('is paid side by side: a dozen listings at once and no more, and the reports of a bucket together', async () => {
    const filling = Array.from({ length: 60 }, (_, index) => object(`teams/t${index}-x/${index}/x`));
    const bucket = bucketOf([...filling, ...['a', 'b', 'c'].flatMap((name) => report({ name }))], {
      pageSize: 20,
      folderPageSize: 100,
    });
    const most = { list: 0, read: 0 };
    const source = memorySource(bucket);
    const counting = <Q, T>(kind: 'list' | 'read', ask: (query: Q) => Promise<T>) => {
      let now = 0;
      return async (query: Q) => {
        now += 1;
        most[kind] = Math.max(most[kind], now);
        await new Promise((resolve) => setTimeout(resolve, 2));
        now -= 1;
        return ask(query);
      };
    };
    const slow = { ...source, list: counting('list', source.list), read: counting('read', source.read) };
    const { reports } = await examineBucket(slow, { bucket: BUCKET, account: ACCOUNT, now: NOW });
    expect(reports.filter(({ valid }) => valid)).toHaveLength(3);
    expect(most.list).toBeGreaterThanOrEqual(8);
    expect(most.list).toBeLessThanOrEqual(16);
    expect(most.read).toBe(3);
  });

  it('says "not checked" of what only a read of the data shows', async () => {
    const { reports } = await examine(bucketOf(report(), { definitions: [definition()] }));
    const states = Object.fromEntries((reports[0]?.checks ?? []).map(({ code, state }) => [code, state]));
    expect(states).toMatchObject({
      DATA_FILES_MISSING: 'passed',
      DATA_ARCHIVED: 'passed',
      DATA_UNREADABLE: 'not-checked',
      DATA_ENCRYPTED: 'not-checked',
      DATA_TRUNCATED: 'not-checked',
    });
  });

  it('counts every page of the CUR API', async () => {
    const definitions = Array.from({ length: 7 }, (_, index) =>
      definition({ name: `r${index}`, bucket: 'elsewhere' }),
    );
    const { requests, findings } = await examine(bucketOf(report(), { definitions }));
    expect(requests.api).toBe(2);
    expect(findings[0]?.seen).toContain('r6 in elsewhere: its settings fit');
  });

  it('reads who pays from the data where nobody has proven that the account pays for itself', async () => {
    const bucket = bucketOf(report({ payerAccountId: '888888888888' }), { definitions: [definition()] });
    const proven = await examine(bucket);
    expect([proven.bytes > 0, codes(proven.reports[0]?.findings ?? [])]).toEqual([true, []]);
    const unproven = await examine(bucket, { payerUnknown: true });
    expect(codes(unproven.reports[0]?.findings ?? [])).toEqual(['WRONG_ACCOUNT']);
  });

  it('stops at an aborted signal', async () => {
    const { complete, findings } = await examine(bucketOf(report()), {
      limits: { signal: AbortSignal.abort() },
    });
    expect(complete).toBe(false);
    expect(codes(findings)).toContain('SEARCH_LIMIT_REACHED');
  });
});
