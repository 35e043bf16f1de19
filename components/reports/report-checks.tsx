import { Checklist } from '@/components/ui/checklist';
import { helpAddress } from '@/lib/findings/pages';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Check, Report } from '@/lib/reports';
import type { Status } from '@/lib/status';

const checkStatus = {
  passed: 'done',
  failed: 'failed',
  waiting: 'waiting',
  warning: 'attention',
  'not-checked': 'not_available',
} as const satisfies Record<Check['state'], Status>;

/** All checks of one report, passed ones too, so that the verdict can be trusted; what asks for something comes first. */
export function ReportChecks({ report }: { report: Report }) {
  const found = report.checks.filter(({ finding }) => finding !== null);
  // What an export of another kind would say of the settings of a legacy CUR is nothing.
  const others = report.kind === 'legacy-cur' ? report.checks.filter(({ finding }) => finding === null) : [];
  return (
    <Checklist
      label={`Checks of ${report.name}`}
      checks={[...found, ...others].map(({ code, title, state, finding }) => ({
        key: code,
        status: checkStatus[state],
        name: title,
        aside: state === 'not-checked' ? 'Not checked' : undefined,
        seen: finding?.seen,
        needed: finding?.needed,
        fix: finding ? fixOf(finding, found) : undefined,
        about: finding ? helpAddress(code) : undefined,
        link: finding?.link ? { href: finding.link, label: 'Open in AWS', newTab: true } : undefined,
      }))}
    />
  );
}

/** One new report mends several faults: its steps are written out once. */
export function fixOf(finding: Finding, all: readonly Pick<Check, 'title' | 'finding'>[]): string {
  const first = all.find((check) => check.finding?.fix === finding.fix);
  return first === undefined || first.finding === finding
    ? finding.fix
    : `The same step mends this: see "${first.title}" above.`;
}
