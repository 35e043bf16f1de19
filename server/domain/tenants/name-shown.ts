import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';

/**
 * Under which name the actor appears to a tenant. Nobody sees further up than the direct parent: whoever acts from there appears as
 * that parent, as in the activity.
 */
export async function nameShown(
  tx: Tx,
  to: { ctx: Pick<Ctx, 'actor'>; tenantId: string; parentId: string | null },
): Promise<{ name: string; company: string }> {
  const { actor } = to.ctx;
  if (actor.kind === 'system') return { name: actor.name, company: actor.name };
  const isSeen = to.parentId === null || [to.tenantId, to.parentId].includes(actor.tenantId);
  if (isSeen) return { name: actor.name, company: actor.tenantName };
  const parent = await tx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', to.parentId)
    .executeTakeFirst();
  const name = parent?.name ?? 'Your partner';
  return { name, company: name };
}
