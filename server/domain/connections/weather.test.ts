import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { FAULTS, type FaultName, type RoleCall, startWeather, type Weather } from '@/sandbox/testing/weather';
import { createAws } from '@/server/aws/create';
import { expectedGrants } from '@/server/aws/templates/grants';
import { bakedTemplate } from '@/server/aws/templates/publish';
import { isSoaking } from '@/server/testing/scale';
import { judgeRole } from './judge';
import { observe, type Target } from './observe';

const accountId = '111122223333';
const values = {
  TrustedPrincipal: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root`,
  ExternalId: 'an-external-id-of-more-than-32-characters',
  ExpectedAccountId: accountId,
  RoleName: 'tributary-reports-weather',
  PolicyName: 'tributary-reports-weather',
  BucketName: 'sandbox-happy-parquet',
};
const target: Target = {
  accountId,
  roleName: values.RoleName,
  policyName: values.PolicyName,
  stackName: 'tributary-reports-weather',
  externalId: values.ExternalId,
  principal: values.TrustedPrincipal,
  wrongExternalId: 'another-external-id-that-is-nobody-s-at-all',
  grants: expectedGrants('reports', { values, accountId, stackName: 'tributary-reports-weather' }),
  purpose: 'reports',
};
const connection = {
  state: 'verifying',
  role_first_seen_at: null,
  account_id: accountId,
  role_name: target.roleName,
  policy_name: target.policyName,
  link_made_at: null,
  purpose: 'reports',
} as const;

let stand: TestStand;
let weather: Weather;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  weather = await startWeather(stand.apiUrl);
  weather.externalId = target.externalId;
  const { stackName } = target;
  const templateBody = bakedTemplate('reports', values);
  await stand.control.createStack({ accountId, stackName, templateBody });
  await stand.control.listStacks({ accountId });
});
afterAll(async () => {
  await weather.close();
  await stand.close();
});

/** What a look at the role comes to, by the product's own clients. */
async function look(fault?: FaultName): Promise<string> {
  const { accessKeyId = '', secretAccessKey = '' } = stand.operator;
  const answerWithin = fault === 'timeout' ? 300 : undefined;
  const aws = createAws({ endpoint: weather.url, own: { accessKeyId, secretAccessKey }, answerWithin });
  const seen = await observe(aws, target);
  const verdict = judgeRole(seen, { connection, now: stand.world.now(), consoleUrl: null });
  const codes = verdict.findings.map(({ code }) => code);
  return [verdict.accepted ? 'accepted' : 'not accepted', ...codes].join(' ');
}

type Ends = Partial<Record<FaultName, string>> & { otherwise: string };

const unproven = { otherwise: 'not accepted' };

/** Only AccessDenied says that a call is refused. Where that is the proof itself, it proves; everything else is asked again. */
const refusal: Ends = { ...unproven, 'access denied': 'accepted', 'requester pays': 'accepted' };

const ENDS: Record<RoleCall, Ends> = {
  assume: {
    ...unproven,
    'access denied': 'not accepted ROLE_NOT_REACHABLE',
    'requester pays': 'not accepted ROLE_NOT_REACHABLE',
  },
  'assume-without': refusal,
  'assume-wrong': refusal,
  caller: unproven,
  role: unproven,
  // What the role may do besides is a warning; an answer that does not come says nothing.
  'role-policies': { otherwise: 'accepted' },
  policy: { otherwise: 'accepted' },
  'policy-version': { otherwise: 'accepted' },
  // The stack only says how it goes; the proof is the role's own.
  stack: { otherwise: 'accepted' },
  'stack-events': { otherwise: 'accepted' },
  organization: {
    ...unproven,
    'access denied': 'accepted ORGANIZATION_UNKNOWN',
    'requester pays': 'accepted ORGANIZATION_UNKNOWN',
  },
};

const calls = Object.keys(ENDS) as RoleCall[];
const faults = Object.keys(FAULTS) as FaultName[];
const cases = calls.flatMap((call) =>
  faults.map((fault) => ({ call, fault, end: ENDS[call][fault] ?? ENDS[call].otherwise })),
);

describe("a look at the IAM role in AWS's weather", () => {
  it('accepts it in fair weather, by every call once and the right external ID twice', async () => {
    weather.set({});
    expect(await look()).toBe('accepted');
    // The right external ID is the control of the two probes: asked before them and after.
    expect(weather.asked()).toEqual({ ...Object.fromEntries(calls.map((call) => [call, 1])), assume: 2 });
  });

  // Another fault of each call in every run; all of them in the soak.
  const chosen = cases.filter((_, index) => isSoaking() || index % 14 === 0);

  it.each(chosen)('$call meets $fault: $end, and is well again after it', async ({ call, fault, end }) => {
    weather.set({ [call]: FAULTS[fault] });
    expect(await look(fault)).toBe(end);
    expect(weather.asked()[call]).toBeGreaterThan(0);
    weather.set({});
    expect(await look()).toBe('accepted');
  });

  it('is shown for eleven calls and thirteen faults', () => {
    expect(cases).toHaveLength(143);
  });
});
