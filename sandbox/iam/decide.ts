import { type PoliciesOf, policiesOf, switchedOff } from '@/sandbox/iam/policies-of';
import { rulesInForce } from '@/sandbox/iam/spread';
import { type Closeness, identityVerdict, resourceVerdict } from '@/sandbox/iam/statement';
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
 * Whether a request is allowed, in the order in which AWS documents it ("Policy evaluation logic"): an explicit Deny
 * anywhere wins; then the organization's policies must allow; within one account the identity's or the resource's Allow
 * is enough, across accounts both must allow; a permissions boundary and session policies must allow besides.
 */
export function decide(world: World, request: Request): Decision {
  const { principal, action, resource } = request;
  const shared = action === 's3:CreateBucket' ? undefined : sharedResource(world, resource);
  const owner = shared?.accountId;
  const question = { action, resource, context: contextOf(world, { ...request, owner }) };
  const policies = policiesOf(world, { principal, owner });
  const stated = sharedVerdict(shared, { ...question, principal });
  const evaluated = [
    ...switchedOff(world, { principal, action, owner }),
    ...judgedAll(policies, question),
    ...(stated ? [stated] : []),
  ];
  const denied = explicitDeny(evaluated);
  if (denied !== null) return no(denied, evaluated);
  const foreign = principal.kind === 'anonymous' || (shared !== undefined && owner !== principal.accountId);
  const close = stated?.verdict === 'allow' ? stated.close : null;
  if (foreign && close === null) return no(unsaid('resource-based', action), evaluated);
  if (principal.kind === 'anonymous') return yes(evaluated);
  const missing = missingAllow({ policies, evaluated, close: foreign ? null : close });
  return missing === null ? yes(evaluated) : no(unsaid(missing, action), evaluated);
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
  const { trust } = rulesInForce(world, role);
  const stated = resourceVerdict(trust, { principal, action, resource: null, context });
  const policies = policiesOf(world, { principal, owner });
  const evaluated: Evaluated[] = [
    ...switchedOff(world, { principal, action, owner }),
    ...judgedAll(policies, { action, resource: role.arn, context }),
    { kind: 'trust', name: role.name, verdict: stated.verdict, statement: stated.statement },
  ];
  const denied = explicitDeny(evaluated);
  if (denied !== null) return no(denied, evaluated);
  if (stated.verdict !== 'allow') return no(unsaid('trust', action), evaluated);
  const named = stated.close !== 'account' && principal.accountId === owner;
  const missing = missingAllow({ policies, evaluated, close: named ? stated.close : null });
  return missing === null ? yes(evaluated) : no(unsaid(missing, action), evaluated);
}

function yes(evaluated: Evaluated[]): Decision {
  return { allowed: true, reason: '', evaluated };
}

function no(reason: string, evaluated: Evaluated[]): Decision {
  return { allowed: false, reason, evaluated };
}

/** The kinds of policy as AWS's denials name them, with their article. */
const NAMES: Record<Evaluated['kind'], { one: string; none: string }> = {
  'service control': { one: 'a service control policy', none: 'service control policy' },
  'resource control': { one: 'a resource control policy', none: 'resource control policy' },
  'identity-based': { one: 'an identity-based policy', none: 'identity-based policy' },
  'permissions boundary': { one: 'a permissions boundary', none: 'permissions boundary' },
  session: { one: 'a session policy', none: 'session policy' },
  'resource-based': { one: 'a resource-based policy', none: 'resource-based policy' },
  trust: { one: 'the role trust policy', none: 'role trust policy' },
};

/** AWS names one kind of policy when several deny, and does not say which one comes first; here the outermost does. */
function explicitDeny(evaluated: Evaluated[]): string | null {
  const denied = evaluated.find(({ verdict }) => verdict === 'deny');
  return denied ? `with an explicit deny in ${NAMES[denied.kind].one}` : null;
}

function unsaid(kind: Evaluated['kind'], action: string): string {
  return `because no ${NAMES[kind].none} allows the ${action} action`;
}

/**
 * The first kind of policy that would have to allow and does not. `close` is how a policy of the resource in the same
 * account names the principal: a user or a session named itself needs nothing else, a role named is held by boundary and
 * session policies all the same.
 */
function missingAllow(request: {
  policies: PoliciesOf;
  evaluated: Evaluated[];
  close: Closeness | null;
}): Evaluated['kind'] | null {
  const { policies, evaluated, close } = request;
  const lacks = (kind: Evaluated['kind']) =>
    !evaluated.some((one) => one.kind === kind && one.verdict === 'allow');
  if (policies.serviceControl !== null && lacks('service control')) return 'service control';
  if (close === 'itself') return null;
  if (close === null && lacks('identity-based')) return 'identity-based';
  if (policies.boundary !== null && lacks('permissions boundary')) return 'permissions boundary';
  return policies.session.length > 0 && lacks('session') ? 'session' : null;
}

type Question = { action: string; resource: string; context: RequestContext };

/** The organization's first, then those of the identity, from wide to narrow. */
function judgedAll(policies: PoliciesOf, question: Question): Evaluated[] {
  const judged = (kind: Evaluated['kind'], named: NamedPolicy[]) =>
    named.map(({ name, document }): Evaluated => ({ kind, name, ...identityVerdict(document, question) }));
  return [
    ...judged('resource control', policies.resourceControl),
    ...judged('service control', policies.serviceControl ?? []),
    ...judged('identity-based', policies.identity),
    ...judged('permissions boundary', policies.boundary ? [policies.boundary] : []),
    ...judged('session', policies.session),
  ];
}

/** What may have a policy of its own. */
type Shared = { name: string; accountId: string; policy: PolicyDocument | null; publicRead?: boolean };

function sharedResource(world: World, resource: string): Shared | undefined {
  const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
  if (bucket !== undefined) return world.bucket(bucket);
  return world.data.queues[resource] ?? world.data.topics[resource];
}

type Stated = ReturnType<typeof resourceVerdict>;

const UNSTATED: Stated = { verdict: 'none', statement: null, close: null };

function sharedVerdict(
  shared: Shared | undefined,
  question: Question & { principal: Principal },
): (Evaluated & Stated) | null {
  if (!shared) return null;
  const stated: Stated = shared.policy ? resourceVerdict(shared.policy, question) : UNSTATED;
  const open = stated.verdict === 'none' && shared.publicRead === true && question.action === 's3:GetObject';
  const said: Stated = open ? { verdict: 'allow', statement: 'open to everybody', close: 'account' } : stated;
  return { kind: 'resource-based', name: shared.name, ...said };
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
    Object.assign(context, organizationOf(world, { key: 'aws:ResourceOrgID', accountId: owner }));
  }
  if (principal.kind !== 'anonymous') {
    context['aws:PrincipalAccount'] = principal.accountId;
    Object.assign(
      context,
      organizationOf(world, { key: 'aws:PrincipalOrgID', accountId: principal.accountId }),
    );
    context['aws:PrincipalArn'] = principal.kind === 'user' ? principal.arn : principal.roleArn;
    context['aws:userid'] = principal.userId;
  }
  if (principal.kind === 'user') context['aws:username'] = principal.userName;
  return { ...context, ...request.context };
}

/** The key is absent where there is no organization. */
function organizationOf(
  world: World,
  { key, accountId }: { key: string; accountId: string },
): RequestContext {
  const organization = world.account(accountId)?.organization;
  return organization ? { [key]: organization.id } : {};
}
