import type { ConnectionRef, TemplateQuery } from '@/lib/connections';
import type { HandoffCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { principalOrRefusal } from '../connections/open-stack';
import { fileOf } from '../connections/template';
import { connectionOfHandoff } from './connection';

/** The link into CloudFormation that stands on the connection; that it was taken is told once. Makes no names: an Admin does. */
export function openHandedStack(ctx: HandoffCtx, input: ConnectionRef): Promise<{ link: string }> {
  return withScope(ctx, async (tx) => {
    const row = await connectionOfHandoff(tx, { ctx, ...input });
    if (row.link_url === null) throw notPrepared();
    await noteOpened(tx, { ctx, row });
    return { link: row.link_url };
  });
}

/** The same stack as a file, a command or a Terraform module. */
export async function handedTemplate(
  ctx: HandoffCtx,
  input: TemplateQuery,
): Promise<{ fileName: string; body: string }> {
  const principal = await principalOrRefusal(ctx);
  const row = await withScope(ctx, async (tx) => {
    const found = await connectionOfHandoff(tx, { ctx, ...input });
    // The command is drawn with every page; a file is asked for by a person.
    if (input.as !== 'cloudshell' && found.stack_name) await noteOpened(tx, { ctx, row: found });
    return found;
  });
  const file = fileOf(ctx, { connection: row, as: input.as, boundary: input.boundary, principal });
  if (!file) throw notPrepared();
  return file;
}

async function noteOpened(tx: Tx, of: { ctx: HandoffCtx; row: ConnectionRow }): Promise<void> {
  const { ctx, row } = of;
  const first = await tx
    .updateTable('handoffs')
    .set({ stack_opened_at: ctx.now().toISOString() })
    .where('id', '=', ctx.actor.handoffId)
    .where('stack_opened_at', 'is', null)
    .where(visible(ctx.actor.scope, 'handoffs'))
    .returning('id')
    .executeTakeFirst();
  if (!first) return;
  await recordActivity(tx, {
    ctx,
    tenant: row,
    action: 'handoff.stack_opened',
    subjectId: row.id,
    detail: { stack: row.stack_name },
  });
}

function notPrepared(): AppError {
  return new AppError('conflict', {
    happened: 'The stack is not prepared yet.',
    todo: 'An Admin does that on the CloudFormation step; it then stands here.',
  });
}
