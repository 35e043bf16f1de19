import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { PolicyDocument, Role } from '@/sandbox/state';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { FAULTS, type Fault, startWeather, type Weather } from '@/sandbox/testing/weather';
import { createAws } from '@/server/aws/create';
import type { Aws } from '@/server/aws/port';
import { expectedGrants } from '@/server/aws/templates/grants';
import { bakedTemplate } from '@/server/aws/templates/publish';
import { isSoaking } from '@/server/testing/scale';
import { judgeRole } from './judge';
import { observe, type Target } from './observe';

const accountId = '111122223333';
const operator = `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root`;
const ours = 'an-external-id-of-more-than-32-characters';
const values = {
  TrustedPrincipal: operator,
  ExternalId: ours,
  ExpectedAccountId: accountId,
  RoleName: 'tributary-reports-trust',
  PolicyName: 'tributary-reports-trust',
  BucketName: 'sandbox-happy-parquet',
};
const stackName = 'tributary-reports-trust';
const target: Target = {
  accountId,
  roleName: values.RoleName,
  policyName: values.PolicyName,
  stackName,
  externalId: ours,
  principal: operator,
  wrongExternalId: 'another-external-id-that-is-nobody-s-at-all',
  grants: expectedGrants('reports', { values, accountId, stackName }),
  purpose: 'reports',
};
const connection = {
  account_id: accountId,
  role_name: target.roleName,
  policy_name: target.policyName,
  link_made_at: null,
  purpose: 'reports',
} as const;

const trust = (
  Condition: Record<string, Record<string, string | string[]>> | null,
  more: { effect?: 'Allow' | 'Deny'; principal?: string } = {},
): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: {
    Effect: more.effect ?? 'Allow',
    Principal: { AWS: more.principal ?? operator },
    Action: 'sts:AssumeRole',
    ...(Condition === null ? {} : { Condition }),
  },
});
const id = (value: string | string[]) => ({ 'sts:ExternalId': value });

/** The policies of aws.md section 3, and whether they let somebody in who should not be. */
const POLICIES = {
  exact: { trust: trust({ StringEquals: id(ours) }), open: false },
  'no condition': { trust: trust(null), open: true },
  'StringLike *': { trust: trust({ StringLike: id('*') }), open: true },
  'a list of ids': { trust: trust({ StringEquals: id([ours, 'of-somebody-else']) }), open: true },
  StringEqualsIfExists: { trust: trust({ StringEqualsIfExists: id(ours) }), open: true },
  "another connection's id": { trust: trust({ StringEquals: id('of-another-connection') }), open: false },
  'wrong principal': {
    trust: trust({ StringEquals: id(ours) }, { principal: 'arn:aws:iam::111111111111:root' }),
    open: false,
  },
  Deny: { trust: trust({ StringEquals: id(ours) }, { effect: 'Deny' }), open: false },
} as const;
type PolicyName = keyof typeof POLICIES;

let stand: TestStand;
let weather: Weather;
let role: Role;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  weather = await startWeather(stand.apiUrl);
  weather.externalId = ours;
  await stand.control.createStack({ accountId, stackName, templateBody: bakedTemplate('reports', values) });
  await stand.control.listStacks({ accountId });
  const made = stand.world.roleByArn(`arn:aws:iam::${accountId}:role/${values.RoleName}`);
  if (!made) throw new Error('the stack made no role');
  role = made;
});
afterAll(async () => {
  await weather.close();
  await stand.close();
});

const htmlPage: Fault = (_, answer) => {
  answer.writeHead(200, { 'content-type': 'text/html' });
  answer.end('<html><body>Please sign in to this network</body></html>');
  return true;
};

/** What an answer to the two probes can be but a yes or a no of AWS. */
const TROUBLES: Record<string, { fault?: Fault; probes?: () => Aws; answerWithin?: number }> = {
  throttle: { fault: FAULTS.throttle },
  'status 500': { fault: FAULTS['status 500'] },
  'status 503': { fault: FAULTS['status 503'] },
  'no answer in time': { fault: FAULTS.timeout, answerWithin: 300 },
  'a reset': { fault: FAULTS['reset in the body'] },
  'a name that DNS does not know': { probes: () => awsAt('http://aws.invalid') },
  'a broken TLS handshake': { probes: () => awsAt(weather.url.replace('http:', 'https:')) },
  'a page of HTML': { fault: htmlPage },
  'cut XML': { fault: FAULTS['cut answer'] },
  'clock skew': { fault: FAULTS['clock skew'] },
  'own credentials that expired': { fault: FAULTS['expired token'] },
  'own credentials that are not known': { probes: () => awsAt(weather.url, 'AKIANOBODYKNOWSTHIS') },
};
type TroubleName = keyof typeof TROUBLES;

function awsAt(endpoint: string, accessKeyId: string = SANDBOX_OPERATOR.accessKeyId): Aws {
  const { secretAccessKey } = SANDBOX_OPERATOR;
  return createAws({ endpoint, own: { accessKeyId, secretAccessKey }, answerWithin: 2_000 });
}

async function judged(trouble: TroubleName | null) {
  const { fault, probes, answerWithin } = trouble === null ? {} : (TROUBLES[trouble] ?? {});
  weather.set(fault === undefined ? {} : { 'assume-without': fault, 'assume-wrong': fault });
  const { accessKeyId, secretAccessKey } = SANDBOX_OPERATOR;
  const fair = createAws({ endpoint: weather.url, own: { accessKeyId, secretAccessKey }, answerWithin });
  const foul = probes?.() ?? fair;
  const aws: Aws = {
    ...fair,
    assumeRole: (call) => (call.externalId === ours ? fair : foul).assumeRole(call),
  };
  const seen = await observe(aws, target);
  const verdict = judgeRole(seen, { connection, now: stand.world.now(), consoleUrl: null });
  const isOpen = verdict.findings.some(({ code }) => code === 'ROLE_TRUST_OPEN');
  return { accepted: verdict.accepted, isOpen, seen };
}

const names = Object.keys(POLICIES) as PolicyName[];
const troubles = Object.keys(TROUBLES);
const cases = names.flatMap((policy) => troubles.map((trouble) => ({ policy, trouble })));

describe('eight trust policies, evaluated by the sandbox', () => {
  it.each(names)('%s: in fair weather only the exact one is accepted', async (policy) => {
    role.trust = POLICIES[policy].trust;
    const { accepted, isOpen } = await judged(null);
    expect({ accepted, isOpen }).toEqual({ accepted: policy === 'exact', isOpen: POLICIES[policy].open });
  });

  // Another trouble of each policy in every run; all of them in the soak.
  const chosen = cases.filter((_, index) => isSoaking() || index % 13 === 0);

  it.each(chosen)(
    '$policy with $trouble on the probes is never accepted, and never called open for that',
    async ({ policy, trouble }) => {
      role.trust = POLICIES[policy].trust;
      const { accepted, isOpen, seen } = await judged(trouble);
      expect(accepted).toBe(false);
      // What the trust says is read, whatever becomes of the probes.
      expect(isOpen).toBe(POLICIES[policy].open);
      expect([seen.without, seen.wrong]).toEqual(['unknown', 'unknown']);
    },
  );

  it('is shown for 96 pairs', () => {
    expect(cases).toHaveLength(96);
  });
});
