import { AwsFault } from '@/sandbox/fault';
import type { ApiRequest } from '@/sandbox/http/message';
import { type Claim, verifyClaim } from '@/sandbox/http/sigv4';
import type { Principal } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/**
 * Who signed a request. Throws InvalidAccessKeyId, InvalidToken, ExpiredToken, SignatureDoesNotMatch or
 * RequestTimeTooSkewed; a request without a signature is anonymous.
 */
export function authenticate(
  world: World,
  { request, claim }: { request: ApiRequest; claim: Claim | null },
): Principal {
  if (!claim) return { kind: 'anonymous' };
  const id = claim.scope.accessKeyId;
  const session = world.data.sessions[id];
  if (session) {
    if (claim.token !== session.token) throw invalidToken();
    verifyClaim(request, { claim, secret: session.key.secret, now: world.now() });
    if (Date.parse(session.expiresAt) <= world.now().getTime()) throw expiredToken();
    return session.principal;
  }
  const owner = ownerOfKey(world, id);
  if (!owner) {
    if (claim.token !== undefined) throw invalidToken();
    throw new AwsFault('InvalidAccessKeyId', {
      status: 403,
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    });
  }
  if (claim.token !== undefined) throw invalidToken();
  verifyClaim(request, { claim, secret: owner.secret, now: world.now() });
  return owner.principal;
}

function ownerOfKey(world: World, id: string): { principal: Principal; secret: string } | null {
  for (const account of Object.values(world.accounts)) {
    for (const user of Object.values(account.users)) {
      const key = user.accessKeys.find((one) => one.id === id);
      const principal = key && world.userPrincipal(account.id, user.name);
      if (key && principal) return { principal, secret: key.secret };
    }
  }
  return null;
}

function invalidToken(): AwsFault {
  return new AwsFault('InvalidToken', {
    status: 400,
    message: 'The provided token is malformed or otherwise invalid.',
  });
}

function expiredToken(): AwsFault {
  return new AwsFault('ExpiredToken', { status: 400, message: 'The provided token has expired.' });
}
