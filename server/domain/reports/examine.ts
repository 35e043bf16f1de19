import { finding } from '@/lib/findings';
import type { ListedObject, ReportSource } from '@/lib/report-source';
import type { Examination, Report, ReportDefinition, RequestCounts } from '@/lib/reports';
import { rootOf } from '@/lib/reports';
import { type Refusal, refusalOf } from '@/server/domain/reports/bucket-access';
import { bucketFindings, elsewhereFinding } from '@/server/domain/reports/bucket-findings';
import { DEFAULT_LIMITS, type Limits, type MeteredSource, metered } from '@/server/domain/reports/budget';
import { definitionOf, readDefinitions } from '@/server/domain/reports/definitions';
import { discover, TEST_OBJECT } from '@/server/domain/reports/discover';
import type { Candidate, Discovery, Where } from '@/server/domain/reports/discovery';
import type { Fault } from '@/server/domain/reports/evidence';
import { fetchWithinLimits } from '@/server/domain/reports/fetch-manifest';
import { inspect } from '@/server/domain/reports/inspect';
import { manifestKeyOf, periodOf } from '@/server/domain/reports/keys';
import {
  bucketPlace,
  definitionsHere,
  factsOfDefinition,
  factsOfRoot,
  type Look,
} from '@/server/domain/reports/look';
import { reportOf } from '@/server/domain/reports/report';

export type ExamineOptions = {
  bucket: string;
  /** The AWS management account that was entered. */
  account: string;
  /** Looks below this folder only. */
  prefix?: string | undefined;
  now: Date;
  limits?: Partial<Limits> | undefined;
  /** Definitions that are already known, or 'skip' when the CUR API must not be asked. */
  definitions?: ReportDefinition[] | 'skip' | undefined;
  /** When each report was first seen by us, by its root: the first delivery is due 24 h later. */
  firstSeen?: Readonly<Record<string, string>> | undefined;
  /** The root of the report that was chosen: it is looked for also where the search would not come by. */
  chosenRoot?: string | null | undefined;
  /** Whether nobody has proven that the account pays for itself, so that who pays must be read from the data. */
  payerUnknown?: boolean | undefined;
  /** The bucket that was read before the connection was moved to this one, while the stack may still name it. */
  movedFrom?: string | null | undefined;
  consoleUrl?: string | undefined;
  onRequest?: ((counts: RequestCounts) => void) | undefined;
};

/**
 * Looks at everything that a bucket holds of reports and judges it. A finding is a value; AwsTrouble is thrown when it
 * could not look (throttled, timed out, our own credentials): then nothing is known and the last answer stands.
 */
export async function examineBucket(from: ReportSource, options: ExamineOptions): Promise<Examination> {
  const source = metered(from, { ...DEFAULT_LIMITS, ...options.limits, onRequest: options.onRequest });
  const prefix = folderOf(options.prefix ?? '');
  let awaited = 0;
  const known = knownDefinitions(source, options.definitions).then((all) => {
    awaited = all.filter(({ bucket }) => bucket === options.bucket).length;
    return all;
  });
  // A report that the search does not reach is looked up by its key: two manifests, two reads of its data.
  const reserved = () => awaited * 4;
  const isKnown = async () =>
    (await known).some((of) => of.bucket === options.bucket && rootOf(of).startsWith(prefix));
  const roots = options.chosenRoot?.startsWith(prefix) ? [options.chosenRoot] : [];
  const where = { prefix, reserved, isKnown, roots };
  const [definitions, found] = await Promise.all([known, discoverOrRefusal(source, where)]);
  const { bucket, account, now, consoleUrl, firstSeen = {} } = options;
  const { payerUnknown = false } = options;
  const look: Look = {
    source,
    bucket,
    account,
    prefix,
    now,
    consoleUrl,
    definitions,
    firstSeen,
    payerUnknown,
    movedFrom: options.movedFrom,
  };
  return typeof found === 'string' ? refused(look, found) : await examined(look, found);
}

function folderOf(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

async function knownDefinitions(
  source: MeteredSource,
  given: ExamineOptions['definitions'],
): Promise<ReportDefinition[]> {
  if (given === 'skip') return [];
  return given ?? (await readDefinitions(source)) ?? [];
}

async function discoverOrRefusal(source: MeteredSource, where: Where): Promise<Discovery | Refusal> {
  try {
    return await discover(source, where);
  } catch (error) {
    const refusal = await refusalOf(error, source);
    if (refusal === null) throw error;
    if (refusal !== 'listing-denied') return refusal;
    // Only Requester pays is left to try; if that was it, the reports say so, and if it was not, they must not.
    if (source.paysAsRequester()) {
      source.payAsRequester(false);
      return 'BUCKET_ACCESS_DENIED';
    }
    source.payAsRequester(true);
    return discoverOrRefusal(source, where);
  }
}

async function examined(look: Look, found: Discovery): Promise<Examination> {
  const here = definitionsHere(look);
  const delivered = await fewAtOnce(found.candidates, (candidate) => judged(look, { candidate, found }));
  const others = rootsOf(found);
  const known = new Set(
    found.candidates.map(({ root }) => definitionOf(root, { definitions: here, others })),
  );
  const unseen = here.filter(
    (definition) => !known.has(definition) && rootOf(definition).startsWith(look.prefix),
  );
  const awaited = await fewAtOnce(unseen, (definition) => undelivered(look, { definition, found }));
  const reports = [...delivered, ...awaited].sort(byRoot);
  const testObject = found.testObject ?? (await testObjectBeside(look, reports));
  // A limit that is reached while a report is judged leaves things unseen as much as one in the search.
  const stopped = found.stopped ?? look.source.limit();
  const findings = bucketFindings(look, {
    stopped,
    testObject,
    reports,
    elsewhere: elsewhereOf(look),
  });
  const { gone } = found;
  return {
    ...assemble(look, { reports, findings, complete: stopped === null }),
    ...(gone.length > 0 && { gone }),
  };
}

/** Manifests and rows of this many reports are held side by side: each may be of the size that is read at most. */
const AT_ONCE = 4;

async function fewAtOnce<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let first = 0; first < items.length; first += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(first, first + AT_ONCE).map(run))));
  }
  return results;
}

