import { AssumeRoleResponse$, GetCallerIdentityResponse$ } from '@aws-sdk/client-sts';
import { accessDenied, type Call, signedPrincipal } from '@/sandbox/api/call';
import { type Input, type Service, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import { decideTrust } from '@/sandbox/iam/decide';
import { parsePolicyText } from '@/sandbox/iam/policy';
import type { Decision, Principal, RequestContext, Role, Session } from '@/sandbox/state';

export const sts = {
  name: 'sts',
  protocol: 'query',
  region: 'any',
  xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: { AssumeRole: assumeRole, GetCallerIdentity: getCallerIdentity },
} satisfies Service;

/** Needs no permission, as in AWS: even an explicit deny does not stop it. */
function getCallerIdentity(call: Call) {
  const principal = signedPrincipal(call);
  const reason = 'GetCallerIdentity needs no permission';
  call.checks.push({ action: 'sts:GetCallerIdentity', resource: '*', allowed: true, reason, evaluated: [] });
  return {
    schema: GetCallerIdentityResponse$,
    value: { UserId: principal.userId, Account: principal.accountId, Arn: principal.arn },
  };
}

function assumeRole(call: Call, input: Input) {
  const arn = textInput(input, 'RoleArn') ?? '';
  const sessionName = textInput(input, 'RoleSessionName') ?? '';
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(arn)) throw invalid(`${arn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid('The role session name is invalid');
  const externalId = textInput(input, 'ExternalId');
  if (externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) {
    throw invalid('The external ID is invalid');
  }
  const context: RequestContext = { 'sts:RoleSessionName': sessionName };
  if (externalId !== undefined) context['sts:ExternalId'] = externalId;
  const role = trustingRole(call, { arn, context });
  const session = newSession(call, { role, input, sessionName });
  return {
    schema: AssumeRoleResponse$,
    value: {
      Credentials: {
        AccessKeyId: session.key.id,
        SecretAccessKey: session.key.secret,
        SessionToken: session.token,
        Expiration: new Date(session.expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: `${role.roleId}:${sessionName}`, Arn: assumedArn(role, sessionName) },
      PackedPolicySize: textInput(input, 'Policy') ? 4 : undefined,
    },
  };
}

/** The role, if its trust and the caller's policies let the caller in; the same AccessDenied for every other reason. */
function trustingRole(call: Call, { arn, context }: { arn: string; context: RequestContext }): Role {
  const action = 'sts:AssumeRole';
  const role = call.world.roleByArn(arn);
  const decision = role ? decideTrust(call.world, { principal: call.principal, role, context }) : NO_ROLE;
  const ready = role !== undefined && Date.parse(role.assumableAt) <= call.world.now().getTime();
  const spread = ready || !decision.allowed ? decision : { ...decision, ...NOT_SPREAD };
  call.checks.push({ action, resource: arn, ...spread });
  if (!role || !spread.allowed) throw accessDenied(call.principal, { action, resource: arn, reason: '' });
  return role;
}

/** Said in the record only: the caller hears the same AccessDenied. */
const NO_ROLE: Decision = { allowed: false, reason: 'because there is no such role', evaluated: [] };
const NOT_SPREAD = { allowed: false, reason: 'because IAM has not spread the new role yet' };

function newSession(
  call: Call,
  { role, input, sessionName }: { role: Role; input: Input; sessionName: string },
): Session {
  const { world } = call;
  const seconds = Number(textInput(input, 'DurationSeconds') ?? 3600);
  if (!(seconds >= 900 && seconds <= role.maxSessionDuration)) {
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  const policy = textInput(input, 'Policy');
  if (policy !== undefined && policy.length > 2048) {
    throw new AwsFault('PackedPolicyTooLarge', { status: 400, message: 'The session policy is too large.' });
  }
  const principal: Principal = {
    kind: 'assumed-role',
    accountId: accountOfArn(role.arn),
    roleName: role.name,
    roleArn: role.arn,
    sessionName,
    arn: assumedArn(role, sessionName),
    userId: `${role.roleId}:${sessionName}`,
    sessionPolicies: policy === undefined ? [] : [parsePolicyText(policy, 'identity')],
  };
  const session: Session = {
    key: { id: world.awsId('ASIA', 16), secret: world.newId() + world.newId() },
    token: Buffer.from(world.newId() + world.newId() + world.newId()).toString('base64'),
    expiresAt: new Date(world.now().getTime() + seconds * 1000).toISOString(),
    principal,
  };
  forgetExpired(call);
  world.data.sessions[session.key.id] = session;
  world.changed();
  return session;
}

/** An hour after its end, so that a late caller still hears ExpiredToken. */
function forgetExpired({ world }: Call): void {
  const limit = world.now().getTime() - 3_600_000;
  for (const [id, session] of Object.entries(world.data.sessions)) {
    if (Date.parse(session.expiresAt) < limit) delete world.data.sessions[id];
  }
}

function assumedArn(role: Role, sessionName: string): string {
  return `arn:aws:sts::${accountOfArn(role.arn)}:assumed-role/${role.name}/${sessionName}`;
}

function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationError', { status: 400, message });
}
