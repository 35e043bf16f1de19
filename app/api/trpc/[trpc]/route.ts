import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { env } from '@/server/env';
import { requestContext } from '@/server/trpc/context';
import { appRouter } from '@/server/trpc/root';

/** Browsers name the origin on every post; one from elsewhere is refused. Scripts that send none carry no cookie by accident. */
function fromElsewhere(request: Request): boolean {
  const origin = request.headers.get('origin');
  return origin !== null && origin !== new URL(env().BASE_URL).origin;
}

async function handler(request: Request): Promise<Response> {
  if (request.method !== 'GET' && fromElsewhere(request))
    return new Response('Cross-site request refused.', { status: 403 });
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: requestContext,
  });
  response.headers.set('cache-control', 'no-store');
  return response;
}

export { handler as GET, handler as POST };
