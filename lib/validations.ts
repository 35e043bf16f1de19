import { z } from 'zod';
import type { ReportKind } from '@/lib/reports';

/** The checks of a connection so far, a page at a time; `before` is the `next` of the page before. */
export const HistoryQuery = z.strictObject({
  connectionId: z.string().min(1).max(64),
  before: z.coerce.number().int().positive().optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** Why a bucket was looked at. */
export const causeNames = {
  user: 'Refresh',
  schedule: 'By schedule',
  wizard: 'When the stack was ready',
} as const;

/** "2 reports found. 1 is valid." Exports that are no legacy CUR are named as such, and count as reports beside one. */
export function reportsFound(reports: readonly { valid: boolean; kind: ReportKind }[]): string {
  if (reports.length === 0) return 'No report found yet.';
  if (reports.every(({ kind }) => kind !== 'legacy-cur')) {
    return `${reports.length} ${reports.length === 1 ? 'export' : 'exports'} found, no legacy CUR yet.`;
  }
  const valid = reports.filter((report) => report.valid).length;
  const found = `${reports.length} ${reports.length === 1 ? 'report' : 'reports'} found.`;
  if (valid === 0) return `${found} None is valid${reports.length === 1 ? ' yet' : ''}.`;
  if (reports.length === 1) return `${found} It is valid.`;
  return `${found} ${valid} ${valid === 1 ? 'is' : 'are'} valid.`;
}
