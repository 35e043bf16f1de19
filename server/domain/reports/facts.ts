import type { ReportPlace } from '@/lib/findings/report-args';
import {
  type ReportDefinition,
  type ReportFormat,
  type ReportKind,
  type TimeUnit,
  Versioning,
} from '@/lib/reports';
import type { Evidence, Fault } from '@/server/domain/reports/evidence';
import {
  formatOfCompression,
  hasResourceIds,
  hasSplitCostAllocation,
  type LegacyManifest,
} from '@/server/domain/reports/manifest';

/** none: the CUR API knows the report, and nothing of it is in the bucket. */
export type ManifestFacts =
  | { state: 'read'; key: string; manifest: LegacyManifest }
  | { state: 'fault'; key: string; fault: Fault }
  | { state: 'none' };

/** Everything that the rules judge a report by. */
export type ReportFacts = {
  bucket: string;
  /** The AWS management account that was entered. */
  account: string;
  region?: string | undefined;
  consoleUrl?: string | undefined;
  now: Date;
  root: string;
  name: string;
  prefix: string;
  kind: ReportKind;
  /** The format of an export that is no legacy CUR; a legacy CUR's comes from its manifest. */
  exportFormat: ReportFormat | null;
  /** Newest first. */
  periods: string[];
  manifest: ManifestFacts;
  manifestWritten: string | null;
  /** Of one data file, by reading it or by the listing alone; null while nothing is known. */
  data: (Evidence & { key: string; by: 'reading' | 'listing' }) | null;
  /** Files that the manifest names and the listing does not have. */
  missing: string[];
  /** Whether the listing shows of every file that the manifest names if it is there. */
  filesListed: boolean;
  /** What the CUR API says; null when it was not asked, denied, or does not know the report. */
  definition: ReportDefinition | null;
  firstSeen: string | null;
  /** The bucket answered only when we said that we would pay. */
  requesterPays: boolean;
};

export function placeOf(facts: ReportFacts): ReportPlace {
  const { name, root, bucket, account, region, consoleUrl } = facts;
  return { name, root, bucket, account, region, consoleUrl, versioning: versioningOf(facts) };
}

/** The API overrules the data where it knows. */
export function timeUnitOf(facts: ReportFacts): TimeUnit | null {
  return facts.definition?.timeUnit ?? facts.data?.unit ?? null;
}

export function compressionOf({ manifest, definition }: ReportFacts): string | null {
  if (manifest.state === 'read') return manifest.manifest.compression;
  return definition?.compression ?? null;
}

export function formatOf(facts: ReportFacts): ReportFormat {
  if (facts.exportFormat !== null) return facts.exportFormat;
  const compression = compressionOf(facts);
  return compression === null ? 'unknown' : formatOfCompression(compression);
}

/** What is told of an option by the API, by the columns that were delivered, and by both. Null: not told. */
export interface Told {
  api: boolean | null;
  columns: boolean | null;
  on: boolean | null;
}

/** The column is there or it is not: what was delivered counts beside what is set. */
export function resourceIdsTold(facts: ReportFacts): Told {
  const api = facts.definition?.resourceIds ?? null;
  const columns = columnsHave(facts, hasResourceIds);
  return { api, columns, on: api === null ? columns : api && columns !== false };
}

/** Whether the columns are there without a container in the account is not known, so that here the API overrules them. */
export function splitCostAllocationTold(facts: ReportFacts): Told {
  const api = facts.definition?.splitCostAllocation ?? null;
  const columns = columnsHave(facts, hasSplitCostAllocation);
  return { api, columns, on: api ?? columns };
}

function columnsHave(
  { manifest }: ReportFacts,
  has: (columns: ReadonlySet<string>) => boolean,
): boolean | null {
  return manifest.state === 'read' ? has(manifest.manifest.columns) : null;
}

export function lastDeliveryOf({ definition, manifestWritten }: ReportFacts): string | null {
  return definition?.lastDelivery ?? manifestWritten;
}

/** By the API, else by the layout: files of an assembly folder below the period are never overwritten. */
export function versioningOf({ definition, manifest, root, periods }: ReportFacts): Versioning | null {
  if (definition?.versioning) return definition.versioning;
  const key = manifest.state === 'read' ? manifest.manifest.reportKeys[0] : undefined;
  if (key === undefined) return null;
  const inPeriod = `${root}${periods[0] ?? ''}/`;
  const rest = key.startsWith(inPeriod) ? key.slice(inPeriod.length) : '';
  return rest.includes('/') ? Versioning.enum.CREATE_NEW_REPORT : Versioning.enum.OVERWRITE_REPORT;
}
