import { SimulatePolicyResponse$ } from '@aws-sdk/client-iam';
import { accountOf, type Call, requireAccess, signedPrincipal } from '@/sandbox/api/call';
import { type Input, listInput, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import type { Principal, RequestContext } from '@/sandbox/state';

/** iam:SimulatePrincipalPolicy: each action on each resource, decided by the engine that decides real requests. */
export function simulatePrincipalPolicy(call: Call, input: Input) {
  const source = textInput(input, 'PolicySourceArn') ?? '';
  requireAccess(call, { action: 'iam:SimulatePrincipalPolicy', resource: source });
  const principal = principalOf(call, source);
  const resources = listInput(input, 'ResourceArns');
  const context = contextOf(input);
  const results = listInput(input, 'ActionNames').flatMap((action) =>
    (resources.length === 0 ? ['*'] : resources).map((resource) => {
      const { allowed, reason } = call.world.authorize(principal, { action, resource, context });
      const denied = reason.includes('explicit deny') ? 'explicitDeny' : 'implicitDeny';
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: allowed ? 'allowed' : denied,
        MatchedStatements: [],
        MissingContextValues: [],
      };
    }),
  );
  return { schema: SimulatePolicyResponse$, value: { EvaluationResults: results, IsTruncated: false } };
}

/** A user or a role of the caller's account; a session is no source of policies. */
function principalOf(call: Call, arn: string): Principal {
  const account = accountOf(call);
  const user = Object.values(account.users).find((one) => one.arn === arn);
  const { accountId } = signedPrincipal(call);
  if (user) return { kind: 'user', accountId, userName: user.name, arn, userId: user.userId };
  const role = Object.values(account.roles).find((one) => one.arn === arn);
  if (!role) {
    throw new AwsFault('NoSuchEntity', { status: 404, message: `The entity ${arn} cannot be found.` });
  }
  return {
    kind: 'assumed-role',
    accountId,
    roleName: role.name,
    roleArn: arn,
    sessionName: 'simulated',
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/simulated`,
    userId: `${role.roleId}:simulated`,
    sessionPolicies: [],
  };
}

/** `ContextEntries.member.1.ContextKeyName` and the first of its values. */
function contextOf(input: Input): RequestContext {
  const context: RequestContext = {};
  for (let index = 1; ; index++) {
    const entry = `ContextEntries.member.${index}`;
    const name = textInput(input, `${entry}.ContextKeyName`);
    if (name === undefined) return context;
    const [value] = listInput(input, `${entry}.ContextKeyValues`);
    if (value !== undefined) context[name] = value;
  }
}
