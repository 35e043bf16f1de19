import { env } from '@/server/env';

/** Seconds that a session lives without another sign-in: one working week, then the password is asked again. */
export const sessionSeconds = 7 * 24 * 60 * 60;

/** Minutes that the token of an opened mail stays in its short cookie. */
export const linkCookieSeconds = 30 * 60;

/** Seconds that an opened hand-off link stays in its cookie: as long as creating a report and a stack may take. Then it is opened again. */
export const handoffCookieSeconds = 2 * 60 * 60;

/** On https the __Host- prefix binds the cookie to this host and path; on http browsers would refuse it. */
function named(name: string): string {
  return env().BASE_URL.startsWith('https:') ? `__Host-${name}` : name;
}

/** Days that a browser is remembered as one that signed in before (server/auth/device.ts). */
export const deviceSeconds = 180 * 24 * 60 * 60;

export const deviceCookieName = () => named('tributary.device');
export const sessionCookieName = () => named('tributary.session');
export const linkCookieName = () => named('tributary.link');
export const handoffCookieName = () => named('tributary.handoff');

export function cookieOptions(maxAge: number) {
  return {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().BASE_URL.startsWith('https:'),
    path: '/',
    maxAge,
  } as const;
}
