import { Findings, Settle } from '@/components/connections/ask-for-help';
import { TextLink } from '@/components/ui/link';
import { StatusGlyph } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import { stepAddress, stepTitles } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import type { HelpRow } from '@/lib/help';

type HelpRowsProps = { rows: readonly HelpRow[]; now: string; settle: FormAction };

/** Part of "Needs you": customers who ask for help, each with where they are. */
export function HelpRows({ rows, now, settle }: HelpRowsProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="help" className="flex flex-col gap-3">
      <h2 id="help" className="text-base font-semibold">
        Asked for help
      </h2>
      <ul className="flex flex-col divide-y divide-line rounded border border-line bg-surface">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3">
            <div className="flex min-w-0 flex-1 basis-80 gap-2">
              <span className="mt-0.5">
                <StatusGlyph status="attention" />
              </span>
              <div className="flex min-w-0 flex-col gap-1">
                <p>
                  <TextLink href={stepAddress({ id: row.connectionId, step: row.step })}>
                    {row.tenant.name}: {stepTitles[row.step]}
                  </TextLink>
                  {row.account && (
                    <span className="font-mono text-xs text-muted"> {formatAccountId(row.account)}</span>
                  )}
                </p>
                {row.message && <p className="whitespace-pre-line wrap-anywhere">{row.message}</p>}
                <Findings findings={row.findings} />
                <p className="text-xs text-muted">
                  {row.by}, <Time iso={row.at} now={now} />
                </p>
              </div>
            </div>
            {row.maySettle && <Settle help={row} action={settle} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
