import { ReportChecks } from '@/components/reports/report-checks';
import { StatusBadge } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { ReportView } from '@/lib/connection-views';
import { FORMAT_NAMES, KIND_NAMES, type Report } from '@/lib/reports';
import type { Status } from '@/lib/status';
import { formatMoment, formatPeriod } from '@/lib/time';

type ReportListProps = {
  reports: readonly ReportView[];
  now: string;
  timeZone: string;
  /** Draws a radio button before each report that can be chosen; the form around it is the page's. */
  choice?: { name: string; chosen: string | null };
};

/** Every report that was found, valid or not; an open one shows all its checks. */
export function ReportList({ reports, now, timeZone, choice }: ReportListProps) {
  return (
    <ul className="flex flex-col gap-3" aria-label="Reports">
      {reports.map((report) => (
        <li key={report.root} className="rounded border border-line bg-surface">
          <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-3">
            {choice && <Choose report={report} choice={choice} />}
            <div className="min-w-0 flex-1">
              <h2 id={`report-${report.root}`} className="font-semibold break-words">
                {report.name}
              </h2>
              <p className="font-mono text-xs break-all text-muted">{report.root}</p>
            </div>
            <Verdict report={report} />
          </div>
          <Facts report={report} now={now} timeZone={timeZone} />
          <details
            className="group/report border-t border-line"
            open={report.kind === 'legacy-cur' && report.findings.length > 0}
          >
            <summary className="px-4 py-2 text-sm font-medium">{summaryOf(report)}</summary>
            <div className="border-t border-line px-4 py-3">
              <ReportChecks report={report} />
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

function Choose({ report, choice }: { report: ReportView; choice: NonNullable<ReportListProps['choice']> }) {
  return (
    <input
      type="radio"
      name={choice.name}
      value={report.root}
      aria-labelledby={`report-${report.root}`}
      defaultChecked={choice.chosen === report.root}
      disabled={!report.valid}
      className="mt-1 size-4 accent-accent"
    />
  );
}

/** The verdict in one word; waiting is calm, never an error. */
export function verdictOf(report: Report): { status: Status; word: string } {
  if (report.kind !== 'legacy-cur') return { status: 'not_available', word: KIND_NAMES[report.kind] };
  if (report.valid) {
    const warned = report.findings.some((finding) => finding.severity === 'warning');
    return warned
      ? { status: 'attention', word: 'Valid, with a warning' }
      : { status: 'done', word: 'Valid' };
  }
  const errors = report.findings.filter((finding) => finding.severity === 'error').length;
  if (errors > 0) return { status: 'failed', word: `${errors} to fix` };
  return { status: 'waiting', word: 'Waiting for AWS' };
}

function Verdict({ report }: { report: Report }) {
  const { status, word } = verdictOf(report);
  return <StatusBadge status={status} word={word} />;
}

function Facts({ report, now, timeZone }: { report: ReportView; now: string; timeZone: string }) {
  const facts = [
    ['Format', FORMAT_NAMES[report.format]],
    ['Newest period', report.newestPeriod === null ? 'None yet' : formatPeriod(report.newestPeriod)],
    [
      'Last delivery',
      report.lastDelivery ? (
        <Time key="last" iso={report.lastDelivery} now={now} timeZone={timeZone} />
      ) : (
        'None yet'
      ),
    ],
  ] as const;
  return (
    <>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 px-4 py-3">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
      {report.expectedDelivery && (
        <p className="px-4 pb-3">{expectation({ report, due: report.expectedDelivery, now, timeZone })}</p>
      )}
    </>
  );
}

/** "Settings fit. First delivery expected by 14:00 tomorrow." Settings are judged before anything is delivered. */
export function expectation(of: {
  report: Pick<Report, 'findings'>;
  due: string;
  now: string;
  timeZone: string;
}): string {
  const faults = of.report.findings.filter(
    ({ code, severity }) => severity === 'error' && code !== 'AWAITING_FIRST_DELIVERY',
  );
  if (
    faults.some(({ code }) => code === 'DELIVERY_ERROR_PERMISSIONS' || code === 'DELIVERY_ERROR_NO_BUCKET')
  ) {
    return 'AWS tried to make the first delivery and could not.';
  }
  const settings = faults.length === 0 ? 'Settings fit. ' : '';
  const verb = of.due < of.now ? 'was expected' : 'expected';
  return `${settings}First delivery ${verb} by ${formatMoment(of.due, of)}.`;
}

/** "12 checks passed, 2 to fix, 4 not checked": what the API tells already need not be read again from the files. */
export function summaryOf({ checks, kind }: Pick<Report, 'checks' | 'kind'>): string {
  if (kind !== 'legacy-cur') return 'Not checked further: only legacy CUR is supported at present';
  const count = (state: Report['checks'][number]['state']) =>
    checks.filter((check) => check.state === state).length;
  const others = [
    [count('failed'), 'to fix'],
    [count('waiting'), 'waiting'],
    [count('warning'), 'with a warning'],
    [count('not-checked'), 'not checked'],
  ] as const;
  const said = others.flatMap(([many, word]) => (many > 0 ? [`${many} ${word}`] : []));
  const passed = count('passed');
  return [`${passed} ${passed === 1 ? 'check' : 'checks'} passed`, ...said].join(', ');
}
