import type { NextAuthOptions } from 'next-auth';
import { serverDeps } from '@/server/deps';
import { env } from '@/server/env';
import { cookieOptions, sessionCookieName, sessionSeconds } from './cookies';
import { actorOfSession } from './session';

/**
 * next-auth serves /api/auth/session (and, later, OIDC). Signing in is a procedure of ours; the session it shows is read from
 * the session row, so an ended session is nobody here too.
 */
export function nextAuthOptions(): NextAuthOptions {
  return {
    secret: env().AUTH_SECRET,
    providers: [],
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    pages: { signIn: '/sign-in' },
    cookies: { sessionToken: { name: sessionCookieName(), options: cookieOptions(sessionSeconds) } },
    callbacks: {
      async session({ session, token }) {
        const deps = serverDeps();
        const actor = typeof token.sid === 'string' ? await actorOfSession(deps, token.sid) : null;
        if (!actor) return { ...session, user: undefined, expires: new Date(0).toISOString() };
        return { ...session, user: { name: actor.name, email: actor.email } };
      },
    },
    logger: { error() {}, warn() {}, debug() {} }, // its messages carry cookies; our own log tells of failures
  };
}
