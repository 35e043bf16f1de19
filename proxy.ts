import { type NextRequest, NextResponse } from 'next/server';

/** Sets headers and decides nothing about access: a proxy is no guard, the procedure is. */
export function proxy(_request: NextRequest): NextResponse {
  const response = NextResponse.next();
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('x-frame-options', 'DENY');
  response.headers.set('referrer-policy', 'no-referrer');
  response.headers.set('cache-control', 'no-store');
  return response;
}

export const config = { matcher: ['/((?!_next/static|icon.svg|favicon.ico).*)'] };
