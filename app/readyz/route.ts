import { isReady } from '@/server/health';

export const dynamic = 'force-dynamic';

/** The process may be sent requests: the database answers and it is not draining. */
export async function GET(): Promise<Response> {
  const ready = await isReady();
  return new Response(ready ? 'ready\n' : 'not ready\n', {
    status: ready ? 200 : 503,
    headers: { 'cache-control': 'no-store' },
  });
}
