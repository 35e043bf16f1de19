import { isConnectionEvent } from '@/lib/connection-events';
import { afterGoingBack, stackOfBefore } from '@/lib/going-back';
import type { AwsPart } from '@/lib/stack-in-aws';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { isIn } from './fetch';

/** Going back clears the link but not what stands in AWS: what is to do there, while the stack is not known to have followed. */
export async function stepsAfterGoingBack(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor'>; row: ConnectionRow },
): Promise<AwsPart[]> {
  const { row } = of;
  if (!isIn(row.state, ['draft', 'awaiting_stack'])) return [];
  const events = await tx
    .selectFrom('connection_events')
    .select(['kind', 'detail'])
    .where('connection_id', '=', row.id)
    .where('kind', 'in', ['account_set', 'link_made', 'try_again', 'went_back'])
    .where(visible(of.ctx.actor.scope, 'connection_events'))
    .orderBy('at')
    .orderBy('id')
    .execute();
  const told = events.flatMap(({ kind, detail }) => (isConnectionEvent(kind) ? [{ kind, detail }] : []));
  return afterGoingBack({
    purpose: row.purpose,
    state: row.state,
    account: row.account_id,
    reportBy: row.report_by,
    bucket: row.bucket,
    stackName: row.stack_name,
    before: stackOfBefore(told),
  });
}
