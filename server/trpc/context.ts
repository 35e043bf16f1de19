import { cookies, headers } from 'next/headers';
import { deviceCookieName, handoffCookieName, sessionCookieName } from '@/server/auth/cookies';
import { actorOfSession, readSessionId } from '@/server/auth/session';
import { serverDeps } from '@/server/deps';
import { actorOfHandoff } from '@/server/domain/handoffs/look-up';
import { env } from '@/server/env';
import { AppError } from '@/server/errors';
import type { RequestContext } from './init';

/** Reads who is asking, from the cookie and the session row, on every request. */
export async function requestContext(): Promise<RequestContext> {
  const base = serverDeps();
  const jar = await cookies();
  const cookie = jar.get(sessionCookieName())?.value;
  const sessionId = await readSessionId(cookie);
  const actor = sessionId ? await actorOfSession(base, sessionId) : null;
  const device = jar.get(deviceCookieName())?.value;
  return { base, actor, address: await peerAddress(), device };
}

/**
 * Who asks on the pages of a hand-off: whoever holds its link, also where somebody is signed in. A link that opens nothing is nobody's,
 * and too many of them in a minute are so without a look.
 */
export async function handoffContext(): Promise<RequestContext> {
  const base = serverDeps();
  const token = (await cookies()).get(handoffCookieName())?.value;
  const address = await peerAddress();
  if (!token) return { base, actor: null, address };
  try {
    return { base, actor: await actorOfHandoff(base, { token, address }), address };
  } catch (error) {
    if (error instanceof AppError) return { base, actor: null, address };
    throw error;
  }
}

/**
 * Next gives no socket to server code, so an address is known only through a trusted proxy; else all share one bucket, whose
 * limit the throttle chooses accordingly. X-Forwarded-For is ignored unless a proxy is configured.
 */
async function peerAddress(): Promise<string> {
  if (!env().TRUSTED_PROXY) return 'direct';
  const forwarded = (await headers()).get('x-forwarded-for');
  return forwarded?.split(',').at(-1)?.trim() || 'direct';
}
