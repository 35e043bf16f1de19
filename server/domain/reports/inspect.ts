import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange } from '@/lib/report-source';
import type { ReportKind, TimeUnit } from '@/lib/reports';
import type { MeteredSource } from '@/server/domain/reports/budget';
import { csvEvidence } from '@/server/domain/reports/csv';
import type { Candidate, Discovery } from '@/server/domain/reports/discovery';
import { type Evidence, type Fault, faultOf, faulty } from '@/server/domain/reports/evidence';
import type { ReportFacts } from '@/server/domain/reports/facts';
import { fetchWithinLimits } from '@/server/domain/reports/fetch-manifest';
import { endOfPeriod, manifestKeyOf } from '@/server/domain/reports/keys';
import { formatOfCompression, type LegacyManifest, readManifest } from '@/server/domain/reports/manifest';
import { parquetEvidence } from '@/server/domain/reports/parquet';

type Seen = Pick<
  ReportFacts,
  'kind' | 'exportFormat' | 'periods' | 'manifest' | 'manifestWritten' | 'data' | 'missing' | 'filesListed'
>;
/** `withoutData`: what the data would tell is known from elsewhere. */
type Look = { source: MeteredSource; listed: Discovery['listed']; withoutData: boolean; now: Date };

/** AWS delivers at least once a day: a month that names no files after its first two days is no beginning any more. */
const YOUNG_MS = 48 * 3_600_000;

/**
 * Reads a candidate's newest manifest and as much data as it takes to judge it: 2 requests for a usual report. When the
 * CUR API tells the time unit no data is read: AWS itself delivers there, whole files, encrypted as the manifest is.
 */
export async function inspect(candidate: Candidate, from: Look): Promise<Seen> {
  let look = from;
  const part = candidate.manifest ?? (await fetchWithinLimits(look.source, candidate.manifestKey));
  const key = candidate.manifestKey;
  const seen = {
    exportFormat: null,
    periods: candidate.periods,
    data: null,
    missing: [],
    filesListed: false,
  };
  const kind: ReportKind = candidate.layout === 'legacy' ? 'legacy-cur' : 'other-export';
  if (!('bytes' in part)) {
    const fault = part instanceof AwsTrouble ? await faultOfObject(part, { source: look.source, key }) : part;
    return { ...seen, kind, manifestWritten: null, manifest: { state: 'fault', key, fault } };
  }
  // A delivery came after the listing: what it names could not be listed yet.
  if (isYounger(part.lastModified, candidate.listedAt)) look = { ...from, listed: () => null };
  const written = { manifestWritten: part.lastModified };
  const text = readManifest(part);
  if (text.is === 'export') {
    return {
      ...seen,
      ...written,
      kind: text.kind,
      exportFormat: text.format,
      manifest: { state: 'none' },
    };
  }
  if (candidate.layout === 'export') return { ...seen, ...written, kind, manifest: { state: 'none' } };
  if (text.is === 'unreadable') {
    const fault: Fault = { kind: 'unreadable', why: text.why, size: part.size };
    return { ...seen, ...written, kind, manifest: { state: 'fault', key, fault } };
  }
  const { manifest } = text;
  const before = manifest.reportKeys.length > 0 ? null : await monthBefore(candidate, from);
  if (before !== null) return { ...before, ...written };
  const files = await filesOf({ manifest, candidate, look });
  return { ...seen, ...written, ...files, kind, manifest: { state: 'read', key, manifest } };
}

type Files = Pick<Seen, 'data' | 'missing' | 'filesListed'>;

/** What the listing and the data files themselves tell of what a manifest names. */
async function filesOf(reading: Reading): Promise<Files> {
  const { manifest, look } = reading;
  return {
    missing: manifest.reportKeys.filter((name) => look.listed(name) === 'missing'),
    filesListed: manifest.reportKeys.every((name) => look.listed(name) !== null),
    data: look.withoutData ? await listedData(reading) : await dataOf(reading),
  };
}

/**
 * An empty list of files occurs in manifests. On the first days of a month it is as if AWS had not begun to deliver that month, and
 * the one before is judged, if it names files; null when the empty list itself is what there is to judge.
 */
async function monthBefore(candidate: Candidate, look: Look): Promise<Seen | null> {
  const periods = candidate.periods.slice(1);
  const [period] = periods;
  if (period === undefined || look.now.getTime() - endOfPeriod(period).getTime() > YOUNG_MS) return null;
  const manifestKey = manifestKeyOf({ root: candidate.root, period });
  const seen = await inspect({ ...candidate, periods, manifestKey, manifest: null, listedAt: null }, look);
  return seen.manifest.state === 'read' && seen.manifest.manifest.reportKeys.length > 0 ? seen : null;
}

function isYounger(written: string | null, listed: string | null): boolean {
  return written !== null && listed !== null && Date.parse(written) > Date.parse(listed);
}

type Reading = { manifest: LegacyManifest; candidate: Candidate; look: Look };

/** What the listing tells of the data, when it has every file: gone, of no bytes, or nothing against it. */
async function listedData({ manifest, candidate, look }: Reading): Promise<ReportFacts['data']> {
  const files = manifest.reportKeys.map((key) => ({ key, listed: look.listed(key) }));
  const [first] = files;
  if (first === undefined || files.some(({ listed }) => listed === null)) return null;
  const gone = files.find(({ listed }) => listed === 'missing');
  if (gone !== undefined) return { ...faulty('missing', { why: 'not found' }), key: gone.key, by: 'listing' };
  const against = await faultAgainst({ manifest, candidate, look }, manifest.reportKeys);
  if (against !== null) return against;
  return { ...NOTHING, key: first.key, by: 'listing' };
}

