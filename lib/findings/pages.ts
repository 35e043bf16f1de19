import { BUCKET_PAGES } from '@/lib/findings/pages-bucket';
import { REPORT_PAGES } from '@/lib/findings/pages-report';
import { ROLE_PAGES } from '@/lib/findings/pages-role';
import { FINDING_CODES, type FindingCode, type Page } from '@/lib/findings/vocabulary';

/** The page of our documentation for each code: /help/<code in lower case with hyphens>, and docs/findings.md. */
const PAGES: Record<FindingCode, Page> = { ...ROLE_PAGES, ...BUCKET_PAGES, ...REPORT_PAGES };

export function pageOf(code: FindingCode): Page {
  return PAGES[code];
}

/** /help/granularity-not-hourly */
export function helpAddress(code: FindingCode): string {
  return `/help/${slugOf(code)}`;
}

export function slugOf(code: FindingCode): string {
  return code.toLowerCase().replaceAll('_', '-');
}

export function codeOfSlug(slug: string): FindingCode | null {
  return FINDING_CODES.find((code) => slugOf(code) === slug) ?? null;
}
