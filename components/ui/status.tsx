import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';
import { STATUS_WORDS, type Status } from '@/lib/status';

/** Text colour of each status; the glyph takes it too. */
export const STATUS_TEXT = {
  done: 'text-ok',
  in_progress: 'text-accent',
  waiting: 'text-wait',
  attention: 'text-warn',
  failed: 'text-bad',
  not_started: 'text-muted',
  not_available: 'text-muted',
} as const satisfies Record<Status, string>;

const STATUS_SOFT = {
  done: 'bg-ok-soft',
  in_progress: 'bg-accent-soft',
  waiting: 'bg-wait-soft',
  attention: 'bg-warn-soft',
  failed: 'bg-bad-soft',
  not_started: 'bg-sunken',
  not_available: 'bg-sunken',
} as const satisfies Record<Status, string>;

type StatusLineProps = {
  status: Status;
  /** The word on screen when it is not the status's own, for example "Success" for CUR delivery. */
  word?: string;
  /** Whom it waits for, since when: said after the word in quiet ink. */
  note?: ReactNode;
  className?: string;
};

/** Shape, word and colour in one line, for tables and lists. */
export function StatusLine({ status, word = STATUS_WORDS[status], note, className }: StatusLineProps) {
  return (
    <span className={cx('inline-flex items-baseline gap-1.5', className)}>
      <StatusGlyph status={status} className="translate-y-[0.175em] self-start" />
      <span>
        <span className={cx('font-medium', STATUS_TEXT[status])}>{word}</span>
        {note && <span className="text-muted"> {note}</span>}
      </span>
    </span>
  );
}

/** The same on a soft ground, for heads of pages and cards. */
export function StatusBadge({
  status,
  word = STATUS_WORDS[status],
  className,
}: Omit<StatusLineProps, 'note'>) {
  return (
    <span
      className={cx(
        'inline-flex items-center gap-1.5 rounded-full py-0.5 pr-2.5 pl-1.5 text-xs font-medium whitespace-nowrap',
        STATUS_TEXT[status],
        STATUS_SOFT[status],
        className,
      )}
    >
      <StatusGlyph status={status} />
      {word}
    </span>
  );
}

/** The shape alone. It is silent: use it only where the word stands in the same line. */
export function StatusGlyph({ status, className }: { status: Status; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx('size-4 shrink-0', STATUS_TEXT[status], className)}
    >
      {SHAPES[status]}
    </svg>
  );
}

/** Cut-outs are drawn in the ground's colour so that the mark reads at 16 px. */
const SHAPES = {
  done: (
    <>
      <circle cx="8" cy="8" r="6.75" fill="currentColor" stroke="none" />
      <path d="m5.1 8.2 2 2 3.8-4.3" className="stroke-surface" strokeWidth="1.6" />
    </>
  ),
  in_progress: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2a6 6 0 0 1 0 12Z" fill="currentColor" stroke="none" />
    </>
  ),
  waiting: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.75V8l2.1 1.4" />
    </>
  ),
  attention: (
    <>
      <path d="M8 2.1 14.4 13.2H1.6Z" fill="currentColor" />
      <path d="M8 6.4v3" className="stroke-surface" />
      <path d="M8 11.5v.01" className="stroke-surface" />
    </>
  ),
  failed: (
    <>
      <path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3Z" fill="currentColor" stroke="none" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" className="stroke-surface" />
    </>
  ),
  not_started: <circle cx="8" cy="8" r="6" />,
  not_available: <path d="M3.5 8h9" strokeWidth="2" />,
} as const satisfies Record<Status, ReactNode>;
