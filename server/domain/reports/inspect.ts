import { AwsTrouble } from '@/lib/aws-trouble';
import type { ByteRange, ObjectPart } from '@/lib/report-source';
import type { ReportKind } from '@/lib/reports';
import { LimitReached, type MeteredSource } from '@/server/domain/reports/budget';
import { csvEvidence } from '@/server/domain/reports/csv';
import { type Candidate, readWhole } from '@/server/domain/reports/discover';
import { type Evidence, type Fault, faultOf, faulty } from '@/server/domain/reports/evidence';
import type { ReportFacts } from '@/server/domain/reports/facts';
import { manifestKeyOf } from '@/server/domain/reports/keys';
import { formatOfCompression, type LegacyManifest, readManifest } from '@/server/domain/reports/manifest';
import { parquetEvidence } from '@/server/domain/reports/parquet';

type Seen = Pick<
  ReportFacts,
  'kind' | 'exportFormat' | 'periods' | 'manifest' | 'manifestWritten' | 'data' | 'missing'
>;
type Look = { source: MeteredSource; holds: (key: string) => boolean | null; unitKnown: boolean };

/** Reads a candidate's newest manifest and as much data as it takes to judge it: 2 requests for a usual report. */
export async function inspect(candidate: Candidate, look: Look): Promise<Seen> {
  const part = candidate.manifest ?? (await readCarefully(look.source, candidate.manifestKey));
  const key = candidate.manifestKey;
  const seen = { exportFormat: null, periods: candidate.periods, data: null, missing: [] };
  const kind: ReportKind = candidate.layout === 'legacy' ? 'legacy-cur' : 'other-export';
  if (!('bytes' in part)) {
    const fault = part instanceof AwsTrouble ? await faultOfObject(part, { source: look.source, key }) : part;
    return { ...seen, kind, manifestWritten: null, manifest: { state: 'fault', key, fault } };
  }
  const written = { manifestWritten: part.lastModified };
  const reading = readManifest(part);
  if (reading.is === 'export') {
    return {
      ...seen,
      ...written,
      kind: reading.kind,
      exportFormat: reading.format,
      manifest: { state: 'none' },
    };
  }
  if (candidate.layout === 'export') return { ...seen, ...written, kind, manifest: { state: 'none' } };
  if (reading.is === 'unreadable') {
    const fault: Fault = { kind: 'unreadable', why: reading.why, size: part.size };
    return { ...seen, ...written, kind, manifest: { state: 'fault', key, fault } };
  }
  const { manifest } = reading;
  const missing = manifest.reportKeys.filter((name) => look.holds(name) === false);
  const data = await dataOf({ manifest, candidate, look });
  return { ...seen, ...written, kind, manifest: { state: 'read', key, manifest }, data, missing };
}

/** A whole small object, what AWS answered, or the limit that kept it from being read. */
export async function readCarefully(
  source: MeteredSource,
  key: string,
): Promise<ObjectPart | AwsTrouble | Fault> {
  try {
    return await readWhole(source, key);
  } catch (error) {
    if (error instanceof LimitReached) return faultOf(error);
    throw error;
  }
}

type Reading = { manifest: LegacyManifest; candidate: Candidate; look: Look };

async function dataOf({ manifest, candidate, look }: Reading): Promise<(Evidence & { key: string }) | null> {
  const [first, ...others] = manifest.reportKeys;
  if (first === undefined) return null;
  const data = { ...(await evidenceOf({ key: first, manifest, look })), key: first };
  if (look.unitKnown || data.fault !== null || data.unit !== null) return data;
  // Only fees so far: usage may stand in a later file, else in the month before.
  const last = others.at(-1);
  const more = last === undefined ? null : await evidenceOf({ key: last, manifest, look });
  if (more !== null && more.unit !== null) return { ...data, unit: more.unit };
  return { ...data, unit: await unitOfPreviousPeriod({ candidate, look }) };
}

/** The time unit of a report cannot be changed, so that the month before tells it too. */
async function unitOfPreviousPeriod({ candidate, look }: { candidate: Candidate; look: Look }) {
  const period = candidate.periods[1];
  if (period === undefined) return null;
  const part = await readCarefully(look.source, manifestKeyOf({ root: candidate.root, period }));
  if (!('bytes' in part)) return null;
  const reading = readManifest(part);
  const key = reading.is === 'legacy' ? reading.manifest.reportKeys[0] : undefined;
  if (reading.is !== 'legacy' || key === undefined) return null;
  return (await evidenceOf({ key, manifest: reading.manifest, look })).unit;
}

type DataFile = { key: string; manifest: LegacyManifest; look: Look };

async function evidenceOf({ key, manifest, look: { source, holds } }: DataFile): Promise<Evidence> {
  if (holds(key) === false) return faulty('missing', { why: 'not found' });
  const read = (range: ByteRange) => source.read({ key, range });
  try {
    const format = formatOfCompression(manifest.compression);
    if (format === 'parquet') return await parquetEvidence(read);
    if (format !== 'unknown') return await csvEvidence(read, format);
    // What the bytes of an unknown format mean is not known; that they can be read is.
    await read({ first: 0, last: 0 });
    return faulty('not-read', { why: 'its format is not known' });
  } catch (error) {
    if (error instanceof AwsTrouble) {
      return { fault: await faultOfObject(error, { source, key }), unit: null, rows: 0, payer: null };
    }
    return { fault: faultOf(error), unit: null, rows: 0, payer: null };
  }
}

/**
 * S3 answers AccessDenied for several reasons. HEAD needs the same permission as GET but no key and no payment: when it
 * works the key is the reason, and when it works only for a requester who pays, that is.
 */
async function faultOfObject(
  error: AwsTrouble,
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
