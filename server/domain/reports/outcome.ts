import type { ConnectionState } from '@/lib/connection-states';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination, Report } from '@/lib/reports';
import type { DeliveryHealth } from '@/server/db/tables';

type ReportState = Extract<ConnectionState, 'awaiting_report' | 'report_invalid' | 'report_valid'>;

/** Where a bucket with these reports stands: valid with one fit report, awaiting while AWS has yet to deliver, else invalid. */
export function reportState(examination: Examination): ReportState {
  if (examination.reports.some(({ valid }) => valid)) return 'report_valid';
  const hasError = examination.findings.some(({ severity }) => severity === 'error');
  if (hasError) return 'report_invalid';
  if (examination.reports.some(isWaiting)) return 'awaiting_report';
  const legacy = examination.reports.filter(({ kind }) => kind === 'legacy-cur');
  const awaited = examination.findings.some(({ code }) => code === 'AWAITING_FIRST_DELIVERY');
  return legacy.length === 0 && awaited ? 'awaiting_report' : 'report_invalid';
}

/** Nothing to fix, but AWS has yet to show it. */
export function isWaiting(report: Report): boolean {
  const severities = report.findings.map(({ severity }) => severity);
  return !severities.includes('error') && severities.includes('waiting');
}

/**
 * The state after a validation. Before Confirm it follows the reports. A confirmed connection goes back to report_invalid, with its
 * choice kept, only when the chosen report has an error or is gone from a bucket that was searched completely; a complete one stays
 * and shows its health instead.
 */
export function stateAfter(
  state: ConnectionState,
  seen: { examination: Examination; chosenRoot: string | null },
): ConnectionState {
  switch (state) {
    case 'role_verified':
    case 'awaiting_report':
    case 'report_invalid':
    case 'report_valid':
      return reportState(seen.examination);
    case 'confirmed':
      return chosenHealth(seen) === 'failed' ? 'report_invalid' : 'confirmed';
    default:
      return state;
  }
}

/** CUR delivery, the health of a connection after onboarding. Before Confirm there is none. */
export function deliveryAfter(
  state: ConnectionState,
  seen: { examination: Examination; chosenRoot: string | null; before: DeliveryHealth },
): DeliveryHealth {
  if (state === 'report_invalid' && seen.chosenRoot !== null && seen.before !== 'not_available')
    return 'failed';
  if (state !== 'confirmed' && state !== 'complete') return 'not_available';
  return chosenHealth(seen) ?? seen.before;
}

/** Null: the search ended before the chosen report was met, or could not begin yet, so nothing is known of it. */
function chosenHealth(seen: {
  examination: Examination;
  chosenRoot: string | null;
}): Exclude<DeliveryHealth, 'not_available'> | null {
  const { examination, chosenRoot } = seen;
  const chosen = examination.reports.find(({ root, kind }) => root === chosenRoot && kind === 'legacy-cur');
  const ofBucket = examination.findings.filter(({ code }) => aboutBucket.has(code));
  // Moved to another bucket, and the stack has yet to follow.
  if (ofBucket.some(({ severity }) => severity === 'waiting')) return null;
  const severities = aboutChosen(seen);
  if (severities.some(({ severity }) => severity === 'error')) return 'failed';
  if (!chosen) return isGone(examination, chosenRoot) ? 'failed' : null;
  return severities.some(({ severity }) => severity !== 'note') ? 'warning' : 'success';
}

/** What touches the chosen report: its own findings, and those of the bucket that keep it from being read. */
export function aboutChosen(seen: { examination: Examination; chosenRoot: string | null }): Finding[] {
  const { examination, chosenRoot } = seen;
  const chosen = examination.reports.find(({ root, kind }) => root === chosenRoot && kind === 'legacy-cur');
  return [...examination.findings.filter(({ code }) => aboutBucket.has(code)), ...(chosen?.findings ?? [])];
}

/** A search that was not complete tells only of the roots that it looked for. */
export function isGone(examination: Examination, root: string | null): boolean {
  return examination.complete || (root !== null && (examination.gone ?? []).includes(root));
}

/** Of the bucket's findings, those that touch the chosen report; "no report found" is the chosen one's absence. */
const aboutBucket: ReadonlySet<string> = new Set([
  'BUCKET_NOT_FOUND',
  'BUCKET_ACCESS_DENIED',
  'BUCKET_WRONG_OWNER',
]);

/** The report that "confirm it for me" takes: the chosen one when it is fit, else the only fit one. */
export function reportToConfirm(examination: Examination, chosenRoot: string | null): Report | null {
  const valid = examination.reports.filter((report) => report.valid);
  const chosen = valid.find(({ root }) => root === chosenRoot);
  return chosen ?? (valid.length === 1 ? (valid[0] ?? null) : null);
}
