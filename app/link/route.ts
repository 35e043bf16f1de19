import {
  dropHandoffToken,
  dropLinkToken,
  keepHandoffToken,
  keepLinkToken,
} from '@/server/trpc/session-cookie';

/**
 * Where the links of mails and hand-offs lead. Opening one, which mail scanners do as well, uses nothing up: it puts the token into a short
 * HttpOnly cookie and goes on to a page whose address and referrer are clean.
 */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const handoff = query.get('handoff');
  if (handoff !== null) {
    if (isToken(handoff)) await keepHandoffToken(handoff);
    else await dropHandoffToken();
    return goTo('/handoff');
  }
  const reset = query.get('reset');
  const token = reset ?? query.get('token') ?? '';
  if (isToken(token)) await keepLinkToken(token);
  // Half a link must not show the invitation of the one that was opened before it.
  else await dropLinkToken();
  return goTo(reset === null ? '/activate' : '/reset');
}

function isToken(text: string): boolean {
  return /^[\w-]{20,100}$/.test(text);
}

function goTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
  });
}
