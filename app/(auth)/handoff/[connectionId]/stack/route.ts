import { TRPCError } from '@trpc/server';
import { handoffAddress } from '@/lib/handoffs';
import { handoffCaller } from '@/server/trpc/caller';

type Params = { params: Promise<{ connectionId: string }> };

/** On to AWS, by the link that stands on the connection; that it was taken is noted once. Whatever keeps it from it is said by the page. */
export async function GET(_: Request, { params }: Params): Promise<Response> {
  const { connectionId } = await params;
  const api = await handoffCaller();
  try {
    const { link } = await api.handoffs.openStack({ connectionId });
    return goTo(link);
  } catch (error) {
    if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') return goTo(handoffAddress);
    throw error;
  }
}

/** Who only looks whether the address answers has taken nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 204 });
}

function goTo(location: string): Response {
  return new Response(null, {
    status: 303,
    headers: { location, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' },
  });
}
