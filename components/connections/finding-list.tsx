import { Checklist } from '@/components/ui/checklist';
import { titleOf } from '@/lib/findings';
import { helpAddress } from '@/lib/findings/pages';
import type { Finding, Severity } from '@/lib/findings/vocabulary';
import type { Status } from '@/lib/status';

/** How the severity of a finding is drawn. */
export const severityStatus = {
  error: 'failed',
  waiting: 'waiting',
  warning: 'attention',
  note: 'not_available',
} as const satisfies Record<Severity, Status>;

/** How it is read out. */
export const severityWords = {
  error: 'Failed',
  waiting: 'Waiting',
  warning: 'Warning',
  note: 'Note',
} as const satisfies Record<Severity, string>;

/** Findings of an IAM role or a bucket: seen and needed side by side, the fix, the link. */
export function FindingList({ label, findings }: { label: string; findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <div className="rounded border border-line bg-surface px-4 py-3">
      <Checklist
        label={label}
        checks={findings.map((finding) => ({
          key: `${finding.code} ${finding.seen}`,
          status: severityStatus[finding.severity],
          word: severityWords[finding.severity],
          name: titleOf(finding.code).failed,
          seen: finding.seen,
          needed: finding.needed,
          fix: finding.fix,
          about: helpAddress(finding.code),
          link: finding.link ? { href: finding.link, label: 'Open in AWS', newTab: true } : undefined,
        }))}
      />
    </div>
  );
}
