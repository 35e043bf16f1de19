import type { StackEngine } from '@/sandbox/engine-port';
import { AwsFault } from '@/sandbox/fault';
import type { ApiRequest } from '@/sandbox/http/message';
import type { Account, Decision, Principal, RequestContext } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

export type Check = { action: string; resource: string } & Decision;

/** One request on its way through: who asks what, with every permission that was looked at. */
export type Call = {
  world: World;
  engine: StackEngine;
  request: ApiRequest;
  /** The body after its hash and chunks were checked. */
  payload: Uint8Array;
  principal: Principal;
  region: string;
  checks: Check[];
};

/** A principal that is signed in: every service but S3 asks for one. */
type SignedPrincipal = Exclude<Principal, { kind: 'anonymous' }>;

export function signedPrincipal(call: Call): SignedPrincipal {
  if (call.principal.kind === 'anonymous') {
    throw new AwsFault('MissingAuthenticationToken', {
      status: 403,
      message: 'Request is missing Authentication Token',
    });
  }
  return call.principal;
}

export function accountOf(call: Call): Account {
  const account = call.world.account(signedPrincipal(call).accountId);
  if (!account) throw new Error(`No account ${signedPrincipal(call).accountId}`);
  return account;
}

/** Throws AccessDenied, in AWS's sentence, unless the caller may do the action. Records the question either way. */
export function requireAccess(
  call: Call,
  question: { action: string; resource: string; context?: RequestContext },
): void {
  const { action, resource } = question;
  const context = { 'aws:RequestedRegion': call.region, ...question.context };
  const decision = call.world.authorize(call.principal, { action, resource, context });
  call.checks.push({ action, resource, ...decision });
  if (!decision.allowed) throw accessDenied(call.principal, { action, resource, reason: decision.reason });
}

export function accessDenied(
  principal: Principal,
  { action, resource, reason }: { action: string; resource: string; reason: string },
): AwsFault {
  const who = principal.kind === 'anonymous' ? 'anonymous' : principal.arn;
  return new AwsFault('AccessDenied', {
    status: 403,
    message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource}${reason ? ` ${reason}` : ''}`,
  });
}
