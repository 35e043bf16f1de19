import { describe, expect, it } from 'vitest';
import { fixOf } from '@/components/reports/report-checks';
import { expectation, summaryOf } from '@/components/reports/report-list';
import type { Finding } from '@/lib/findings/vocabulary';
import type { CHECK_STATES } from '@/lib/reports';

const words: [(typeof CHECK_STATES)[number][], string][] = [
  [['passed'], '1 check passed'],
  [['passed', 'passed', 'not-checked'], '2 checks passed, 1 not checked'],
  [
    ['failed', 'passed', 'failed', 'waiting', 'warning'],
    '1 check passed, 2 to fix, 1 waiting, 1 with a warning',
  ],
  [[], '0 checks passed'],
];

describe('The line that sums up the checks of a report', () => {
  it.each(words)('of %j is "%s"', (states, said) => {
    const checks = states.map((state) => ({
      code: 'NO_DATA_FILES' as const,
      state,
      finding: null,
      title: '',
    }));
    expect(summaryOf({ checks, kind: 'legacy-cur' })).toBe(said);
  });
});

const found = (code: Finding['code'], fix: string): Finding => ({
  code,
  severity: 'error',
  seen: 'x',
  needed: 'y',
  fix,
  link: null,
});

describe('The first delivery of a report', () => {
  const at = { due: '2026-11-21T14:00:00.000Z', now: '2026-11-20T14:00:00.000Z', timeZone: 'UTC' };

  it.each([
    [[], 'Settings fit. First delivery expected by 14:00 tomorrow.'],
    [[found('RESOURCE_IDS_MISSING', 'Do.')], 'First delivery expected by 14:00 tomorrow.'],
    [[found('DELIVERY_ERROR_PERMISSIONS', 'Do.')], 'AWS tried to make the first delivery and could not.'],
  ])('with %j: %s', (findings, said) => {
    expect(expectation({ ...at, report: { findings } })).toBe(said);
  });
});

describe('The step that mends a fault', () => {
  it('is written out once, where several faults have the same', () => {
    const one = found('RESOURCE_IDS_MISSING', 'Create another report.');
    const two = found('GRANULARITY_NOT_HOURLY', 'Create another report.');
    const other = found('FORMAT_NOT_SUPPORTED', 'Edit the report.');
    const all = [one, two, other].map((finding) => ({ title: `Title of ${finding.code}`, finding }));
    expect([one, two, other].map((finding) => fixOf(finding, all))).toEqual([
      'Create another report.',
      'The same step mends this: see "Title of RESOURCE_IDS_MISSING" above.',
      'Edit the report.',
    ]);
  });
});
