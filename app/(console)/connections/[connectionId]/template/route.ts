import { notFound } from 'next/navigation';
import { TemplateQuery } from '@/lib/connections';
import { pageCaller } from '@/server/trpc/caller';

type Params = { params: Promise<{ connectionId: string }> };

/** The template with this connection's values baked in, as a file; `?as=terraform` and `?as=cloudshell` the other ways, `?boundary=` with a permissions boundary. */
export async function GET(request: Request, { params }: Params): Promise<Response> {
  const { connectionId } = await params;
  const { searchParams } = new URL(request.url);
  const asked = TemplateQuery.safeParse({
    connectionId,
    as: searchParams.get('as') ?? undefined,
    boundary: searchParams.get('boundary') ?? undefined,
  });
  if (!asked.success) notFound();
  const api = await pageCaller();
  const { fileName, body } = await api.connections.template(asked.data);
  const type = fileName.endsWith('.json') ? 'application/json' : 'text/plain';
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  });
}
