import { wildcardMatch } from '@/sandbox/iam/match';
import { identityVerdict, resourceVerdict, type Verdict } from '@/sandbox/iam/statement';
import type {
  AccessRequest,
  Decision,
  Evaluated,
  NamedPolicy,
  PolicyDocument,
  Principal,
  RequestContext,
  Role,
} from '@/sandbox/state';
import type { World } from '@/sandbox/world';

type Request = AccessRequest & { principal: Principal };

/**
 * Whether a request is allowed. An explicit Deny anywhere wins; within one account the identity's or the resource's
 * Allow is enough; across accounts both must allow; a session policy must allow besides.
 */
export function decide(world: World, request: Request): Decision {
  const { principal, action, resource } = request;
  const shared = action === 's3:CreateBucket' ? undefined : sharedResource(world, resource);
  const context = contextOf(world, { ...request, owner: shared?.accountId });
  const question = { action, resource, context };
  const evaluated = [
    ...controls(world, { principal, action, owner: shared?.accountId }),
    ...identityPolicies(world, principal).map((policy) => judged('identity-based', { policy, question })),
    ...sessionPolicies(principal).map((policy) => judged('session', { policy, question })),
    ...sharedVerdict(shared, { ...question, principal }),
  ];
  const says = (kind: Evaluated['kind']) => combined(evaluated, kind);
  const denied = evaluated.find(({ verdict }) => verdict === 'deny');
  if (denied) return no(`with an explicit deny in ${article(denied.kind)} ${denied.kind} policy`, evaluated);
  const unsaid = (kind: Evaluated['kind']) =>
    no(`because no ${kind} policy allows the ${action} action`, evaluated);
  const foreign = principal.kind === 'anonymous' || (shared && shared.accountId !== principal.accountId);
  if (foreign && says('resource-based') !== 'allow') return unsaid('resource-based');
  if (principal.kind === 'anonymous') return yes(evaluated);
  if (says('identity-based') !== 'allow' && (foreign || says('resource-based') !== 'allow')) {
    return unsaid('identity-based');
  }
  return isNarrowedOut(principal, evaluated) ? unsaid('session') : yes(evaluated);
}

/**
 * Whether a principal may assume a role: the role's trust must allow it, and across accounts, or where the trust
 * names only the account, the principal's own policies too.
 */
export function decideTrust(
  world: World,
  request: { principal: Principal; role: Role; context: RequestContext },
): Decision {
  const { principal, role } = request;
  const action = 'sts:AssumeRole';
  const owner = role.arn.split(':')[4];
  if (principal.kind === 'anonymous') return no('without credentials', []);
  const context = contextOf(world, { principal, context: request.context, owner });
  const trust = resourceVerdict(role.trust, { principal, action, resource: null, context });
  const question = { action, resource: role.arn, context };
  const evaluated: Evaluated[] = [
    ...controls(world, { principal, action, owner }),
    { kind: 'trust', name: role.name, verdict: trust.verdict },
    ...identityPolicies(world, principal).map((policy) => judged('identity-based', { policy, question })),
    ...sessionPolicies(principal).map((policy) => judged('session', { policy, question })),
  ];
  const denied = evaluated.find(({ verdict }) => verdict === 'deny');
  if (denied) return no(`with an explicit deny in ${article(denied.kind)} ${denied.kind} policy`, evaluated);
  if (trust.verdict !== 'allow') return no('because the trust policy does not allow it', evaluated);
  const foreign = principal.accountId !== owner;
  if (combined(evaluated, 'identity-based') !== 'allow' && (foreign || !trust.direct)) {
    return no(`because no identity-based policy allows the ${action} action`, evaluated);
  }
  if (isNarrowedOut(principal, evaluated)) {
    return no(`because no session policy allows the ${action} action`, evaluated);
  }
  return yes(evaluated);
}

function yes(evaluated: Evaluated[]): Decision {
  return { allowed: true, reason: '', evaluated };
}

function no(reason: string, evaluated: Evaluated[]): Decision {
  return { allowed: false, reason, evaluated };
}

function article(kind: Evaluated['kind']): string {
  return kind === 'identity-based' ? 'an' : 'a';
}

type Question = { action: string; resource: string; context: RequestContext };

