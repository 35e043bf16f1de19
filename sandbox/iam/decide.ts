import type { AccessRequest, Decision, Principal } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Whether a request is allowed, by every policy that has a say in it. */
export function decide(_world: World, request: AccessRequest & { principal: Principal }): Decision {
  return { allowed: request.principal.kind !== 'anonymous', reason: 'not evaluated' };
}
