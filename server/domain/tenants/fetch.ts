import type { Permission } from '@/lib/roles';
import { can } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { forbidden, notFound } from '@/server/errors';

/**
 * The tenant, when it is in the actor's scope and the actor holds the permission there. Not in scope answers like an id that
 * does not exist; in scope without the permission is refused.
 */
export async function fetchTenant(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; tenantId: string; permission: Permission },
): Promise<TenantRow> {
  const tenant = await tx
    .selectFrom('tenants')
    .select([
      'id',
      'tenant_id',
      'reseller_id',
      'distributor_id',
      'kind',
      'parent_id',
      'name',
      'domain',
      'time_zone',
      'invitation_hours',
      'partner_may_confirm',
      'onboarded_at',
      'created_at',
      'created_by',
      'version',
    ])
    .where('id', '=', wanted.tenantId)
    .where(visible(wanted.ctx.actor.scope, 'tenants'))
    .executeTakeFirst();
  if (!tenant) throw notFound();
  requirePermission(wanted.ctx, { tenantId: tenant.id, permission: wanted.permission });
  return tenant;
}

/** Refuses when the actor's role inside this tenant, which a scoped query has found, lacks the permission. */
export function requirePermission(
  ctx: Pick<Ctx, 'actor'>,
  wanted: { tenantId: string; permission: Permission },
): void {
  if (!can(ctx.actor, wanted.permission, wanted.tenantId)) throw forbidden();
}
