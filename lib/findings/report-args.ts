import type { Versioning } from '@/lib/reports';

/** Where a report is, for its words and links. */
export type ReportPlace = {
  name: string;
  root: string;
  bucket: string;
  account: string;
  region?: string | undefined;
  consoleUrl?: string | undefined;
  versioning: Versioning | null;
};

/** What the words of each code need to know. */
export type ReportArgs = {
  NOT_LEGACY_CUR: ReportPlace & { kindName: string };
  RESOURCE_IDS_MISSING: ReportPlace & { source: 'api' | 'columns' };
  SPLIT_COST_ALLOCATION_MISSING: ReportPlace & { source: 'api' | 'columns' };
  GRANULARITY_NOT_HOURLY: ReportPlace & { timeUnit: string };
  GRANULARITY_UNKNOWN: ReportPlace & { rows: number };
  FORMAT_NOT_SUPPORTED: ReportPlace & { compression: string };
  WRONG_ACCOUNT: ReportPlace & { owner: string; payer: string | null };
  /** `ours`: a limit of Tributary's own ended the look before. `shut`: the bucket itself refuses, and says so in a finding of its own. */
  MANIFEST_UNREADABLE: ReportPlace & { key: string; why: string; ours?: boolean; shut?: boolean };
  NO_DATA_FILES: ReportPlace & { period: string | null; lastDelivery: string | null };
  DATA_FILES_MISSING: ReportPlace & { key: string; missing: number; named: number };
  DATA_UNREADABLE: ReportPlace & { key: string; why: string; ours?: boolean };
  DATA_ENCRYPTED: ReportPlace & { key: string };
  DATA_ARCHIVED: ReportPlace & { key: string };
  REQUESTER_PAYS: ReportPlace;
  DATA_TRUNCATED: ReportPlace & { key: string; size: number };
  DELIVERY_ERROR_PERMISSIONS: ReportPlace;
  DELIVERY_ERROR_NO_BUCKET: ReportPlace;
  DELIVERY_STOPPED: ReportPlace & { period: string | null; lastDelivery: string | null; hours: number };
  REFRESH_CLOSED_OFF: ReportPlace;
};
