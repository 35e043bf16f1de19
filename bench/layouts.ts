import type { VirtualKeys } from '@/sandbox/s3/virtual';

/** A bucket to search: so many reports of so many months, and what else lies in it. */
export interface Layout {
  name: string;
  reports: { count: number; months: number; versions: number };
  others: VirtualKeys[];
  /** Against listing everything (P1), when it is not that of an ordinary bucket. */
  goal?: 'million';
  /** The one whose wall time is taken (P3). */
  timed?: true;
}

const padded = (index: number, digits: number) => String(index).padStart(digits, '0');

/** Files named by their number, as access logs are by their time. */
function files(prefix: string, count: number): VirtualKeys {
  return { count, keyAt: (index) => `${prefix}2026-01-01-${padded(index, 7)}-A41F` };
}

/** So many folders with so many files each. */
function folders(prefix: string, of: { folders: number; files: number }): VirtualKeys {
  return {
    count: of.folders * of.files,
    keyAt: (index) => `${prefix}${padded(Math.floor(index / of.files), 4)}/${padded(index % of.files, 7)}.gz`,
  };
}

/** Files filed by year, month, day and hour, so many in each hour. */
function byHour(prefix: string, of: { hours: number; files: number }): VirtualKeys {
  const begin = Date.UTC(2025, 0, 1);
  return {
    count: of.hours * of.files,
    keyAt(index) {
      const hour = new Date(begin + Math.floor(index / of.files) * 3_600_000).toISOString();
      const folder = `${hour.slice(0, 10).replaceAll('-', '/')}/${hour.slice(11, 13)}`;
      return `${prefix}${folder}/${padded(index % of.files, 5)}.gz`;
    },
  };
}

const three = { count: 3, months: 13, versions: 1 };

/** The layouts that are common in customers' buckets, and the million keys of the goal. */
export const LAYOUTS: readonly Layout[] = [
  { name: '1 report, 13 months', reports: { count: 1, months: 13, versions: 1 }, others: [] },
  { name: '3 reports, 13 months', reports: three, others: [] },
  { name: '3 reports, 36 months, 90 versions', reports: { count: 3, months: 36, versions: 90 }, others: [] },
  { name: '10 reports, 60 months', reports: { count: 10, months: 60, versions: 1 }, others: [] },
  {
    name: '3 reports, 100,000 under AWSLogs',
    reports: three,
    others: [files('AWSLogs/123456789012/elasticloadbalancing/', 100_000)],
  },
  {
    name: '3 reports, 100,000 in one folder',
    reports: three,
    others: [files('access/', 100_000)],
    timed: true,
  },
  { name: '3 reports, 100,000 flat at the root', reports: three, others: [files('', 100_000)] },
  {
    name: '3 reports, 100,000 in 250 folders',
    reports: three,
    others: [folders('team-', { folders: 250, files: 400 })],
  },
  {
    name: '3 reports, 100,000 by the hour',
    reports: three,
    others: [byHour('events/', { hours: 5000, files: 20 })],
  },
  {
    name: '3 reports, 1,000,000 in 20 folders',
    reports: three,
    others: Array.from({ length: 20 }, (_, index) => files(`app-${padded(index, 2)}/`, 50_000)),
    goal: 'million',
  },
  {
    name: '3 reports, 1,000,000 in 20 folders by the hour',
    reports: three,
    others: Array.from({ length: 20 }, (_, index) =>
      byHour(`app-${padded(index, 2)}/`, { hours: 10_000, files: 5 }),
    ),
    goal: 'million',
  },
];
