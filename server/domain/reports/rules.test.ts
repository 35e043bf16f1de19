import { describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { titleOf } from '@/lib/findings';
import { REPORT_CODES, type ReportCode } from '@/lib/findings/vocabulary';
import { makeExport } from '@/sandbox/fixtures/export';
import type { ExamineOptions } from '@/server/domain/reports/examine';
import { RULES } from '@/server/domain/reports/rules';
import { ACCOUNT, BUCKET, definition, NOW, report } from '@/server/testing/corpus/case';
import type { MemoryBucket } from '@/server/testing/memory-source';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

type Case = {
  what: string;
  bucket: () => MemoryBucket;
  /** Every code of the report's findings: a case proves what is not found, too. */
  codes: ReportCode[];
  seen?: string;
  options?: Partial<ExamineOptions>;
};

const EXPORT = {
  accountId: ACCOUNT,
  bucket: BUCKET,
  prefix: 'exports',
  name: 'daily',
  periods: ['2026-11'],
  seed: 3,
  now: NOW.toISOString(),
};
const denied = new AwsTrouble('denied', { awsName: 'AccessDenied' });
const DATA = 'cur/hourly/hourly/year=2026/month=11/hourly-00001.snappy.parquet';
const MANIFEST = 'cur/hourly/20261101-20261201/hourly-Manifest.json';

/** The passing report, with one object answering something else. */
function answering(key: string, trouble: AwsTrouble, rest: Partial<MemoryBucket> = {}): MemoryBucket {
  const bucket = bucketOf(report());
  return { ...bucket, objects: { ...bucket.objects, [key]: { body: trouble } }, ...rest };
}

function rewritten(change: (manifest: Record<string, unknown>) => object): MemoryBucket {
  const bucket = bucketOf(report());
  const body = bucket.objects[MANIFEST]?.body;
  if (!(body instanceof Uint8Array)) throw new Error('The report has no manifest');
  const manifest = JSON.parse(new TextDecoder().decode(body));
  const objects = {
    ...bucket.objects,
    [MANIFEST]: { body: JSON.stringify(change(manifest)), lastModified: NOW.toISOString() },
  };
  return { ...bucket, objects };
}

/** At least one for every code; a rule without a case fails the test below. */
const CASES = {
  NOT_LEGACY_CUR: [
    {
      what: 'CUR 2.0',
      bucket: () => bucketOf(makeExport({ ...EXPORT, kind: 'cur-2.0' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'CUR 2.0',
    },
    {
      what: 'CUR 2.0 with legacy column names',
      bucket: () => bucketOf(makeExport({ ...EXPORT, kind: 'cur-2.0-legacy-names' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'CUR 2.0',
    },
    {
      what: 'FOCUS',
      bucket: () => bucketOf(makeExport({ ...EXPORT, kind: 'focus', versioning: 'create-new' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'FOCUS',
    },
    {
      what: 'recommendations',
      bucket: () => bucketOf(makeExport({ ...EXPORT, kind: 'cost-optimization' })),
      codes: ['NOT_LEGACY_CUR'],
      seen: 'Another data export',
    },
  ],
  RESOURCE_IDS_MISSING: [
    {
      what: 'by the columns',
      bucket: () => bucketOf(report({ resourceIds: false })),
      codes: ['RESOURCE_IDS_MISSING'],
      seen: 'No column lineItem/ResourceId',
    },
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ resourceIds: false })] }),
      codes: ['RESOURCE_IDS_MISSING'],
      seen: 'Include resource IDs is off',
    },
  ],
  SPLIT_COST_ALLOCATION_MISSING: [
    {
      what: 'by the columns',
      bucket: () => bucketOf(report({ split: false, format: 'gzip' })),
      codes: ['SPLIT_COST_ALLOCATION_MISSING'],
    },
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ splitCostAllocation: false })] }),
      codes: ['SPLIT_COST_ALLOCATION_MISSING'],
    },
  ],
  GRANULARITY_NOT_HOURLY: [
    {
      what: 'daily Parquet with sub-daily usage',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'DAILY',
    },
    {
      what: 'daily gzip',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY', format: 'gzip' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'DAILY',
    },
    {
      what: 'monthly gzip',
      bucket: () => bucketOf(report({ timeUnit: 'MONTHLY', format: 'gzip' })),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'MONTHLY',
    },
    {
      what: 'all three at once',
      bucket: () => bucketOf(report({ timeUnit: 'DAILY', resourceIds: false, split: false })),
      codes: ['RESOURCE_IDS_MISSING', 'SPLIT_COST_ALLOCATION_MISSING', 'GRANULARITY_NOT_HOURLY'],
    },
    {
      what: 'by the API, whatever the data say',
      bucket: () => bucketOf(report(), { definitions: [definition({ timeUnit: 'MONTHLY' })] }),
      codes: ['GRANULARITY_NOT_HOURLY'],
      seen: 'MONTHLY',
    },
  ],
  GRANULARITY_UNKNOWN: [
    {
      what: 'only fees, no month before',
      bucket: () => bucketOf(report({ periods: ['2026-11'], faults: ['only-fee-rows'] })),
      codes: ['GRANULARITY_UNKNOWN'],
    },
    {
      what: 'only fees, gzip',
      bucket: () => bucketOf(report({ periods: ['2026-11'], faults: ['only-fee-rows'], format: 'gzip' })),
      codes: ['GRANULARITY_UNKNOWN'],
      seen: 'Only fees of a whole month so far (9 rows)',
    },
  ],
  FORMAT_NOT_SUPPORTED: [
    {
      what: 'ZIP',
      bucket: () => bucketOf(report({ format: 'zip' })),
      codes: ['FORMAT_NOT_SUPPORTED'],
      seen: 'ZIP',
    },
    {
      what: 'a daily ZIP',
      bucket: () => bucketOf(report({ format: 'zip', timeUnit: 'DAILY' })),
      codes: ['GRANULARITY_NOT_HOURLY', 'FORMAT_NOT_SUPPORTED'],
    },
    {
      what: 'a format nobody knows',
      bucket: () => rewritten((manifest) => ({ ...manifest, compression: 'BROTLI' })),
      codes: ['FORMAT_NOT_SUPPORTED'],
      seen: 'BROTLI',
    },
  ],
  WRONG_ACCOUNT: [
    {
      what: 'another owner',
      bucket: () => bucketOf(report()),
      options: { account: '999999999999' },
      codes: ['WRONG_ACCOUNT'],
      seen: '1234-5678-9012',
    },
    {
      what: "a member's own report",
      bucket: () => bucketOf(report({ payerAccountId: '888888888888' })),
      codes: ['WRONG_ACCOUNT'],
      seen: 'made by 1234-5678-9012, paid by 8888-8888-8888',
    },
  ],
  MANIFEST_UNREADABLE: [
    {
      what: 'cut JSON',
      bucket: () => bucketOf(report({ faults: ['manifest-broken'] })),
      codes: ['MANIFEST_UNREADABLE'],
    },
    {
      what: 'HTML',
      bucket: () => bucketOf(report({ faults: ['manifest-not-json'] })),
      codes: ['MANIFEST_UNREADABLE'],
    },
    {
      what: 'denied',
      bucket: () => answering(MANIFEST, denied, { head: () => denied }),
      codes: ['MANIFEST_UNREADABLE'],
      seen: `${MANIFEST}: access denied`,
    },
  ],
  NO_DATA_FILES: [
    {
      what: 'an empty list',
      bucket: () => bucketOf(report({ faults: ['no-data-files'] })),
      codes: ['NO_DATA_FILES'],
    },
    {
      what: 'delivered, says the API, and nothing there',
      bucket: () => bucketOf([], { definitions: [definition()] }),
      codes: ['NO_DATA_FILES'],
    },
  ],
  DATA_FILES_MISSING: [
    {
      what: 'all of them',
      bucket: () => bucketOf(report({ faults: ['data-missing'] })),
      codes: ['DATA_FILES_MISSING'],
      seen: `1 of 1 not found, first ${DATA}`,
    },
    {
      what: 'a later one',
      bucket: () => {
        const bucket = bucketOf(report({ parts: 3 }));
        const { [DATA.replace('00001', '00003')]: _gone, ...objects } = bucket.objects;
        return { ...bucket, objects };
      },
      codes: ['DATA_FILES_MISSING'],
      seen: `1 of 3 not found, first ${DATA.replace('00001', '00003')}`,
    },
    {
      what: 'keys of another bucket in a copied manifest',
      bucket: () =>
        rewritten((manifest) => ({ ...manifest, reportKeys: ['other/hourly/x-00001.snappy.parquet'] })),
      codes: ['DATA_FILES_MISSING'],
    },
  ],
  DATA_UNREADABLE: [
    {
      what: 'denied',
      bucket: () => answering(DATA, denied, { head: () => denied }),
      codes: ['DATA_UNREADABLE'],
      seen: `${DATA}: access denied`,
    },
    {
      what: 'no Parquet',
      bucket: () => ({
        ...bucketOf(report()),
        objects: { ...bucketOf(report()).objects, [DATA]: { body: '<html></html>'.repeat(20) } },
      }),
      codes: ['DATA_UNREADABLE'],
    },
  ],
  DATA_ENCRYPTED: [
    { what: 'data', bucket: () => bucketOf(report({ faults: ['encrypted'] })), codes: ['DATA_ENCRYPTED'] },
    {
      what: 'the manifest',
      bucket: () => bucketOf(report({ faults: ['manifest-encrypted'] })),
      codes: ['DATA_ENCRYPTED'],
    },
    {
      what: 'told by HEAD when the message does not say so',
      bucket: () => answering(DATA, denied),
      codes: ['DATA_ENCRYPTED'],
    },
  ],
  DATA_ARCHIVED: [
    { what: 'Glacier', bucket: () => bucketOf(report({ faults: ['archived'] })), codes: ['DATA_ARCHIVED'] },
  ],
  REQUESTER_PAYS: [
    {
      what: 'reads',
      bucket: () => answering(DATA, denied, { head: ({ requesterPays }) => (requesterPays ? null : denied) }),
      codes: ['REQUESTER_PAYS'],
    },
    {
      what: 'the whole bucket',
      bucket: () => bucketOf(report(), { list: ({ requesterPays }) => (requesterPays ? null : denied) }),
      codes: ['REQUESTER_PAYS'],
    },
  ],
  DATA_TRUNCATED: [
    {
      what: 'Parquet',
      bucket: () => bucketOf(report({ faults: ['data-truncated'] })),
      codes: ['DATA_TRUNCATED'],
    },
    {
      what: 'gzip',
      bucket: () => bucketOf(report({ faults: ['data-truncated'], format: 'gzip' })),
      codes: ['DATA_TRUNCATED'],
    },
  ],
  DELIVERY_ERROR_PERMISSIONS: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ lastStatus: 'ERROR_PERMISSIONS' })] }),
      codes: ['DELIVERY_ERROR_PERMISSIONS'],
    },
  ],
  DELIVERY_ERROR_NO_BUCKET: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ lastStatus: 'ERROR_NO_BUCKET' })] }),
      codes: ['DELIVERY_ERROR_NO_BUCKET'],
    },
  ],
  DELIVERY_STOPPED: [
    {
      what: 'a manifest of long ago',
      bucket: () => bucketOf(report({ now: '2026-11-17T00:00:00Z' })),
      codes: ['DELIVERY_STOPPED'],
    },
    { what: 'old periods with young files', bucket: () => rewrittenOld(), codes: ['DELIVERY_STOPPED'] },
    {
      what: 'by the API',
      bucket: () =>
        bucketOf(report(), { definitions: [definition({ lastDelivery: '2026-11-18T11:00:00.000Z' })] }),
      codes: ['DELIVERY_STOPPED'],
    },
  ],
  REFRESH_CLOSED_OFF: [
    {
      what: 'by the API',
      bucket: () => bucketOf(report(), { definitions: [definition({ refreshClosed: false })] }),
      codes: ['REFRESH_CLOSED_OFF'],
    },
  ],
} satisfies Record<ReportCode, Case[]>;

