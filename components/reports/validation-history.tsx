import { severityStatus, severityWords } from '@/components/connections/finding-list';
import { Changes } from '@/components/reports/changes';
import { StatusGlyph } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import type { HistoryEntry } from '@/lib/connection-views';
import { titleOf } from '@/lib/findings';
import type { Finding } from '@/lib/findings/vocabulary';
import { causeNames, reportsFound } from '@/lib/validations';

type ValidationHistoryProps = { entries: readonly HistoryEntry[]; now: string; timeZone: string };

/** Validations of the past, newest first: when, why, what was found and what had changed. */
export function ValidationHistory({ entries, now, timeZone }: ValidationHistoryProps) {
  return (
    <ol aria-label="Checks so far" className="flex flex-col divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="flex flex-col gap-2 py-4 first:pt-0 last:pb-0">
          <p className="flex flex-wrap items-baseline gap-x-3 text-xs text-muted">
            <Time iso={entry.at} now={now} timeZone={timeZone} />
            <span>{causeNames[entry.cause]}</span>
          </p>
          {entry.trouble === null ? <Outcome entry={entry} /> : <p>{entry.trouble}</p>}
        </li>
      ))}
    </ol>
  );
}

function Outcome({ entry }: { entry: HistoryEntry }) {
  const { reports, bucketFindings, changes, complete } = entry;
  return (
    <>
      <p className="font-medium">{reportsFound(reports)}</p>
      {bucketFindings.length > 0 && <Found what={entry.bucket ?? 'Bucket'} findings={bucketFindings} />}
      {reports.map(({ root, findings, valid }) => (
        <Found key={root} what={root} findings={findings} valid={valid} />
      ))}
      {!complete && <p className="text-xs text-muted">Not everything in the bucket was looked at.</p>}
      {changes && <Changes changes={changes} />}
    </>
  );
}

/** A report or the bucket, and what stands against it. */
function Found({ what, findings, valid }: { what: string; findings: readonly Finding[]; valid?: boolean }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="font-mono text-xs break-all">{what}</p>
      <ul className="flex flex-col gap-1">
        {valid && (
          <li className="flex gap-2">
            <StatusGlyph status="done" className="mt-0.5" />
            Valid
          </li>
        )}
        {findings.map(({ code, severity, seen }) => (
          <li key={`${code} ${seen}`} className="flex gap-2">
            <StatusGlyph status={severityStatus[severity]} className="mt-0.5" />
            <span className="min-w-0">
              <span className="sr-only">{severityWords[severity]}: </span>
              {titleOf(code).failed}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
