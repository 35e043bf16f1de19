import { finding, titleOf } from '@/lib/findings';
import { PATIENCE_HOURS } from '@/lib/findings/bucket';
import { type Finding, type FindingCode, REPORT_CODES } from '@/lib/findings/vocabulary';
import type { ListedObject } from '@/lib/report-source';
import type { Report } from '@/lib/reports';
import { bucketPlace, definitionsHere, type Look, seenAt } from '@/server/domain/reports/look';
import { hoursSince } from '@/server/domain/reports/report';

/** What a look at a bucket found, as far as the bucket's own findings depend on it. */
export type Seen = {
  /** Why the search ended early; null when it did not. */
  stopped: string | null;
  testObject: ListedObject | null;
  /** Reports in this bucket, delivered or awaited. */
  reports: readonly Report[];
  /** Reports that deliver to other buckets, judged by their settings. */
  elsewhere: readonly Report[];
};

/** The findings of a bucket that could be listed. */
export function bucketFindings(look: Look, seen: Seen): Finding[] {
  return [...delivery(look, seen), ...searchLimit(look, seen), ...elsewhereFinding(look, seen.elsewhere)];
}

function delivery(look: Look, { reports, stopped, testObject }: Seen): Finding[] {
  const legacy = reports.filter(({ kind }) => kind === 'legacy-cur');
  if (legacy.some(({ delivered }) => delivered)) return [];
  const awaited = legacy.find(({ lastDelivery }) => lastDelivery === null);
  const since = awaited === undefined ? testedAt(testObject, reports) : seenAt(look.firstSeen, awaited.root);
  const waitedHours = hoursSince(since, look.now);
  const isYoung = waitedHours === null ? awaited !== undefined : waitedHours < PATIENCE_HOURS;
  if (isYoung) {
    const reportName = awaited?.name ?? null;
    const definition = definitionsHere(look).find(({ name }) => name === reportName);
    const deliveryStatus = definition?.lastStatus ?? null;
    return [
      finding('AWAITING_FIRST_DELIVERY', { ...bucketPlace(look), reportName, waitedHours, deliveryStatus }),
    ];
  }
  const otherExports = reports.length - legacy.length;
  const complete = stopped === null;
  const args = { prefix: look.prefix, otherExports, complete, waitedHours };
  return [finding('NO_REPORT_FOUND', { ...bucketPlace(look), ...args })];
}

/** AWS tests the bucket for Data Exports too: an export that was delivered after the test explains it. */
function testedAt(testObject: ListedObject | null, reports: readonly Report[]): string | null {
  const tested = testObject?.lastModified ?? null;
  if (tested === null) return null;
  const isExplained = reports.some(({ lastDelivery }) => lastDelivery !== null && lastDelivery >= tested);
  return isExplained ? null : tested;
}

function searchLimit(look: Look, { stopped }: Seen): Finding[] {
  if (stopped === null) return [];
  const requests = Object.values(look.source.counts()).reduce((sum, count) => sum + count, 0);
  const apiAnswered = look.definitions.length > 0;
  const args = { ...bucketPlace(look), why: stopped, requests, apiAnswered };
  return [finding('SEARCH_LIMIT_REACHED', args)];
}

const REPORT_SET: ReadonlySet<FindingCode> = new Set(REPORT_CODES);

/** Names the reports of the account that deliver to other buckets, and whether they would be valid. */
export function elsewhereFinding(look: Look, elsewhere: readonly Report[]): Finding[] {
  if (elsewhere.length === 0) return [];
  const buckets = new Map(look.definitions.map(({ name, bucket }) => [name, bucket]));
  const others = elsewhere.map(({ name, findings }) => ({
    name,
    bucket: buckets.get(name) ?? '',
    faults: findings
      .filter(({ code, severity }) => severity === 'error' && REPORT_SET.has(code))
      .map(({ code }) => titleOf(code).failed.toLowerCase()),
  }));
  return [finding('REPORTS_ELSEWHERE', { ...bucketPlace(look), others })];
}
