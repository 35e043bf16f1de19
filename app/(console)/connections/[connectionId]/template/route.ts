import { pageCaller } from '@/server/trpc/caller';

type Params = { params: Promise<{ connectionId: string }> };

/** The template with this connection's values baked in, as a file. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  const { connectionId } = await params;
  const api = await pageCaller();
  const { fileName, body } = await api.connections.template({ connectionId });
  return new Response(body, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
}
