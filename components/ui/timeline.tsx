import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { StatusGlyph } from '@/components/ui/status';
import { STATUS_WORDS, type Status } from '@/lib/status';

export type TimelineEntry = {
  key: string;
  status: Status;
  text: ReactNode;
  /** Its time, or "checking every 3 s". */
  aside?: ReactNode;
  /** One more line: why, what to do. */
  detail?: ReactNode;
};

type TimelineProps = { label: string; entries: readonly TimelineEntry[]; live?: boolean };

/** What happened, newest at the bottom, with its time; what has not happened yet is grey. */
export function Timeline({ label, entries, live }: TimelineProps) {
  return (
    <ol aria-label={label} aria-live={live ? 'polite' : undefined} className="flex flex-col">
      {entries.map((entry) => (
        <li key={entry.key} className="group/entry relative flex gap-3 pb-4 last:pb-0">
          <span
            aria-hidden="true"
            className="absolute top-6 bottom-1 left-[7.5px] w-px bg-line group-last/entry:hidden"
          />
          <StatusGlyph status={entry.status} className="mt-0.5" />
          <div className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
            <div className={cx('min-w-0', entry.status === 'not_started' && 'text-muted')}>
              <span className="sr-only">{STATUS_WORDS[entry.status]}: </span>
              {entry.text}
            </div>
            {entry.aside && <div className="tabular text-xs text-muted">{entry.aside}</div>}
            {entry.detail && <div className="basis-full text-xs text-muted">{entry.detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
