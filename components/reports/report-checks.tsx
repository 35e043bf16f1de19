import { Checklist } from '@/components/ui/checklist';
import { helpAddress } from '@/lib/findings/pages';
import type { Check, Report } from '@/lib/reports';
import type { Status } from '@/lib/status';

const checkStatus = {
  passed: 'done',
  failed: 'failed',
  waiting: 'waiting',
  warning: 'attention',
  'not-checked': 'not_available',
} as const satisfies Record<Check['state'], Status>;

/** All checks of one report, passed ones too, so that the verdict can be trusted. */
export function ReportChecks({ report }: { report: Report }) {
  return (
    <Checklist
      label={`Checks of ${report.name}`}
      checks={report.checks.map(({ code, title, state, finding }) => ({
        key: code,
        status: checkStatus[state],
        name: title,
        aside: state === 'not-checked' ? 'Not checked' : undefined,
        seen: finding?.seen,
        needed: finding?.needed,
        fix: finding?.fix,
        about: finding ? helpAddress(code) : undefined,
        link: finding?.link ? { href: finding.link, label: 'Open in AWS', newTab: true } : undefined,
      }))}
    />
  );
}
