import { type FindingArgs, finding, titleOf } from '@/lib/findings';
import type { ReportPlace } from '@/lib/findings/report-args';
import type { Finding, ReportCode } from '@/lib/findings/vocabulary';
import { type Check, KIND_NAMES } from '@/lib/reports';
import type { Fault } from '@/server/domain/reports/evidence';
import {
  compressionOf,
  formatOf,
  lastDeliveryOf,
  placeOf,
  type ReportFacts,
  resourceIdsTold,
  splitCostAllocationTold,
  timeUnitOf,
} from '@/server/domain/reports/facts';
import { endOfPeriod } from '@/server/domain/reports/keys';

/** What a rule says: fit, cannot be told, or what its finding needs to know. */
type Outcome<C extends ReportCode> = 'passed' | 'not-checked' | FindingArgs[C];
export type Rule = { code: ReportCode; check: (facts: ReportFacts) => Check };

/** AWS delivers at least once a day; after twice that time something is wrong. */
const STOPPED_AFTER_HOURS = 48;
const HOUR = 3_600_000;

/** What "valid" means. One entry is one line of the checklist, in this order; a new rule also needs its words and a case. */
export const RULES: readonly Rule[] = [
  rule('NOT_LEGACY_CUR', ({ kind, definition }, place) => {
    if (kind !== 'legacy-cur') return { ...place, kindName: KIND_NAMES[kind] };
    // Only the accounts of one billing group, and no invoices; nothing but the API tells it.
    return definition?.proForma ? { ...place, kindName: PRO_FORMA } : 'passed';
  }),
  rule('RESOURCE_IDS_MISSING', (facts, place) => option({ place }, resourceIdsTold(facts))),
  rule('SPLIT_COST_ALLOCATION_MISSING', (facts, place) => option({ place }, splitCostAllocationTold(facts))),
  rule('GRANULARITY_NOT_HOURLY', (facts, place) => {
    const timeUnit = timeUnitOf(facts);
    if (timeUnit === null) return 'not-checked';
    return timeUnit === 'HOURLY' ? 'passed' : { ...place, timeUnit };
  }),
  rule('GRANULARITY_UNKNOWN', (facts, place) => {
    if (timeUnitOf(facts) !== null) return 'passed';
    return facts.data === null || facts.data.fault !== null
      ? 'not-checked'
      : { ...place, rows: facts.data.rows };
  }),
  rule('FORMAT_NOT_SUPPORTED', (facts, place) => {
    const compression = compressionOf(facts);
    if (compression === null) return 'not-checked';
    const format = formatOf(facts);
    return format === 'parquet' || format === 'csv-gzip' ? 'passed' : { ...place, compression };
  }),
  rule('WRONG_ACCOUNT', ({ account, manifest, data }, place) => {
    if (manifest.state !== 'read') return 'not-checked';
    const owner = manifest.manifest.account;
    const payers = data?.payers ?? [];
    const payer = payers.find((one) => one !== account) ?? payers[0] ?? null;
    return owner === account && (payer === null || payer === account) ? 'passed' : { ...place, owner, payer };
  }),
  rule('MANIFEST_UNREADABLE', ({ manifest }, place) => {
    if (manifest.state === 'none') return 'not-checked';
    if (manifest.state === 'read') return 'passed';
    // Encryption, archives and requester pays have codes of their own, which name the cause.
    const named: Fault['kind'][] = ['kms', 'archived', 'requester-pays'];
    if (named.includes(manifest.fault.kind)) return 'not-checked';
    const { kind, why } = manifest.fault;
    return { ...place, key: manifest.key, why, ours: kind === 'limit', shut: kind === 'shut' };
  }),
  rule('NO_DATA_FILES', (facts, place) => {
    const { manifest, definition, periods } = facts;
    if (manifest.state === 'read') {
      return manifest.manifest.reportKeys.length > 0
        ? 'passed'
        : { ...place, period: periods[0] ?? null, lastDelivery: null };
    }
    const lastDelivery = definition?.lastDelivery ?? null;
    return manifest.state === 'none' && lastDelivery !== null
      ? { ...place, period: null, lastDelivery }
      : 'not-checked';
  }),
  rule('DATA_FILES_MISSING', ({ manifest, data, missing, filesListed }, place) => {
    if (manifest.state !== 'read' || data === null) return 'not-checked';
    const gone = data.fault?.kind === 'missing' ? [...new Set([data.key, ...missing])] : missing;
    const [key] = gone;
    const named = manifest.manifest.reportKeys.length;
    if (key !== undefined) return { ...place, key, missing: gone.length, named };
    return filesListed || named === 1 ? 'passed' : 'not-checked';
  }),
  rule('DATA_UNREADABLE', (facts, place) => {
    const fault = facts.data?.fault ?? null;
    if (facts.data === null || (fault?.kind === 'not-read' && formatOf(facts) === 'unknown'))
      return 'not-checked';
    const kinds: (Fault['kind'] | undefined)[] = ['unreadable', 'denied', 'not-read', 'limit'];
    if (fault !== null && kinds.includes(fault.kind))
      return { ...place, key: facts.data.key, why: fault.why, ours: fault.kind === 'limit' };
    return isRead(facts.data) ? 'passed' : 'not-checked';
  }),
  rule('DATA_ENCRYPTED', (facts, place) => objectFault(facts, { place, kind: 'kms' })),
  rule('DATA_ARCHIVED', (facts, place) => objectFault(facts, { place, kind: 'archived' })),
  rule('REQUESTER_PAYS', (facts, place) =>
    facts.requesterPays ? place : objectFault(facts, { place, kind: 'requester-pays' }),
  ),
  rule('DATA_TRUNCATED', ({ data }, place) => {
    if (data?.fault?.kind === 'truncated') return { ...place, key: data.key, size: data.fault.size };
    return isRead(data) ? 'passed' : 'not-checked';
  }),
  rule('DELIVERY_ERROR_PERMISSIONS', (facts, place) =>
    delivery(facts, { place, status: 'ERROR_PERMISSIONS' }),
  ),
  rule('DELIVERY_ERROR_NO_BUCKET', (facts, place) => delivery(facts, { place, status: 'ERROR_NO_BUCKET' })),
  rule('DELIVERY_STOPPED', (facts, place) => {
    const period = facts.periods[0] ?? null;
    if (period === null) return 'not-checked';
    const lastDelivery = lastDeliveryOf(facts);
    // A copied or restored bucket has young files of old months: both must be fresh.
    const since = [endOfPeriod(period), ...(lastDelivery === null ? [] : [new Date(lastDelivery)])];
    const hours = Math.max(...since.map((moment) => (facts.now.getTime() - moment.getTime()) / HOUR));
    return hours > STOPPED_AFTER_HOURS ? { ...place, period, lastDelivery, hours } : 'passed';
  }),
  rule('REFRESH_CLOSED_OFF', ({ definition }, place) => {
    if (definition === null || definition.refreshClosed === null) return 'not-checked';
    return definition.refreshClosed ? 'passed' : place;
  }),
];