/** A bucket restored from a copy: every file was written now, the newest period is of 2023. */
function rewrittenOld(): MemoryBucket {
  const bucket = bucketOf(report({ periods: ['2023-05'], now: '2023-05-20T00:00:00Z' }));
  const objects = Object.entries(bucket.objects).map(([key, object]) => [
    key,
    { ...object, lastModified: NOW.toISOString() },
  ]);
  return { ...bucket, objects: Object.fromEntries(objects) };
}

describe('the rules', () => {
  it('are the codes, in their order, each with a case', () => {
    expect(RULES.map(({ code }) => code)).toEqual([...REPORT_CODES]);
    expect(Object.keys(CASES)).toEqual([...REPORT_CODES]);
  });

  it('all pass for a good report of either format, also with the API', async () => {
    for (const format of ['parquet', 'gzip'] as const) {
      for (const versioning of ['overwrite', 'create-new'] as const) {
        const compression = format === 'gzip' ? 'GZIP' : 'Parquet';
        for (const definitions of [undefined, [definition({ compression })]]) {
          const { reports, findings } = await examine(
            bucketOf(report({ format, versioning }), definitions ? { definitions } : {}),
          );
          expect(codes(reports[0]?.findings ?? [{ code: 'no report' }])).toEqual([]);
          expect(reports[0]).toMatchObject({
            valid: true,
            kind: 'legacy-cur',
            newestPeriod: '20261101-20261201',
          });
          expect(findings).toEqual([]);
        }
      }
    }
  });

  const all: [string, Case][] = Object.entries(CASES).flatMap(([code, cases]: [string, Case[]]) =>
    cases.map((each): [string, Case] => [`${code}: ${each.what}`, each]),
  );
  it.each(all)('%s', async (_, { bucket, options, codes: expected, seen }) => {
    const { reports } = await examine(bucket(), options);
    expect(reports).toHaveLength(1);
    const findings = reports[0]?.findings ?? [];
    expect(codes(findings)).toEqual(expected);
    if (seen !== undefined) expect(findings.map((each) => each.seen)).toContain(seen);
    const isFit = findings.every(({ severity }) => severity === 'warning' || severity === 'note');
    expect(reports[0]?.valid).toBe(isFit);
  });

  it('keep GRANULARITY when the month before tells it', async () => {
    const { reports } = await examine(bucketOf(report({ faults: ['only-fee-rows'] })));
    expect(reports[0]).toMatchObject({ valid: true, timeUnit: 'HOURLY', findings: [] });
  });

  it('never tell to edit or to name again what AWS cannot change', async () => {
    const { reports } = await examine(
      bucketOf(report({ timeUnit: 'DAILY', resourceIds: false, split: false })),
    );
    for (const { fix } of reports[0]?.findings ?? []) {
      expect(fix).toContain('with a new name');
      expect(fix).toContain('AWS cannot change this in hourly');
    }
  });
});

