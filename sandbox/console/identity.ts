import type { IncomingMessage } from 'node:http';
import type { Account, Principal, User } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/** Who is signed in to the console: a user of an account. */
export type Identity = { account: Account; user: User; principal: Principal };

const COOKIE = 'sandbox_identity';

/** The person of the request's cookie; null when it names nobody. There are no passwords here: the console plays anybody. */
export function identityOf(world: World, request: IncomingMessage): Identity | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
  const [accountId = '', userName = ''] = value.split('/').map(decode);
  const account = Object.hasOwn(world.accounts, accountId) ? world.account(accountId) : undefined;
  const user = account && Object.hasOwn(account.users, userName) ? account.users[userName] : undefined;
  const principal = world.userPrincipal(accountId, userName);
  return account && user && principal ? { account, user, principal } : null;
}

export function identityCookie(accountId: string, userName: string): string {
  return `${COOKIE}=${accountId}/${encodeURIComponent(userName)}; Path=/; HttpOnly; SameSite=Lax`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
