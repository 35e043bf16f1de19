import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCENARIOS } from '@/sandbox/scenarios';
import type { StepId } from '@/sandbox/scenarios/steps';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { isSoaking } from '@/server/testing/scale';
import { validateReports } from '../reports/validate';
import { getConnection } from './get';

const HOUR = 60 * 60_000;

/** Every code that is told: of the connection, of its bucket, of its reports. */
type Ending = { state: string; codes: string[] };

const ending = (state: string, ...codes: string[]): Ending => ({ state, codes });
const valid = (...codes: string[]) => ending('report_valid', ...codes);
const invalid = (...codes: string[]) => ending('report_invalid', ...codes);
const unreached = ending('awaiting_stack', 'ROLE_NOT_REACHABLE');
const member = ending('verifying', 'NOT_MANAGEMENT_ACCOUNT');
const gone = ending('broken', 'ROLE_NOT_REACHABLE');

/**
 * Where each situation of the sandbox ends when the product meets it over HTTP, and where each step that comes later
 * leads an hour after. Every situation has its row.
 */
const ENDINGS: Record<string, Ending & { later?: Partial<Record<StepId, Ending>> }> = {
  'happy-parquet': valid(),
  'happy-gzip': valid(),
  empty: invalid('BUCKET_NOT_FOUND'),
  'member-account': member,
  'no-organization': valid('ORGANIZATION_UNKNOWN'),
  'bucket-other-region': valid(),
  'wrong-bucket-name': invalid('BUCKET_NOT_FOUND', 'REPORTS_ELSEWHERE'),
  'foreign-bucket': invalid(
    'BUCKET_WRONG_OWNER',
    'MANIFEST_UNREADABLE',
    'DELIVERY_ERROR_PERMISSIONS',
    'AWAITING_FIRST_DELIVERY',
  ),
  'bucket-denied': invalid('BUCKET_ACCESS_DENIED', 'MANIFEST_UNREADABLE'),
  rollback: unreached,
  'not-allowed': valid(),
  'slow-propagation': valid(),
  'no-support-plan': valid(),
  'insights-member': member,
  throttled: { ...ending('role_verified'), later: { 'end-throttling': valid() } },
  'report-elsewhere': invalid('NO_REPORT_FOUND', 'REPORTS_ELSEWHERE'),
  'not-delivered': { ...ending('awaiting_report', 'AWAITING_FIRST_DELIVERY'), later: { deliver: valid() } },
  'boundary-on-person': { ...unreached, later: { 'lift-boundary': unreached } },
  'scp-denies-role': { ...unreached, later: { 'lift-organization-policies': unreached } },
  'scp-denies-calls': {
    ...invalid('ORGANIZATION_UNKNOWN', 'BUCKET_ACCESS_DENIED'),
    later: {
      'lift-organization-policies': ending('broken', 'NOT_MANAGEMENT_ACCOUNT', 'BUCKET_ACCESS_DENIED'),
    },
  },
  'rcp-denies-assume': { ...unreached, later: { 'lift-organization-policies': member } },
  'role-deleted-later': { ...valid(), later: { 'delete-role': gone } },
  drift: {
    ...valid(),
    later: {
      'attach-administrator': valid('ROLE_TOO_BROAD'),
      'detach-administrator': valid(),
      'narrow-policy': invalid('ROLE_PERMISSIONS_MISSING', 'MANIFEST_UNREADABLE'),
      'bind-role': invalid('ROLE_PERMISSIONS_MISSING', 'BUCKET_ACCESS_DENIED', 'MANIFEST_UNREADABLE'),
      'open-trust': ending(
        'broken',
        'ROLE_TRUST_OPEN',
        'ROLE_PERMISSIONS_MISSING',
        'BUCKET_ACCESS_DENIED',
        'MANIFEST_UNREADABLE',
      ),
    },
  },
  'stack-updated': { ...valid(), later: { 'update-stack': valid() } },
  'stack-deleted': { ...valid(), later: { 'delete-stack': gone } },
  'security-hub-off': valid(),
  'resource-ids-missing': invalid('RESOURCE_IDS_MISSING'),
  'split-missing': invalid('SPLIT_COST_ALLOCATION_MISSING'),
  daily: invalid('GRANULARITY_NOT_HOURLY'),
  monthly: invalid('GRANULARITY_NOT_HOURLY'),
  zip: invalid('FORMAT_NOT_SUPPORTED'),
  'several-faults': invalid(
    'RESOURCE_IDS_MISSING',
    'SPLIT_COST_ALLOCATION_MISSING',
    'GRANULARITY_NOT_HOURLY',
    'FORMAT_NOT_SUPPORTED',
  ),
  'wrong-account': invalid('WRONG_ACCOUNT'),
  'cur-2': invalid('NO_REPORT_FOUND', 'NOT_LEGACY_CUR'),
  focus: invalid('NO_REPORT_FOUND', 'NOT_LEGACY_CUR'),
  'delivery-denied': invalid('DELIVERY_ERROR_PERMISSIONS'),
  'delivery-no-bucket': invalid('DELIVERY_ERROR_NO_BUCKET'),
  'delivery-stopped': valid('DELIVERY_STOPPED'),
  'refresh-closed-off': valid('REFRESH_CLOSED_OFF'),
  'two-reports': valid(),
  'manifest-broken': invalid('MANIFEST_UNREADABLE'),
  'no-data-files': invalid('NO_DATA_FILES'),
  'data-missing': invalid('DATA_FILES_MISSING'),
  'data-truncated': invalid('DATA_TRUNCATED'),
  encrypted: invalid('DATA_ENCRYPTED'),
  archived: invalid('DATA_ARCHIVED'),
  'only-fee-rows': ending('awaiting_report', 'GRANULARITY_UNKNOWN'),
  'requester-pays': invalid('REQUESTER_PAYS'),
};

