/** A billing period as keys spell it: first day of a month to the first day of the next, e.g. 20230601-20230701. */
export function isPeriod(segment: string): boolean {
  const match = /^(\d{4})(\d{2})01-(\d{4})(\d{2})01$/.exec(segment);
  if (match === null) return false;
  const [startYear = 0, startMonth = 0, endYear = 0, endMonth = 0] = match.slice(1).map(Number);
  if (startMonth < 1 || startMonth > 12) return false;
  return endYear * 12 + endMonth === startYear * 12 + startMonth + 1 && endMonth >= 1 && endMonth <= 12;
}

/** The moment at which a period ends. */
export function endOfPeriod(period: string): Date {
  return new Date(`${period.slice(9, 13)}-${period.slice(13, 15)}-01T00:00:00Z`);
}

/** The period of a moment, or of a month before it, as keys spell it. */
export function periodOf(moment: Date, monthsAgo = 0): string {
  const first = (months: number) =>
    new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months, 1)).toISOString().slice(0, 10);
  return `${first(-monthsAgo)}-${first(1 - monthsAgo)}`.replace(/(\d{4})-(\d{2})-(\d{2})/g, '$1$2$3');
}

// AWS's own pattern for ReportName (botocore, cur 2017-01-06).
const REPORT_NAME = /^[0-9A-Za-z!\-_.*'()]{1,256}$/;

/** The last folder of a root: `a/b/name/` gives name, and so does `/name/`; null where no report can be. */
export function nameOfRoot(root: string): string | null {
  if (!root.endsWith('/')) return null;
  const name = root.slice(0, -1).split('/').at(-1) ?? '';
  return REPORT_NAME.test(name) ? name : null;
}

/** The S3 prefix of a root, as the CUR API would hold it. */
export function prefixOfRoot(root: string): string {
  const folders = root.slice(0, -1).split('/');
  return folders.slice(0, -1).join('/');
}

/** Where AWS puts the manifest of a legacy CUR, the same in all four layouts. */
export function manifestKeyOf(place: { root: string; period: string }): string {
  return `${place.root}${place.period}/${nameOfRoot(place.root) ?? ''}-Manifest.json`;
}

export type ManifestPlace =
  | { kind: 'legacy'; root: string; period: string }
  | { kind: 'export'; root: string; partition: string };

/**
 * What a key says when it is the manifest of a legacy CUR or of a Data Export; null for everything else, so for
 * manifests of Redshift, of S3 Inventory, and the copies in assembly folders.
 */
export function placeOfManifest(key: string): ManifestPlace | null {
  if (!key.endsWith('-Manifest.json')) return null;
  const folders = key.split('/');
  const file = folders.pop() ?? '';
  const name = file.slice(0, -'-Manifest.json'.length);
  if (!REPORT_NAME.test(name)) return null;
  return legacyPlace({ folders, name }) ?? exportPlace({ folders, name });
}

type Inside = { folders: string[]; name: string };

function legacyPlace({ folders, name }: Inside): ManifestPlace | null {
  const period = folders.at(-1) ?? '';
  if (folders.at(-2) !== name || !isPeriod(period)) return null;
  return { kind: 'legacy', root: `${folders.slice(0, -1).join('/')}/`, period };
}

// <root>/metadata/BILLING_PERIOD=2024-03/[<timestamp>-<executionId>/]<name>-Manifest.json
function exportPlace({ folders, name }: Inside): ManifestPlace | null {
  for (const depth of [1, 2]) {
    const partition = folders.at(-depth) ?? '';
    const isHere =
      folders.at(-depth - 1) === 'metadata' && folders.at(-depth - 2) === name && partition.includes('=');
    if (isHere) return { kind: 'export', root: `${folders.slice(0, -depth - 1).join('/')}/`, partition };
  }
  return null;
}

/** 2024-03 of BILLING_PERIOD=2024-03. */
export function valueOfPartition(partition: string): string {
  return partition.slice(partition.indexOf('=') + 1);
}

/**
 * False for folders of a partitioned table and of log delivery: no path to a legacy CUR holds "=", and AWS's log
 * services put account numbers and organization ids right under AWSLogs.
 */
export function mayHoldReports(folder: string): boolean {
  const folders = folder.split('/');
  const name = folders.at(-2) ?? '';
  return !name.includes('=') && !isLeftOut(folder);
}

/** What is left out although AWS's grammar of prefixes would allow a report there: nobody was seen to put one there. */
export function isLeftOut(folder: string): boolean {
  const folders = folder.split('/');
  const name = folders.at(-2) ?? '';
  if (isStatusFolder(folder)) return true;
  return folders.at(-3) === 'AWSLogs' && /^(\d{12}|o-[a-z0-9]{10,32})$/.test(name);
}

/** Where AWS says for Athena whether a report is being written: one file. */
export function isStatusFolder(folder: string): boolean {
  return folder.split('/').at(-2) === 'cost_and_usage_data_status';
}

/** S3's order of keys: by their UTF-8 bytes, which is not that of JavaScript's texts. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
