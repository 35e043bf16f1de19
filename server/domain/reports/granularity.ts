import type { TimeUnit } from '@/lib/reports';

const MOMENT = '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.000)?Z';
const INTERVAL = new RegExp(`^(${MOMENT})/(${MOMENT})$`);

/** What one value of identity/TimeInterval tells. A fee of a whole month tells nothing: every report has those. */
export type IntervalUnit = TimeUnit | 'FEE';

/** Null when the text is no interval, so also for a statistic that was cut short. */
export function unitOfInterval(text: string): IntervalUnit | null {
  const match = INTERVAL.exec(text);
  if (match === null) return null;
  const start = new Date(match[1] ?? '');
  const end = new Date(match[2] ?? '');
  const seconds = (end.getTime() - start.getTime()) / 1000;
  if (!(seconds > 0)) return null;
  if (seconds === 3600) return 'HOURLY';
  if (seconds === 86_400) return 'DAILY';
  return isWholeMonth({ start, end }) ? 'MONTHLY' : 'FEE';
}

function isWholeMonth({ start, end }: { start: Date; end: Date }): boolean {
  const next = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
  const first = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), 1));
  return start.getTime() === first.getTime() && end.getTime() === next.getTime();
}

/** Collects intervals of a report until they tell its time unit. */
export type Tally = {
  add: (interval: string, times?: number) => void;
  rows: () => number;
  unit: () => TimeUnit | null;
};

/**
 * One hour anywhere proves HOURLY; else one day DAILY; else whole months MONTHLY, which only counts when all that can
 * be read was read; else nothing is known. Usage start dates are no evidence: a daily report holds sub-daily ones.
 */
export function tallyOf(): Tally {
  const counts: Record<IntervalUnit, number> = { HOURLY: 0, DAILY: 0, MONTHLY: 0, FEE: 0 };
  return {
    add(interval, times = 1) {
      const unit = unitOfInterval(interval);
      if (unit !== null) counts[unit] += times;
    },
    rows: () => counts.HOURLY + counts.DAILY + counts.MONTHLY + counts.FEE,
    unit() {
      if (counts.HOURLY > 0) return 'HOURLY';
      if (counts.DAILY > 0) return 'DAILY';
      return counts.MONTHLY > 0 ? 'MONTHLY' : null;
    },
  };
}