function rootsOf({ candidates }: Discovery): ReadonlySet<string> {
  return new Set(candidates.flatMap(({ root, layout }) => (layout === 'legacy' ? [root] : [])));
}

function byRoot(a: Report, b: Report): number {
  if (a.root === b.root) return a.kind < b.kind ? 1 : -1;
  return a.root < b.root ? -1 : 1;
}

async function judged(
  look: Look,
  { candidate, found }: { candidate: Candidate; found: Discovery },
): Promise<Report> {
  const definition =
    candidate.layout === 'legacy'
      ? definitionOf(candidate.root, { definitions: definitionsHere(look), others: rootsOf(found) })
      : null;
  const unitKnown = definition !== null && definition.timeUnit !== null;
  const { source, payerUnknown, now } = look;
  const seen = await inspect(candidate, {
    source,
    now,
    listed: found.listed,
    withoutData: unitKnown && !payerUnknown,
  });
  const isLegacy = seen.kind === 'legacy-cur';
  return reportOf({
    ...factsOfRoot(look, candidate.root),
    ...seen,
    definition: isLegacy ? definition : null,
  });
}

/** This month and the one before; of a report that stopped, the month of its last delivery and the one before that. */
function periodsToTry({ lastDelivery }: ReportDefinition, now: Date): string[] {
  const moments = [now, ...(lastDelivery === null ? [] : [new Date(lastDelivery)])];
  return [...new Set(moments.flatMap((moment) => [periodOf(moment), periodOf(moment, 1)]))];
}

type Unseen = { definition: ReportDefinition; found: Discovery };

/** A definition whose files the search did not see: awaited, or out of the search's reach and then looked up by its key. */
async function undelivered(look: Look, { definition, found }: Unseen): Promise<Report> {
  const isAwaited = found.stopped === null && definition.lastDelivery === null;
  if (isAwaited) return reportOf(factsOfDefinition(look, { definition }));
  const root = rootOf(definition);
  for (const period of periodsToTry(definition, look.now)) {
    const manifestKey = manifestKeyOf({ root, period });
    const manifest = await fetchWithinLimits(look.source, manifestKey);
    if ('why' in manifest) return reportOf(factsOfDefinition(look, { definition, fault: manifest }));
    if ('bytes' in manifest || manifest.kind !== 'missing') {
      const candidate: Candidate = {
        root,
        layout: 'legacy',
        periods: [period],
        manifestKey,
        manifest,
        listedAt: null,
      };
      // What the listing lacks may have been delivered since.
      return judged(look, { candidate, found: { ...found, listed: () => null } });
    }
  }
  return reportOf(factsOfDefinition(look, { definition }));
}

/** Below a prefix the listing does not show AWS's test object; it only matters when there is nothing else. */
async function testObjectBeside(look: Look, reports: Report[]): Promise<ListedObject | null> {
  if (look.prefix === '' || reports.length > 0) return null;
  try {
    const { lastModified } = await look.source.head({ key: TEST_OBJECT });
    return { key: TEST_OBJECT, lastModified, size: null, archived: false };
  } catch {
    // Without it the answer is "no report found", which is true as well.
    return null;
  }
}

function elsewhereOf(look: Look): Report[] {
  return look.definitions
    .filter(({ bucket }) => bucket !== look.bucket)
    .map((definition) =>
      reportOf(factsOfDefinition(look, { definition: { ...definition, lastDelivery: null } })),
    );
}

const SHUT = {
  BUCKET_NOT_FOUND: { kind: 'shut', why: 'The bucket does not exist', size: 0 },
  BUCKET_ACCESS_DENIED: { kind: 'shut', why: 'The bucket refuses to be listed', size: 0 },
  BUCKET_WRONG_OWNER: { kind: 'shut', why: 'The bucket belongs to another AWS account', size: 0 },
} as const satisfies Record<Refusal, Fault>;

/** A bucket that cannot be listed: what the CUR API says of its reports is still told. */
function refused(look: Look, refusal: Refusal): Examination {
  // Until the stack has followed a move nothing is wrong with what the new bucket holds.
  const isMoving = refusal === 'BUCKET_ACCESS_DENIED' && Boolean(look.movedFrom);
  const reports = (isMoving ? [] : definitionsHere(look)).map((definition) =>
    reportOf(factsOfDefinition(look, { definition, fault: SHUT[refusal] })),
  );
  const shut = finding(refusal, {
    ...bucketPlace(look),
    call: 's3:ListBucket',
    movedFrom: look.movedFrom ?? null,
  });
  const findings = [shut, ...elsewhereFinding(look, elsewhereOf(look))];
  return assemble(look, { reports, findings, complete: true });
}

type Outcome = Pick<Examination, 'reports' | 'findings' | 'complete'>;

function assemble({ bucket, source }: Look, { reports, findings, complete }: Outcome): Examination {
  const region = source.region();
  return { bucket, region, complete, requests: source.counts(), bytes: source.bytes(), findings, reports };
}
