import { expect, it } from 'vitest';
import { type ReportNeed, reportNeeds } from '@/lib/preflight';
import type { ReportDefinition } from '@/lib/reports';
import { definition } from '@/server/testing/corpus/case';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

/** As cur:DescribeReportDefinitions spells it; the pre-flight command reads that. */
function wireOf(one: ReportDefinition): Record<string, string | string[]> {
  return {
    TimeUnit: one.timeUnit ?? '',
    Compression: one.compression,
    AdditionalSchemaElements: [
      ...(one.resourceIds ? ['RESOURCES'] : []),
      ...(one.splitCostAllocation ? ['SPLIT_COST_ALLOCATION_DATA'] : []),
    ],
    BillingViewArn: `arn:aws:billing::111122223333:billingview/${one.proForma ? 'billing-group-1' : 'primary'}`,
  };
}

/** What scripts of lib/preflight-script.ts say of a setting. */
function fits(wire: ReturnType<typeof wireOf>, { field, test, values }: ReportNeed): boolean {
  const value = wire[field] ?? '';
  switch (test) {
    case 'one of':
      return values.some((one) => one === value);
    case 'holds':
      return values.every((one) => value.includes(one));
    case 'primary view':
      return values.some((end) => typeof value === 'string' && value.endsWith(end));
  }
}

const both = [true, false];
const settings = (['HOURLY', 'DAILY', 'MONTHLY'] as const).flatMap((timeUnit) =>
  ['Parquet', 'GZIP', 'ZIP'].flatMap((compression) =>
    both.flatMap((resourceIds) =>
      both.flatMap((splitCostAllocation) =>
        both.map((proForma) =>
          definition({ timeUnit, compression, resourceIds, splitCostAllocation, proForma }),
        ),
      ),
    ),
  ),
);

it('the pre-flight command misses in every setting of a report what its rules miss', async () => {
  const judged = new Set(reportNeeds.map(({ code }) => code));
  expect(settings).toHaveLength(72);
  for (const one of settings) {
    const { reports } = await examine(bucketOf([], { definitions: [one] }));
    const byRules = codes(reports[0]?.findings ?? []).filter((code) => judged.has(code));
    const missed = reportNeeds.filter((need) => !fits(wireOf(one), need)).map(({ code }) => code);
    // What is no report of the bill is not judged further.
    const wanted = missed.includes('NOT_LEGACY_CUR') ? byRules : missed;
    expect([one, byRules.toSorted()]).toEqual([one, wanted.toSorted()]);
    expect(byRules.includes('NOT_LEGACY_CUR')).toBe(missed.includes('NOT_LEGACY_CUR'));
  }
});