describe('the checklist', () => {
  it('has every check, with the word for its state', async () => {
    const { reports } = await examine(bucketOf(report({ split: false })));
    const checks = reports[0]?.checks ?? [];
    expect(checks.map(({ code }) => code)).toEqual([...REPORT_CODES]);
    for (const { code, title, state, finding } of checks) {
      const titles = titleOf(code);
      expect(title).toBe(
        state === 'passed' ? titles.passed : state === 'not-checked' ? titles.name : titles.failed,
      );
      expect(finding === null).toBe(state === 'passed' || state === 'not-checked');
    }
    expect(checks.find(({ code }) => code === 'SPLIT_COST_ALLOCATION_MISSING')?.state).toBe('failed');
    expect(checks.find(({ code }) => code === 'REFRESH_CLOSED_OFF')?.state).toBe('not-checked');
    expect(checks.find(({ code }) => code === 'RESOURCE_IDS_MISSING')?.state).toBe('passed');
  });

  it('says of an unreadable manifest what it could not check', async () => {
    const { reports } = await examine(bucketOf(report({ faults: ['manifest-broken'] })));
    const states = Object.fromEntries((reports[0]?.checks ?? []).map(({ code, state }) => [code, state]));
    expect(states).toMatchObject({
      MANIFEST_UNREADABLE: 'failed',
      RESOURCE_IDS_MISSING: 'not-checked',
      DATA_UNREADABLE: 'not-checked',
    });
    expect(reports[0]?.valid).toBe(false);
  });
});