const PRO_FORMA = 'Legacy CUR with the pro forma costs of a billing group (AWS Billing Conductor)';

type Told = 'passed' | 'not-checked';

function option(
  { place }: { place: ReportPlace },
  told: { api: boolean | null; columns: boolean | null; on: boolean | null },
): Told | (ReportPlace & { source: 'api' | 'columns' }) {
  if (told.on === null) return 'not-checked';
  return told.on ? 'passed' : { ...place, source: told.api === false ? 'api' : 'columns' };
}

function objectFault(
  { manifest, data }: ReportFacts,
  { place, kind }: { place: ReportPlace; kind: Fault['kind'] },
): Told | (ReportPlace & { key: string }) {
  if (manifest.state === 'fault') {
    return manifest.fault.kind === kind ? { ...place, key: manifest.key } : 'not-checked';
  }
  if (data === null) return 'not-checked';
  if (data.fault?.kind === kind) return { ...place, key: data.key };
  // The listing shows the storage class; a key or a payer only a read asks for.
  if (kind === 'archived' && data.by === 'listing') return data.fault === null ? 'passed' : 'not-checked';
  return isRead(data) ? 'passed' : 'not-checked';
}

/** The file was read, and nothing was against it. */
function isRead(data: ReportFacts['data']): boolean {
  return data !== null && data.fault === null && data.by === 'reading';
}

function delivery(
  { definition }: ReportFacts,
  { place, status }: { place: ReportPlace; status: string },
): Told | ReportPlace {
  if (definition === null || definition.lastStatus === null) return 'not-checked';
  return definition.lastStatus === status ? place : 'passed';
}

function rule<C extends ReportCode>(
  code: C,
  judge: (facts: ReportFacts, place: ReportPlace) => Outcome<C>,
): Rule {
  return {
    code,
    check(facts) {
      // An export that is no legacy CUR is not judged further: its settings have other names and rules.
      if (facts.kind !== 'legacy-cur' && code !== 'NOT_LEGACY_CUR') return checkOf(code, 'not-checked');
      const outcome = judge(facts, placeOf(facts));
      return checkOf(code, typeof outcome === 'string' ? outcome : finding(code, outcome));
    },
  };
}

const STATES = { error: 'failed', warning: 'warning', waiting: 'waiting', note: 'passed' } as const;

/** A line of the checklist: from a finding, or from the word that there is none. */
export function checkOf(code: Check['code'], outcome: 'passed' | 'not-checked' | Finding): Check {
  const title = titleOf(code);
  if (outcome === 'passed') return { code, title: title.passed, state: 'passed', finding: null };
  if (outcome === 'not-checked') return { code, title: title.name, state: 'not-checked', finding: null };
  return { code, title: title.failed, state: STATES[outcome.severity], finding: outcome };
}

/** All checks of a report at once. */
export function judge(facts: ReportFacts): Check[] {
  return RULES.map(({ check }) => check(facts));
}
