import { wildcardMatch } from '@/sandbox/iam/match';
import { documentInForce, rulesInForce } from '@/sandbox/iam/spread';
import type { Account, Evaluated, NamedPolicy, Principal } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Every policy that can have a say about a request of this principal, by what it is. Those of the resource come beside. */
export type PoliciesOf = {
  /** null = nothing of the organization reaches here. */
  serviceControl: NamedPolicy[] | null;
  resourceControl: NamedPolicy[];
  identity: NamedPolicy[];
  /** null = no boundary is set; a boundary whose policy is gone allows nothing. */
  boundary: NamedPolicy | null;
  session: NamedPolicy[];
};

/** `owner` is the account that the resource belongs to, when it is known. */
export function policiesOf(
  world: World,
  { principal, owner }: { principal: Principal; owner: string | undefined },
): PoliciesOf {
  const resourceControl = memberAccount(world, owner)?.knobs.resourceControlPolicies ?? [];
  if (principal.kind === 'anonymous') {
    return { serviceControl: null, resourceControl, identity: [], boundary: null, session: [] };
  }
  const scps = memberAccount(world, principal.accountId)?.knobs.serviceControlPolicies ?? [];
  return {
    serviceControl: scps.length > 0 ? scps : null,
    resourceControl,
    ...ownPolicies(world, principal),
    session: sessionPolicies(principal),
  };
}

type Own = Pick<PoliciesOf, 'identity' | 'boundary'>;

/** The policies attached to a user or a role; managed ones in the version that counts now. */
function ownPolicies(world: World, principal: Exclude<Principal, { kind: 'anonymous' }>): Own {
  if (principal.kind === 'user') {
    const user = world.account(principal.accountId)?.users[principal.userName];
    return { identity: user?.policies ?? [], boundary: boundaryOf(world, user?.boundaryArn) };
  }
  const role = world.roleByArn(principal.roleArn);
  if (!role) return { identity: [], boundary: null };
  const rules = rulesInForce(world, role);
  const managed = rules.attachedPolicyArns.flatMap((arn) => managedPolicy(world, arn) ?? []);
  return {
    identity: [...managed, ...rules.inlinePolicies],
    boundary: boundaryOf(world, rules.boundaryArn),
  };
}

function boundaryOf(world: World, arn: string | null | undefined): NamedPolicy | null {
  if (arn === null || arn === undefined) return null;
  return managedPolicy(world, arn) ?? { name: arn, document: { Statement: [] } };
}

function managedPolicy(world: World, arn: string): NamedPolicy | null {
  const policy = world.policyByArn(arn);
  const document = policy && documentInForce(world, policy);
  return policy && document ? { name: policy.name, document } : null;
}

function sessionPolicies(principal: Principal): NamedPolicy[] {
  if (principal.kind !== 'assumed-role') return [];
  return principal.sessionPolicies.map((document) => ({ name: principal.sessionName, document }));
}

/** Policies of an organization do not reach its management account, nor who is in none. */
function memberAccount(world: World, accountId: string | undefined): Account | undefined {
  const account = accountId === undefined ? undefined : world.account(accountId);
  return account?.organization && account.organization.managementAccountId !== account.id
    ? account
    : undefined;
}

/** What the switches of an account deny: to its people and roles alike, or to callers from other accounts. */
export function switchedOff(
  world: World,
  { principal, action, owner }: { principal: Principal; action: string; owner: string | undefined },
): Evaluated[] {
  const denies = (patterns: string[]) =>
    patterns.some((pattern) => wildcardMatch(pattern.toLowerCase(), action.toLowerCase()));
  const caller = principal.kind === 'anonymous' ? undefined : principal.accountId;
  const own = (caller && world.account(caller)?.knobs.deniedActions) || [];
  const others = (owner && owner !== caller && world.account(owner)?.knobs.deniedToOthers) || [];
  const off = { name: 'a switch of the sandbox', verdict: 'deny', statement: null } as const;
  return [
    ...(denies(own) ? [{ kind: 'service control' as const, ...off }] : []),
    ...(denies(others) ? [{ kind: 'resource control' as const, ...off }] : []),
  ];
}
