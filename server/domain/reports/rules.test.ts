import { describe, expect, it } from 'vitest';
import { titleOf } from '@/lib/findings';
import { REPORT_CODES } from '@/lib/findings/vocabulary';
import { RULES } from '@/server/domain/reports/rules';
import { definition, report } from '@/server/testing/corpus/case';
import { bucketOf, codes, examine } from '@/server/testing/report-bucket';

import { RULE_CASES, type RuleCase } from '@/server/testing/rule-cases';

describe('the rules', () => {
  it('are the codes, in their order, each with a case', () => {
    expect(RULES.map(({ code }) => code)).toEqual([...REPORT_CODES]);
    expect(Object.keys(RULE_CASES)).toEqual([...REPORT_CODES]);
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

  const all: [string, RuleCase][] = Object.entries(RULE_CASES).flatMap(
    ([code, cases]: [string, RuleCase[]]) =>
      cases.map((each): [string, RuleCase] => [`${code}: ${each.what}`, each]),
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
