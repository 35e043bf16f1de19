import { describe, expect, it } from 'vitest';
import { summaryOf } from '@/components/reports/report-list';
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
    expect(summaryOf({ checks })).toBe(said);
  });
});
