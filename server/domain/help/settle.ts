import type { HelpRef } from '@/lib/help';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchConnection } from '../connections/fetch';

/** Either side says that it is settled; the second of two changes nothing. */
export function settleHelp(ctx: Ctx<UserActor>, input: HelpRef): Promise<{ settled: true }> {
  return withScope(ctx, async (tx) => {
    const asked = await tx
      .selectFrom('help_requests')
      .select(['id', 'connection_id', 'asked_by_name'])
      .where('id', '=', input.helpId)
      .where(visible(ctx.actor.scope, 'help_requests'))
      .executeTakeFirst();
    if (!asked) throw notFound();
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      connectionId: asked.connection_id,
      permission: 'connection:write',
    });
    const settled = await tx
      .updateTable('help_requests')
      .set({ settled_at: ctx.now().toISOString() })
      .where('id', '=', asked.id)
      .where('settled_at', 'is', null)
      .where(visible(ctx.actor.scope, 'help_requests'))
      .returning('id')
      .executeTakeFirst();
    if (settled) {
      await recordActivity(tx, {
        ctx,
        tenant,
        action: 'help.settled',
        subjectId: connection.id,
        detail: { by: asked.asked_by_name },
      });
    }
    return { settled: true };
  });
}
