import { TRPCError } from '@trpc/server';
import { notFound } from 'next/navigation';
import { TemplateQuery } from '@/lib/connections';
import { handoffAddress } from '@/lib/handoffs';
import { handoffCaller } from '@/server/trpc/caller';

type Params = { params: Promise<{ connectionId: string }> };

/** As the wizard's own download, for whoever holds a hand-off link. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { connectionId } = await params;
  const { searchParams } = new URL(request.url);
  const asked = TemplateQuery.safeParse({
    connectionId,
    as: searchParams.get('as') ?? undefined,
    boundary: searchParams.get('boundary') ?? undefined,
  });
  if (!asked.success) notFound();
  const api = await handoffCaller();
  try {
    const { fileName, body } = await api.handoffs.template(asked.data);
    return new Response(body, {
      headers: {
        'content-type': `${fileName.endsWith('.json') ? 'application/json' : 'text/plain'}; charset=utf-8`,
        'content-disposition': `attachment; filename="${fileName}"`,
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    if (!(error instanceof TRPCError) || error.code === 'INTERNAL_SERVER_ERROR') throw error;
    return new Response(null, {
      status: 303,
      headers: { location: handoffAddress, 'cache-control': 'no-store' },
    });
  }
}

/** Who only looks whether the address answers has taken nothing. */
export function HEAD(): Response {
  return new Response(null, { status: 204 });
}