function faultInListing(listed: ReturnType<Discovery['listed']>): Evidence | null {
  if (listed === null) return null;
  if (listed === 'missing') return faulty('missing', { why: 'not found' });
  return listed.size === 0 ? faulty('truncated', { why: 'the file is empty' }) : null;
}

async function dataOf(reading: Reading): Promise<ReportFacts['data']> {
  const { manifest, candidate, look } = reading;
  const [first, ...others] = manifest.reportKeys;
  if (first === undefined) return null;
  const data = { ...(await evidenceOf({ key: first, manifest, look })), key: first, by: 'reading' as const };
  // What the listing has against any of the files counts, whichever of them is read.
  const against = data.fault === null ? await faultAgainst(reading, others) : null;
  if (against !== null) return { ...against, unit: data.unit, payers: data.payers };
  // A newest file that cannot be read tells nothing of the settings, and all that is wrong is told at once.
  if (data.fault !== null)
    return { ...data, unit: data.unit ?? (await unitOfPreviousPeriod({ candidate, look })) };
  if (isTelling(data.unit)) return data;
  // Only fees, or whole months, so far: hours may stand in a later file, else in the month before.
  const last = others.at(-1);
  const both =
    last === undefined
      ? data
      : joined(data, { ...(await evidenceOf({ key: last, manifest, look })), key: last });
  if (isTelling(both.unit)) return both;
  return { ...both, unit: (await unitOfPreviousPeriod({ candidate, look })) ?? both.unit };
}

/** What the first and the last part tell together: each may be of a stranger, and what is wrong with the last counts. */
function joined<First extends Evidence & { key: string }>(
  first: First,
  last: Evidence & { key: string },
): First {
  return {
    ...first,
    ...(last.fault !== null && { fault: last.fault, key: last.key }),
    unit: last.unit ?? first.unit,
    rows: first.rows + last.rows,
    payers: [...new Set([...first.payers, ...last.payers])],
  };
}

/** Hours and days prove themselves; a month may be a fee's. */
function isTelling(unit: TimeUnit | null): boolean {
  return unit === 'HOURLY' || unit === 'DAILY';
}

/** The first of some files that the listing shows to be empty, else one that is archived and not restored. */
async function faultAgainst({ look }: Reading, keys: readonly string[]): Promise<ReportFacts['data']> {
  const archived: string[] = [];
  for (const key of keys) {
    const listed = look.listed(key);
    if (listed === null || listed === 'missing') continue;
    const fault = faultInListing(listed);
    if (fault !== null) return { ...fault, key, by: 'listing' };
    if (listed.archived) archived.push(key);
  }
  // The listing does not say whether an archived file was restored: a byte of it does. A month is archived and restored
  // as a whole, and it may have hundreds of parts: its first and its last stand for all.
  for (const key of new Set([...archived.slice(0, 1), ...archived.slice(-1)])) {
    const fault = await faultOfByte(look.source, key);
    if (fault !== null) return { ...NOTHING, fault, key, by: 'reading' };
  }
  return null;
}

/** The time unit of a report cannot be changed, so that the month before tells it too. */
async function unitOfPreviousPeriod({ candidate, look }: { candidate: Candidate; look: Look }) {
  const period = candidate.periods[1];
  if (period === undefined) return null;
  const part = await fetchWithinLimits(look.source, manifestKeyOf({ root: candidate.root, period }));
  if (!('bytes' in part)) return null;
  const reading = readManifest(part);
  const key = reading.is === 'legacy' ? reading.manifest.reportKeys[0] : undefined;
  if (reading.is !== 'legacy' || key === undefined) return null;
  return (await evidenceOf({ key, manifest: reading.manifest, look })).unit;
}

const NOTHING = { fault: null, unit: null, rows: 0, payers: [] } as const satisfies Evidence;

type DataFile = { key: string; manifest: LegacyManifest; look: Look };

async function evidenceOf({ key, manifest, look: { source, listed } }: DataFile): Promise<Evidence> {
  if (listed(key) === 'missing') return faulty('missing', { why: 'not found' });
  const read = (range: ByteRange) => source.read({ key, range });
  try {
    const format = formatOfCompression(manifest.compression);
    if (format === 'parquet') return await parquetEvidence(read, source.expired);
    if (format !== 'unknown') return await csvEvidence(read, format, source.expired);
    // What the bytes of an unknown format mean is not known; that they can be read is.
    await read({ first: 0, last: 0 });
    return faulty('not-read', { why: 'its format is not known' });
  } catch (error) {
    return { ...NOTHING, fault: await faultOfObject(error, { source, key }) };
  }
}

/** What keeps a file from being read, whatever is in it. */
async function faultOfByte(source: MeteredSource, key: string): Promise<Fault | null> {
  try {
    await source.read({ key, range: { first: 0, last: 0 } });
    return null;
  } catch (error) {
    return faultOfObject(error, { source, key });
  }
}

/**
 * S3 answers AccessDenied for several reasons. HEAD needs the same permission as GET but no key and no payment: when it
 * works the key is the reason, and when it works only for a requester who pays, that is.
 */
async function faultOfObject(
  error: unknown,
  { source, key }: { source: MeteredSource; key: string },
): Promise<Fault> {
  const fault = faultOf(error);
  if (fault.kind !== 'denied') return fault;
  if (await answers(source, { key })) return { ...fault, kind: 'kms', why: 'kms:Decrypt is denied' };
  if (await answers(source, { key, requesterPays: true }))
    return { ...fault, kind: 'requester-pays', why: 'requester pays' };
  return fault;
}

async function answers(
  source: MeteredSource,
  query: { key: string; requesterPays?: boolean },
): Promise<boolean> {
  try {
    await source.head(query);
    return true;
  } catch (error) {
    faultOf(error);
    return false;
  }
}
