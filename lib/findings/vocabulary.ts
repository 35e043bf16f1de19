import { z } from 'zod';

/**
 * error: not fit. waiting: not fit yet, time will tell. warning: fit, but somebody should look. note: worth knowing.
 */
export const SEVERITIES = ['error', 'warning', 'waiting', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ROLE_CODES = [
  'ROLE_NOT_REACHABLE',
  'ROLE_TRUST_OPEN',
  'ROLE_TRUST_UNREADABLE',
  'ROLE_WRONG_ACCOUNT',
  'NOT_MANAGEMENT_ACCOUNT',
  'ORGANIZATION_UNKNOWN',
  'ROLE_TOO_BROAD',
  'ROLE_PERMISSIONS_MISSING',
  'STACK_BEHIND',
] as const;

/** An IAM role that is not as the template makes it. */
export const driftCodes = [
  'ROLE_TRUST_OPEN',
  'ROLE_TOO_BROAD',
  'ROLE_PERMISSIONS_MISSING',
] as const satisfies readonly RoleCode[];

export const BUCKET_CODES = [
  'BUCKET_NOT_FOUND',
  'BUCKET_ACCESS_DENIED',
  'BUCKET_WRONG_OWNER',
  'NO_REPORT_FOUND',
  'AWAITING_FIRST_DELIVERY',
  'REPORTS_ELSEWHERE',
  'SEARCH_LIMIT_REACHED',
] as const;

/** In the order of the checklist: what it is, what it holds, whether it can be read, whether it goes on coming. */
export const REPORT_CODES = [
  'NOT_LEGACY_CUR',
  'RESOURCE_IDS_MISSING',
  'SPLIT_COST_ALLOCATION_MISSING',
  'GRANULARITY_NOT_HOURLY',
  'GRANULARITY_UNKNOWN',
  'FORMAT_NOT_SUPPORTED',
  'WRONG_ACCOUNT',
  'MANIFEST_UNREADABLE',
  'NO_DATA_FILES',
  'DATA_FILES_MISSING',
  'DATA_UNREADABLE',
  'DATA_ENCRYPTED',
  'DATA_ARCHIVED',
  'REQUESTER_PAYS',
  'DATA_TRUNCATED',
  'DELIVERY_ERROR_PERMISSIONS',
  'DELIVERY_ERROR_NO_BUCKET',
  'DELIVERY_STOPPED',
  'REFRESH_CLOSED_OFF',
] as const;

export const FINDING_CODES = [...ROLE_CODES, ...BUCKET_CODES, ...REPORT_CODES] as const;
export type FindingCode = (typeof FINDING_CODES)[number];
export type ReportCode = (typeof REPORT_CODES)[number];
export type BucketCode = (typeof BUCKET_CODES)[number];
export type RoleCode = (typeof ROLE_CODES)[number];

/** One reason why a report, bucket or IAM role is not fit, in words for the end customer. */
export const Finding = z.object({
  code: z.enum(FINDING_CODES),
  severity: z.enum(SEVERITIES),
  seen: z.string(),
  needed: z.string(),
  fix: z.string(),
  link: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** The words of one code. `title` has the check's name, and how a checklist says that it passed or failed. */
export type Words<Args> = {
  severity: Severity | ((args: Args) => Severity);
  title: { name: string; passed: string; failed: string };
  seen: (args: Args) => string;
  needed: (args: Args) => string;
  fix: (args: Args) => string;
  link: (args: Args) => string | null;
};

/** What our documentation says of a code, for people who want to know more than the finding says. */
export type Page = {
  means: string;
  matters: string;
  steps: readonly string[];
  /** What people ask about it. */
  background?: string;
  source?: { label: string; href: string };
};
