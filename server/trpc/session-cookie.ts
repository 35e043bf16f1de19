import { cookies } from 'next/headers';
import {
  cookieOptions,
  deviceCookieName,
  deviceSeconds,
  handoffCookieName,
  handoffCookieSeconds,
  linkCookieName,
  linkCookieSeconds,
  sessionCookieName,
  sessionSeconds,
} from '@/server/auth/cookies';
import { signSession } from '@/server/auth/session';

/** Hands the session to the browser; only inside an action or a route handler. */
export async function keepSession(sessionId: string): Promise<void> {
  (await cookies()).set(sessionCookieName(), await signSession(sessionId), cookieOptions(sessionSeconds));
}

/** Remembers the browser, so that strangers who guess at this account cannot make its owner wait. */
export async function keepDevice(proof: string): Promise<void> {
  (await cookies()).set(deviceCookieName(), proof, cookieOptions(deviceSeconds));
}

export async function dropSession(): Promise<void> {
  (await cookies()).set(sessionCookieName(), '', cookieOptions(0));
}

/** Keeps the token of an opened link for a short time, so that it stays out of later addresses and logs. */
export async function keepLinkToken(token: string): Promise<void> {
  (await cookies()).set(linkCookieName(), token, cookieOptions(linkCookieSeconds));
}

/** The token of the link that was opened last, or an empty text, which is no token. */
export async function linkToken(): Promise<string> {
  return (await cookies()).get(linkCookieName())?.value ?? '';
}

export async function dropLinkToken(): Promise<void> {
  (await cookies()).set(linkCookieName(), '', cookieOptions(0));
}

/** Keeps the token of an opened hand-off link. Beside that of a mail: somebody may be invited and be handed a link. */
export async function keepHandoffToken(token: string): Promise<void> {
  (await cookies()).set(handoffCookieName(), token, cookieOptions(handoffCookieSeconds));
}

export async function dropHandoffToken(): Promise<void> {
  (await cookies()).set(handoffCookieName(), '', cookieOptions(0));
}
