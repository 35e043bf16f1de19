import { type NextRequest, NextResponse } from 'next/server';
import { pathHeader } from '@/lib/paths';

/** Sets headers and decides nothing about access: a proxy is no guard, the procedure is. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(pathHeader, request.nextUrl.pathname);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('x-frame-options', 'DENY');
  response.headers.set('referrer-policy', referrerPolicy(request.nextUrl.pathname));
  response.headers.set('cache-control', 'no-store');
  return response;
}

export const config = { matcher: ['/((?!_next/static|icon.svg|favicon.ico).*)'] };

/**
 * The address of a link in a mail has a token in it, which no next page may learn. Everywhere else the own origin is told: with
 * no-referrer browsers post forms with the origin "null", and Next then refuses every form without JavaScript.
 */
function referrerPolicy(path: string): string {
  return path === '/link' ? 'no-referrer' : 'same-origin';
}
