import type { ValidationChange, ValidationChanges } from '@/lib/connection-views';
import { titleOf } from '@/lib/findings';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination } from '@/lib/reports';
import { isGone } from './outcome';

/**
 * What one validation changed against the one before, by report and code: what is fixed, what is new, and what is as it was.
 * Notes are left out: they ask for nothing. Null without a validation before, or when it looked at another bucket.
 */
export function compare(previous: Examination | null, current: Examination): ValidationChanges | null {
  if (previous === null || previous.bucket !== current.bucket) return null;
  const before = changesOf(previous);
  const after = changesOf(current);
  const rootsBefore = previous.reports.map(({ root }) => root);
  const rootsAfter = current.reports.map(({ root }) => root);
  // What was not looked at this time is neither fixed nor gone.
  const isTold = ({ root }: ValidationChange) =>
    root === null || rootsAfter.includes(root) || isGone(current, root);
  return {
    fixed: without(before, after)
      .filter(isTold)
      .map((change) => ({ ...change, title: titleOf(change.code).passed })),
    fresh: without(after, before),
    unchanged: [...after].flatMap(([key, change]) => (before.has(key) ? [change] : [])),
    newReports: rootsAfter.filter((root) => !rootsBefore.includes(root)),
    goneReports: rootsBefore.filter((root) => !rootsAfter.includes(root) && isGone(current, root)),
  };
}

function without(
  all: Map<string, ValidationChange>,
  others: Map<string, ValidationChange>,
): ValidationChange[] {
  return [...all].flatMap(([key, change]) => (others.has(key) ? [] : [change]));
}

function changesOf(examination: Examination): Map<string, ValidationChange> {
  const changes = new Map<string, ValidationChange>();
  const add = (root: string | null, findings: readonly Finding[]) => {
    for (const { code, severity } of findings) {
      if (severity === 'note') continue;
      changes.set(`${root ?? ''}\n${code}`, { root, code, title: titleOf(code).failed });
    }
  };
  add(null, examination.findings);
  for (const report of examination.reports) add(report.root, report.findings);
  return changes;
}

/** One line for the person who pressed Refresh. */
export function changesInWords(changes: ValidationChanges | null): string {
  if (changes === null) return 'Checked just now.';
  const parts = [
    counted(changes.fixed.length, 'fixed'),
    counted(changes.fresh.length, 'new to fix'),
    counted(changes.newReports.length, changes.newReports.length === 1 ? 'new report' : 'new reports'),
    counted(changes.goneReports.length, changes.goneReports.length === 1 ? 'report gone' : 'reports gone'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'Checked just now. Nothing changed.' : `Checked just now: ${parts.join(', ')}.`;
}

function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}`;
}
