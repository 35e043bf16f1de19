import { formatClock, formatDate, formatExact, formatRelative } from '@/lib/time';

type TimeProps = {
  /** ISO-8601 in UTC. */
  iso: string;
  /** The request's own time, ISO-8601 in UTC; needed for `relative`. */
  now?: string;
  look?: 'relative' | 'exact' | 'clock' | 'date';
  /** IANA name; UTC when not given. */
  timeZone?: string;
};

/** A time: relative when `now` is given, with the exact time and zone on hover and in print. */
export function Time({ iso, now, look = now ? 'relative' : 'exact', timeZone = 'UTC' }: TimeProps) {
  const exact = formatExact(iso, timeZone);
  const text = {
    relative: () => (now ? formatRelative(iso, now) : exact),
    exact: () => exact,
    clock: () => formatClock(iso, timeZone),
    date: () => formatDate(iso, timeZone),
  }[look]();
  return (
    <time dateTime={iso} title={text === exact ? undefined : exact}>
      {text}
    </time>
  );
}
