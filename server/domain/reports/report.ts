import { finding, isFit } from '@/lib/findings';
import { FIRST_DELIVERY_HOURS } from '@/lib/findings/bucket';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Check, Report } from '@/lib/reports';
import {
  compressionOf,
  formatOf,
  lastDeliveryOf,
  placeOf,
  type ReportFacts,
  resourceIdsTold,
  splitCostAllocationTold,
  timeUnitOf,
  versioningOf,
} from '@/server/domain/reports/facts';
import { checkOf, judge } from '@/server/domain/reports/rules';

const HOUR = 3_600_000;

/** The report as it is stored and shown: its settings, all its checks, and the findings among them. */
export function reportOf(facts: ReportFacts): Report {
  const checks = [...judge(facts), ...waitingCheck(facts)];
  const findings = checks.flatMap((check): Finding[] => (check.finding === null ? [] : [check.finding]));
  const { manifest } = facts;
  return {
    root: facts.root,
    kind: facts.kind,
    format: formatOf(facts),
    newestPeriod: facts.periods[0] ?? null,
    valid: isFit(findings),
    findings,
    name: facts.name,
    prefix: facts.prefix,
    delivered: facts.periods.length > 0,
    lastDelivery: lastDeliveryOf(facts),
    expectedDelivery: expectedOf(facts),
    timeUnit: timeUnitOf(facts),
    resourceIds: resourceIdsTold(facts).on,
    splitCostAllocation: splitCostAllocationTold(facts).on,
    refreshClosed: facts.definition?.refreshClosed ?? null,
    compression: compressionOf(facts),
    versioning: versioningOf(facts),
    account: manifest.state === 'read' ? manifest.manifest.account : null,
    checks,
  };
}

/** A definition of which AWS has delivered nothing: its settings are judged, and it is not valid before it is there. */
export function isAwaited(facts: ReportFacts): boolean {
  const { definition } = facts;
  return facts.periods.length === 0 && definition !== null && definition.lastDelivery === null;
}

function waitingCheck(facts: ReportFacts): Check[] {
  if (!isAwaited(facts)) return [];
  const { name, ...place } = placeOf(facts);
  return [
    checkOf(
      'AWAITING_FIRST_DELIVERY',
      finding('AWAITING_FIRST_DELIVERY', {
        ...place,
        reportName: name,
        waitedHours: hoursSince(facts.firstSeen, facts.now),
        deliveryStatus: facts.definition?.lastStatus ?? null,
      }),
    ),
  ];
}

function expectedOf(facts: ReportFacts): string | null {
  if (!isAwaited(facts)) return null;
  // At its first sighting nothing is noted yet: the day begins now.
  const since = facts.firstSeen === null ? facts.now : new Date(facts.firstSeen);
  return new Date(since.getTime() + FIRST_DELIVERY_HOURS * HOUR).toISOString();
}

/** Null when the moment is not known. */
export function hoursSince(moment: string | null, now: Date): number | null {
  return moment === null ? null : (now.getTime() - new Date(moment).getTime()) / HOUR;
}