const looking = ['awaiting_stack', 'verifying'];

eachDatabase((open, dialect) => {
  let at: SandboxWorld;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
  });
  afterAll(() => at.close());

  /** What a Refresh leads to, or a look at the stack while the IAM role is not reached. */
  async function look(connectionId: string): Promise<Ending> {
    const customer = at.ctxFor('customerAdmin');
    const { state } = await getConnection(customer, { connectionId });
    if (looking.includes(state)) await at.settle(connectionId);
    else await validateReports(customer, { connectionId });
    const { validation, findings, ...now } = await getConnection(customer, { connectionId });
    const told = [
      ...findings,
      ...validation.bucketFindings,
      ...validation.reports.flatMap((report) => report.findings),
    ];
    return ending(now.state, ...new Set(told.map(({ code }) => code)));
  }

  // Each is played on one of the two databases in every run, and on both under SOAK=1.
  const played = SCENARIOS.filter((_, index) => isSoaking() || (index % 2 === 0) === (dialect === 'sqlite'));

  test.each(played)('$id ends as it should', async (scenario) => {
    const { accountId } = scenario;
    const bucket = scenario.type ?? scenario.buckets[0] ?? 'sandbox-not-made-yet';
    const connectionId = await at.upToStack({ accountId, bucket });
    await at.createStack(connectionId);
    await at.settle(connectionId);
    const first = await look(connectionId);
    const later: Partial<Record<StepId, Ending>> = {};
    for (const step of scenario.later ?? []) {
      await at.sandbox.control.play({ accountId, step });
      at.pass(60_000);
      await look(connectionId);
      at.pass(HOUR);
      later[step] = await look(connectionId);
    }
    const end = scenario.later ? { ...first, later } : first;
    expect(end).toEqual(ENDINGS[scenario.id]);
  });
});

test('every situation has its row', () => {
  expect(Object.keys(ENDINGS).sort()).toEqual(SCENARIOS.map(({ id }) => id).sort());
});
