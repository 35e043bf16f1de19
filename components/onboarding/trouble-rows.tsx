import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import type { TroubleRow } from '@/lib/onboarding';

const words = {
  broken: 'The connection does not work any more',
  failed: 'CUR delivery failed',
} satisfies Record<TroubleRow['what'], string>;

/** Part of "Needs you": connections that worked and do not now. */
export function TroubleRows({ rows, now }: { rows: readonly TroubleRow[]; now: string }) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="troubles" className="flex flex-col gap-3">
      <h2 id="troubles" className="text-base font-semibold">
        Worked before and do not now
      </h2>
      <ul className="flex flex-col divide-y divide-line rounded border border-line bg-surface">
        {rows.map((row) => (
          <li
            key={row.id}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-3"
          >
            <p className="min-w-0">
              <TextLink href={row.href}>{row.tenant.name}</TextLink>
              {row.account && (
                <span className="font-mono text-xs text-muted"> {formatAccountId(row.account)}</span>
              )}
            </p>
            <p className="flex flex-wrap items-baseline gap-x-3">
              <StatusLine status="failed" word={words[row.what]} />
              <span className="text-xs text-muted">
                <Time iso={row.since} now={now} />
              </span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
