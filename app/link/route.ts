import { dropLinkToken, keepLinkToken } from '@/server/trpc/session-cookie';

/**
 * Where the links of mails lead. Opening one, which mail scanners do as well, uses nothing up: it puts the token into a short
 * HttpOnly cookie and goes on to a page whose address and referrer are clean.
 */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const reset = query.get('reset');
  const token = reset ?? query.get('token') ?? '';
  if (/^[\w-]{20,100}$/.test(token)) await keepLinkToken(token);
  // Half a link must not show the invitation of the one that was opened before it.
  else await dropLinkToken();
  return new Response(null, {
    status: 303,
    headers: {
      location: reset === null ? '/activate' : '/reset',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}
