import { cx } from '@/components/ui/cx';
import { STATUS_WORDS, type Status } from '@/lib/status';

export type Segment = { name: string; status: Status; note?: string };

type SegmentsProps = {
  items: readonly Segment[];
  /** Where the tasks are listed; makes the row a link that names them on focus. */
  href?: string;
  /** What the row is the progress of, for screen readers: the tenant's name. */
  label?: string;
};

const FILL = {
  done: 'bg-ok border-ok',
  in_progress: 'half border-accent',
  waiting: 'bg-wait-soft border-wait',
  attention: 'bg-warn border-warn',
  failed: 'bg-bad border-bad',
  not_started: 'border-edge',
  not_available: 'dash border-transparent',
} as const satisfies Record<Status, string>;

/**
 * Progress as a row of segments, one for each task in its status, with the count beside it. Hovering a segment names
 * its task; focusing the row names the first one that is not done. Screen readers hear the count and every task.
 */
export function Segments({ items, href, label }: SegmentsProps) {
  const done = items.filter((item) => item.status === 'done').length;
  const next = items.find((item) => item.status !== 'done');
  const row = (
    <>
      <span className="sr-only">{label ? `${label}: ` : ''}</span>
      <span className="inline-flex items-center gap-[3px]" aria-hidden="true">
        {items.map((item) => (
          <span key={item.name} className="group/segment py-1.5">
            <span className={cx('block h-3.5 w-2 rounded-[2px] border', FILL[item.status])} />
            <SegmentTip item={item} isNext={item === next} />
          </span>
        ))}
      </span>
      <span className="tabular whitespace-nowrap text-muted">
        {done} of {items.length}
      </span>
      <span className="sr-only">
        {items.map(
          (item) => `, ${item.name}: ${STATUS_WORDS[item.status]}${item.note ? ` (${item.note})` : ''}`,
        )}
      </span>
    </>
  );
  const look = 'group/segments relative inline-flex items-center gap-2.5 align-middle rounded-sm';
  if (!href) return <span className={look}>{row}</span>;
  return (
    <a href={href} className={cx(look, 'no-underline hover:[&>.tabular]:text-accent')}>
      {row}
    </a>
  );
}

/** Stands above the row, where a table has its head or an earlier row, so that a scrolling frame never cuts it. */
function SegmentTip({ item, isNext }: { item: Segment; isNext: boolean }) {
  return (
    <span
      className={cx(
        'pointer-events-none absolute bottom-full left-0 z-20 hidden rounded border border-line bg-raised px-2.5 py-1',
        'text-xs whitespace-nowrap text-ink shadow-float group-hover/segment:block',
        isNext && 'group-focus-visible/segments:block',
      )}
    >
      <span className="font-medium">{item.name}</span>
      <span className="text-muted">
        {' '}
        {STATUS_WORDS[item.status]}
        {item.note && `, ${item.note}`}
      </span>
    </span>
  );
}
