import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call, Fault } from '@/sandbox/testing/weather';
import type { Aws } from '@/server/aws/port';
import { isSoaking } from '@/server/testing/scale';
import {
  type Proof,
  proofs,
  startTrustStand,
  type TroubleName,
  type TrustPolicyName,
  type TrustStand,
  troubleNames,
  troubles,
  trustPolicies,
  trustPolicyNames,
} from '@/server/testing/trust-stand';
import { judgeRole } from './judge';
import { observe } from './observe';

let at: TrustStand;
beforeAll(async () => {
  at = await startTrustStand();
});
afterAll(() => at.close());

const callOf = {
  positive: 'assume',
  without: 'assume-without',
  wrong: 'assume-wrong',
  trust: 'role',
} as const satisfies Record<Proof, Call>;

async function judged(policy: TrustPolicyName, aws: Aws) {
  const target = at.targets[policy];
  const seen = await observe(aws, target);
  const connection = {
    state: 'verifying',
    role_first_seen_at: null,
    account_id: target.accountId,
    role_name: target.roleName,
    policy_name: target.policyName,
    link_made_at: null,
    purpose: 'reports',
  } as const;
  const verdict = judgeRole(seen, { connection, now: at.stand.world.now(), consoleUrl: null });
  const isOpen = verdict.findings.some(({ code }) => code === 'ROLE_TRUST_OPEN');
  return { accepted: verdict.accepted, isOpen, seen };
}

/** An identity that may not assume roles meets every call from this proof on; any other trouble meets the proof alone. */
function lasts(trouble: TroubleName): boolean {
  return trouble === 'an own identity that may not assume';
}

/** The product's clients, as this trouble leaves them for this proof. */
function awsIn({ trouble, proof }: { trouble: TroubleName; proof: Proof }): Aws {
  const of: { fault?: Fault; answerWithin?: number; foul?: (at: TrustStand) => Aws } = troubles[trouble];
  at.weather.set(of.fault === undefined ? {} : { [callOf[proof]]: of.fault });
  const fair = at.awsAt(at.weather.url, { answerWithin: of.answerWithin });
  const foul = of.foul?.(at) ?? fair;
  let asked = 0;
  const order = (externalId: string | null) =>
    externalId === null
      ? 'without'
      : externalId.startsWith('another-')
        ? 'wrong'
        : asked++ === 0
          ? 'positive'
          : 'control';
  const meets = (call: ReturnType<typeof order>) =>
    lasts(trouble) ? call === 'control' || proofs.indexOf(call) >= proofs.indexOf(proof) : call === proof;
  return {
    ...fair,
    assumeRole: (call) => (meets(order(call.externalId)) ? foul : fair).assumeRole(call),
    roleTrust: (role) => (proof === 'trust' && !lasts(trouble) ? foul : fair).roleTrust(role),
  };
}

/** What is left to be seen when one proof is missing: a trust is called open only by a proof that AWS did give. */
function expected(of: { policy: TrustPolicyName; trouble: TroubleName; proof: Proof }) {
  const { policy, trouble, proof } = of;
  const { lets } = trustPolicies[policy];
  const own = lasts(trouble);
  if (proof === 'positive') return { role: own ? 'refused' : 'unknown', isOpen: false };
  if (lets === null) return { role: 'refused', isOpen: false };
  const missing = (one: Proof) => one === proof || (own && proof === 'without' && one === 'wrong');
  const entered = lets.some((probe) => !missing(probe));
  const read = policy !== 'exact' && (proof !== 'trust' || own);
  return { role: 'assumed', isOpen: entered || read };
}

describe('eight trust policies, evaluated by the sandbox', () => {
  it.each(trustPolicyNames)('%s: in fair weather only the exact one is accepted', async (policy) => {
    at.weather.set({});
    const { accepted, isOpen } = await judged(policy, at.awsAt(at.weather.url));
    const { lets } = trustPolicies[policy];
    expect({ accepted, isOpen }).toEqual({
      accepted: policy === 'exact',
      isOpen: policy !== 'exact' && lets !== null,
    });
  });

  const cases = troubleNames.flatMap((trouble) => proofs.map((proof) => ({ trouble, proof })));
  // Every trouble in every run, each on another proof; all of them on all four in the soak.
  const chosen = cases.filter(
    ({ trouble, proof }) => isSoaking() || troubleNames.indexOf(trouble) % 4 === proofs.indexOf(proof),
  );

  it.each(chosen)(
    'with $trouble on the proof "$proof" none is accepted, and none is called open for that',
    async ({ trouble, proof }) => {
      const seen = await Promise.all(
        trustPolicyNames.map(async (policy) => {
          const { accepted, isOpen, seen } = await judged(policy, awsIn({ trouble, proof }));
          return {
            policy,
            accepted,
            isOpen,
            role: seen.role.is,
            proof: proof === 'positive' ? null : seen[proof],
          };
        }),
      );
      const wanted = trustPolicyNames.map((policy) => {
        const { role, isOpen } = expected({ policy, trouble, proof });
        const given = lasts(trouble) && proof === 'trust' && role === 'assumed';
        const trust = policy === 'exact' ? 'exact' : 'differs';
        return {
          policy,
          accepted: false,
          isOpen,
          role,
          proof: proof === 'positive' ? null : given ? trust : 'unknown',
        };
      });
      expect(seen).toEqual(wanted);
      if ('fault' in troubles[trouble]) expect(at.weather.asked()[callOf[proof]]).toBeGreaterThan(0);
    },
  );

  it('is shown for 8 policies, 12 troubles and 4 proofs: 384', () => {
    expect(trustPolicyNames.length * cases.length).toBe(384);
  });
});
