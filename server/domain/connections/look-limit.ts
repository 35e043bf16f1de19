import { throttle } from '@/server/auth/throttle';
import type { Ctx } from '@/server/context';
import type { ConnectionRow } from '@/server/db/tables';

/**
 * A person's look waits for no turn, so it is counted: 60 a minute for all connections of an end customer. STS and the token bucket
 * are one for the whole installation, and nobody may keep the others waiting. Throws `throttled`. Only after the permission was asked.
 */
export async function limitLooks(ctx: Ctx, connection: Pick<ConnectionRow, 'tenant_id'>): Promise<void> {
  if (ctx.actor.kind !== 'user') return;
  await throttle(ctx, [{ rule: 'look', subject: connection.tenant_id }]);
}
