import type { ConnectionRef } from '@/lib/connections';
import { bakedTemplate, templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { fetchForStep } from './guard';
import { principalOrRefusal } from './open-stack';
import { templateValues } from './template-values';

/** The template as a file with this connection's values baked in: the way without a template bucket. Needs the link made. */
export async function templateDownload(
  ctx: Ctx,
  input: ConnectionRef,
): Promise<{ fileName: string; body: string }> {
  const principal = await principalOrRefusal(ctx);
  const { connection } = await withScope(ctx, (tx) =>
    fetchForStep(tx, { ctx, ...input, permission: 'connection:write', step: 'stack' }),
  );
  if (!connection.stack_name) {
    throw new AppError('conflict', {
      happened: 'The names of the stack are not made yet.',
      todo: 'Open the CloudFormation step and start there.',
    });
  }
  return {
    fileName: `${connection.stack_name}.json`,
    body: bakedTemplate(templateKindOf(connection), templateValues(connection, principal)),
  };
}
