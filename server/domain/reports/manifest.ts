import { z } from 'zod';
import type { ReportFormat, ReportKind } from '@/lib/reports';

/** The manifest of a legacy CUR, as far as it matters. Columns are canonical: line_item_resource_id. */
export type LegacyManifest = {
  account: string;
  columns: ReadonlySet<string>;
  compression: string;
  reportKeys: string[];
};

export type ManifestReading =
  | { is: 'legacy'; manifest: LegacyManifest }
  | { is: 'export'; kind: Exclude<ReportKind, 'legacy-cur'>; format: ReportFormat; account: string | null }
  | { is: 'unreadable'; why: string };

/** Real manifests have 7 to 23 KB; columns for 5,000 tags would make 500 KB. */
export const MANIFEST_CAP = 1024 * 1024;

const Column = z.object({ category: z.string().optional(), name: z.string() });
// Only what is judged is required: types, artifact keys and the period are absent in some years' manifests.
const Legacy = z.object({
  account: z.string(),
  columns: z.array(Column),
  compression: z.string().default(''),
  // S3's bounds of a key: a GET of no key would list the bucket.
  reportKeys: z.array(z.string().min(1).max(1024)),
});
const Export = z.object({
  executionId: z.string().optional(),
  exportArn: z.string(),
  columns: z.array(Column).default([]),
  dataFiles: z.array(z.string()).default([]),
});

/** Reads a manifest, whatever it turns out to be. `bytes` may be cut at the cap: then `size` is larger. */
export function readManifest(part: { bytes: Uint8Array; size: number }): ManifestReading {
  if (part.size === 0) return { is: 'unreadable', why: 'the file is empty' };
  if (part.size > part.bytes.length) return { is: 'unreadable', why: `${part.size} bytes are too many` };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(part.bytes));
  } catch {
    return { is: 'unreadable', why: 'it is not JSON' };
  }
  const asExport = Export.safeParse(json);
  if (asExport.success) return exportReading(asExport.data);
  const asLegacy = Legacy.safeParse(json);
  if (!asLegacy.success) {
    const fields = new Set(asLegacy.error.issues.map((issue) => String(issue.path[0] ?? 'object')));
    return { is: 'unreadable', why: `not as AWS writes it: ${[...fields].join(', ')}` };
  }
  const { columns, ...manifest } = asLegacy.data;
  return { is: 'legacy', manifest: { ...manifest, columns: new Set(columns.map(canonicalColumn)) } };
}

/**
 * AWS's rule from the csv's category/Name to the Parquet and Athena name: an underscore before each capital, lower
 * case, everything else an underscore, no doubles, none at the ends.
 */
export function snake(name: string): string {
  return name
    .replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

// Parquet manifests spell the whole column in `name`; how they spell the category is not known for all of them.
function canonicalColumn({ category, name }: { category?: string | undefined; name: string }): string {
  if (category === undefined || category === '') return snake(name);
  return name.startsWith(`${snake(category)}_`) ? snake(name) : snake(`${category}/${name}`);
}

export function hasResourceIds(columns: ReadonlySet<string>): boolean {
  return columns.has('line_item_resource_id');
}

/** Any of the split columns: which of them are there depends on discounts and on other options. */
export function hasSplitCostAllocation(columns: ReadonlySet<string>): boolean {
  return [...columns].some((column) => column.startsWith('split_line_item_'));
}

export function formatOfCompression(compression: string): ReportFormat {
  return FORMATS.get(compression.toLowerCase()) ?? 'unknown';
}

// A map: what a manifest names must not be looked up among the members that every object has.
const FORMATS: ReadonlyMap<string, ReportFormat> = new Map([
  ['parquet', 'parquet'],
  ['gzip', 'csv-gzip'],
  ['zip', 'csv-zip'],
]);

function formatOfFile(file: string): ReportFormat {
  if (file.endsWith('.parquet')) return 'parquet';
  if (file.endsWith('.gz')) return 'csv-gzip';
  return file.endsWith('.zip') ? 'csv-zip' : 'unknown';
}

function exportReading(data: z.infer<typeof Export>): ManifestReading {
  const columns = new Set(data.columns.map(canonicalColumn));
  return {
    is: 'export',
    kind: kindOfColumns(columns),
    format: formatOfFile(data.dataFiles[0] ?? ''),
    account: /^arn:aws[a-z-]*:bcm-data-exports:[a-z0-9-]*:(\d{12}):/.exec(data.exportArn)?.[1] ?? null,
  };
}

function kindOfColumns(columns: ReadonlySet<string>): Exclude<ReportKind, 'legacy-cur'> {
  const isFocus = ['billed_cost', 'effective_cost', 'charge_period_start'].some((name) => columns.has(name));
  if (isFocus) return 'focus';
  const isCur = [...columns].some(
    (name) => name.startsWith('line_item_') || name === 'identity_line_item_id',
  );
  return isCur ? 'cur-2.0' : 'other-export';
}
