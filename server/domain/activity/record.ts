import type { ActivityAction, ActivityDetail } from '@/lib/activities';
import type { Actor, HandoffActor, UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantColumns } from '@/server/db/tenant-columns';

/**
 * Writes what was done into the activity, in the transaction that does it. `tenant` is the tenant that it was done to; somebody
 * of another tenant acts "on behalf" unless the entry is about making the tenant itself.
 */
export async function recordActivity(
  tx: Tx,
  entry: {
    ctx: Pick<Ctx, 'now' | 'newId'> & { actor: Actor | HandoffActor };
    tenant: TenantColumns;
    action: ActivityAction;
    subjectId?: string;
    detail?: ActivityDetail;
    onBehalf?: boolean;
  },
): Promise<void> {
  const { ctx, tenant } = entry;
  const { actor } = ctx;
  const user = actor.kind === 'user' ? actor : null;
  await tx
    .insertInto('activities')
    .values({
      id: ctx.newId(),
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      at: ctx.now().toISOString(),
      // A link is nobody's identity: it is told like what the system does, under the name that its maker gave.
      actor_kind: actor.kind === 'handoff' ? 'system' : actor.kind,
      actor_identity_id: user?.identityId ?? null,
      actor_tenant_id: user?.tenantId ?? null,
      actor_name: actor.name,
      on_behalf: (entry.onBehalf ?? (user !== null && user.tenantId !== tenant.tenant_id)) ? 1 : 0,
      action: entry.action,
      subject_id: entry.subjectId ?? null,
      detail_json: JSON.stringify(entry.detail ?? {}),
    })
    .execute();
}

/** The tenant that the actor acts for: for what people do about themselves. */
export function ownTenant(actor: UserActor): TenantColumns {
  return {
    tenant_id: actor.tenantId,
    reseller_id: actor.resellerId,
    distributor_id: actor.distributorId,
  };
}
