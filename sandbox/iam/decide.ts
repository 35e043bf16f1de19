import { wildcardMatch } from '@/sandbox/iam/match';
import { identityVerdict, resourceVerdict, type Verdict } from '@/sandbox/iam/statement';
import type {
  AccessRequest,
  Bucket,
  Decision,
  PolicyDocument,
  Principal,
  RequestContext,
  Role,
} from '@/sandbox/state';
import type { World } from '@/sandbox/world';

type Request = AccessRequest & { principal: Principal };

/**
 * Whether a request is allowed. An explicit Deny anywhere wins; within one account the identity's or the bucket's
 * Allow is enough; across accounts both must allow; a session policy must allow besides.
 */
export function decide(world: World, request: Request): Decision {
  const { principal, action, resource } = request;
  const bucket = action === 's3:CreateBucket' ? undefined : bucketOf(world, resource);
  const context = contextOf(world, { ...request, owner: bucket?.accountId });
  const question = { action, resource, context };
  if (deniedByAccount(world, request)) return no(action, 'with an explicit deny in a service control policy');
  const identity = identityVerdict(identityPolicies(world, principal), question);
  const session = sessionVerdict(principal, question);
  const shared = bucketVerdict(bucket, { ...question, principal });
  if (identity === 'deny') return no(action, 'with an explicit deny in an identity-based policy');
  if (session === 'deny') return no(action, 'with an explicit deny in a session policy');
  if (shared === 'deny') return no(action, 'with an explicit deny in a resource-based policy');
  if (principal.kind === 'anonymous') {
    return shared === 'allow'
      ? YES
      : no(action, `because no resource-based policy allows the ${action} action`);
  }
  const foreign = bucket !== undefined && bucket.accountId !== principal.accountId;
  if (foreign && shared !== 'allow') {
    return no(action, `because no resource-based policy allows the ${action} action`);
  }
  if (identity !== 'allow' && (foreign || shared !== 'allow')) {
    return no(action, `because no identity-based policy allows the ${action} action`);
  }
  if (session === 'none') return no(action, `because no session policy allows the ${action} action`);
  return YES;
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
  const context = contextOf(world, { principal, context: request.context, owner: role.arn.split(':')[4] });
  if (principal.kind === 'anonymous') return no(action, 'without credentials');
  if (deniedByAccount(world, { principal, action, resource: role.arn })) {
    return no(action, 'with an explicit deny in a service control policy');
  }
  const trust = resourceVerdict(role.trust, { principal, action, resource: null, context });
  const question = { action, resource: role.arn, context };
  const identity = identityVerdict(identityPolicies(world, principal), question);
  const session = sessionVerdict(principal, question);
  if (trust.verdict !== 'allow') return no(action, 'because the trust policy does not allow it');
  if (identity === 'deny' || session === 'deny') return no(action, 'with an explicit deny');
  const foreign = principal.accountId !== role.arn.split(':')[4];
  if (identity !== 'allow' && (foreign || !trust.direct)) {
    return no(action, `because no identity-based policy allows the ${action} action`);
  }
  if (session === 'none') return no(action, `because no session policy allows the ${action} action`);
  return YES;
}

const YES: Decision = { allowed: true, reason: '' };

function no(_action: string, reason: string): Decision {
  return { allowed: false, reason };
}

/** The policies attached to a user or a role; managed ones in their default version. */
function identityPolicies(world: World, principal: Principal): PolicyDocument[] {
  if (principal.kind === 'anonymous') return [];
  if (principal.kind === 'user') {
    const user = world.account(principal.accountId)?.users[principal.userName];
    return user ? user.policies.map((policy) => policy.document) : [];
  }
  const role = world.roleByArn(principal.roleArn);
  if (!role) return [];
  const managed = role.attachedPolicyArns.flatMap((arn) => {
    const policy = world.policyByArn(arn);
    const version = policy?.versions.find((one) => one.versionId === policy.defaultVersionId);
    return version ? [version.document] : [];
  });
  return [...managed, ...role.inlinePolicies.map((policy) => policy.document)];
}

type Question = { action: string; resource: string; context: RequestContext };

/** Session policies only narrow: without one, everything passes. */
function sessionVerdict(principal: Principal, question: Question): Verdict {
  if (principal.kind !== 'assumed-role' || principal.sessionPolicies.length === 0) return 'allow';
  return identityVerdict(principal.sessionPolicies, question);
}

function bucketVerdict(bucket: Bucket | undefined, question: Question & { principal: Principal }): Verdict {
  if (!bucket) return 'none';
  const stated = bucket.policy ? resourceVerdict(bucket.policy, question).verdict : 'none';
  if (stated !== 'none') return stated;
  return bucket.publicRead && question.action === 's3:GetObject' ? 'allow' : 'none';
}

function bucketOf(world: World, resource: string): Bucket | undefined {
  const name = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
  return name ? world.bucket(name) : undefined;
}

/** What a scenario denies, to the people and the roles of the account alike. */
function deniedByAccount(world: World, { principal, action }: Request): boolean {
  if (principal.kind === 'anonymous') return false;
  const denied = world.account(principal.accountId)?.knobs.deniedActions ?? [];
  return denied.some((pattern) => wildcardMatch(pattern.toLowerCase(), action.toLowerCase()));
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