function judged(
  kind: Evaluated['kind'],
  { policy, question }: { policy: NamedPolicy; question: Question },
): Evaluated {
  return { kind, name: policy.name, verdict: identityVerdict([policy.document], question) };
}

function combined(evaluated: Evaluated[], kind: Evaluated['kind']): Verdict {
  const verdicts = evaluated.filter((one) => one.kind === kind).map(({ verdict }) => verdict);
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('allow') ? 'allow' : 'none';
}

/** The policies attached to a user or a role; managed ones in their default version. */
function identityPolicies(world: World, principal: Principal): NamedPolicy[] {
  if (principal.kind === 'anonymous') return [];
  if (principal.kind === 'user') {
    return world.account(principal.accountId)?.users[principal.userName]?.policies ?? [];
  }
  const role = world.roleByArn(principal.roleArn);
  if (!role) return [];
  const managed = role.attachedPolicyArns.flatMap((arn) => {
    const policy = world.policyByArn(arn);
    const version = policy?.versions.find((one) => one.versionId === policy.defaultVersionId);
    return policy && version ? [{ name: policy.name, document: version.document }] : [];
  });
  return [...managed, ...role.inlinePolicies];
}

function sessionPolicies(principal: Principal): NamedPolicy[] {
  if (principal.kind !== 'assumed-role') return [];
  return principal.sessionPolicies.map((document) => ({ name: principal.sessionName, document }));
}

/** Session policies only narrow: without one, everything passes. */
function isNarrowedOut(principal: Principal, evaluated: Evaluated[]): boolean {
  return sessionPolicies(principal).length > 0 && combined(evaluated, 'session') !== 'allow';
}

/** What may have a policy of its own. */
type Shared = { name: string; accountId: string; policy: PolicyDocument | null; publicRead?: boolean };

function sharedResource(world: World, resource: string): Shared | undefined {
  const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
  if (bucket !== undefined) return world.bucket(bucket);
  return world.data.queues[resource] ?? world.data.topics[resource];
}

function sharedVerdict(
  shared: Shared | undefined,
  question: Question & { principal: Principal },
): Evaluated[] {
  if (!shared) return [];
  const stated = shared.policy ? resourceVerdict(shared.policy, question).verdict : 'none';
  const open = stated === 'none' && shared.publicRead === true && question.action === 's3:GetObject';
  return [{ kind: 'resource-based', name: shared.name, verdict: open ? 'allow' : stated }];
}

/** What a scenario denies: to the people and roles of the account alike, or to callers from other accounts. */
function controls(
  world: World,
  { principal, action, owner }: { principal: Principal; action: string; owner: string | undefined },
): Evaluated[] {
  const denies = (patterns: string[]) =>
    patterns.some((pattern) => wildcardMatch(pattern.toLowerCase(), action.toLowerCase()));
  const caller = principal.kind === 'anonymous' ? undefined : principal.accountId;
  const own = (caller && world.account(caller)?.knobs.deniedActions) || [];
  const others = (owner && owner !== caller && world.account(owner)?.knobs.deniedToOthers) || [];
  const found: Evaluated[] = [];
  if (denies(own)) found.push({ kind: 'service control', name: caller ?? '', verdict: 'deny' });
  if (denies(others)) found.push({ kind: 'resource control', name: owner ?? '', verdict: 'deny' });
  return found;
}

/** The request's own keys beside those that every request carries. The loopback stands for TLS. */
function contextOf(
  world: World,
  request: { principal: Principal; context?: RequestContext; owner: string | undefined },
): RequestContext {
  const { principal, owner } = request;
  const context: RequestContext = {
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '127.0.0.1',
    'aws:CurrentTime': world.nowIso(),
    'aws:PrincipalType':
      principal.kind === 'user' ? 'User' : principal.kind === 'anonymous' ? 'Anonymous' : 'AssumedRole',
  };
  if (owner) {
    context['aws:ResourceAccount'] = owner;
    context['s3:ResourceAccount'] = owner;
  }
  if (principal.kind !== 'anonymous') {
    context['aws:PrincipalAccount'] = principal.accountId;
    context['aws:PrincipalArn'] = principal.kind === 'user' ? principal.arn : principal.roleArn;
    context['aws:userid'] = principal.userId;
  }
  if (principal.kind === 'user') context['aws:username'] = principal.userName;
  return { ...context, ...request.context };
}
