import type { InvitationLifetime, PartnerMayConfirm } from '@/lib/settings';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { forbidden } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { readDoubt } from '../own-access/doubt';
import { fetchTenant } from './fetch';

/** The settings of the tenant that the actor acts for. */
export function getSettings(ctx: Ctx<UserActor>) {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: ctx.actor.tenantId, permission: 'tenant:read' });
    return {
      name: tenant.name,
      domain: tenant.domain,
      timeZone: tenant.time_zone,
      kind: tenant.kind,
      invitationDays: Math.round(tenant.invitation_hours / 24),
      partnerMayConfirm: tenant.partner_may_confirm === 1,
      // It is the operator's, so neither resellers nor end customers are told.
      awsAccess: tenant.kind === 'distributor' ? { trouble: await readDoubt(tx, ctx) } : null,
      mayWrite: can(ctx.actor, 'settings:write', tenant.id),
    };
  });
}

/**
 * A distributor says how long invitations live, for itself and everybody below: the value stands in each tenant's row, so that
 * inviting never reads upstream.
 */
export function setInvitationLifetime(
  ctx: Ctx<UserActor>,
  input: InvitationLifetime,
): Promise<{ saved: true }> {
  return withScope(ctx, async (tx) => {
    const tenant = await ownTenantToSet(tx, { ctx, kind: 'distributor' });
    await tx
      .updateTable('tenants')
      .set({ invitation_hours: input.days * 24 })
      .where('distributor_id', '=', tenant.id)
      .where(visible(ctx.actor.scope, 'tenants'))
      .execute();
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'tenant.settings_changed',
      subjectId: tenant.id,
      detail: { what: `invitations live ${input.days === 1 ? '1 day' : `${input.days} days`}` },
    });
    return { saved: true };
  });
}

/** An end customer's Admin allows its partners above to confirm, complete and enable insights on its behalf, or not any more. */
export function setPartnerMayConfirm(
  ctx: Ctx<UserActor>,
  input: PartnerMayConfirm,
): Promise<{ saved: true }> {
  return withScope(ctx, async (tx) => {
    const tenant = await ownTenantToSet(tx, { ctx, kind: 'customer' });
    await tx
      .updateTable('tenants')
      .set({ partner_may_confirm: input.partnerMayConfirm ? 1 : 0 })
      .where('id', '=', tenant.id)
      .where(visible(ctx.actor.scope, 'tenants'))
      .execute();
    if (!input.partnerMayConfirm) await endWishesOfPartners(tx, { ctx, tenant });
    const may = input.partnerMayConfirm ? 'may' : 'may not';
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'tenant.settings_changed',
      subjectId: tenant.id,
      detail: { what: `the partner ${may} confirm and complete on our behalf` },
    });
    return { saved: true };
  });
}

/** What a partner asked to be confirmed when valid goes with its permission; the version tells whoever has the page open. */
async function endWishesOfPartners(tx: Tx, of: { ctx: Ctx<UserActor>; tenant: TenantRow }): Promise<void> {
  await tx
    .updateTable('connections')
    .set((row) => ({ auto_confirm: 0, auto_confirm_by: null, version: row('version', '+', 1) }))
    .where('tenant_id', '=', of.tenant.id)
    .where('auto_confirm', '=', 1)
    .where('auto_confirm_by', '<>', of.tenant.id)
    .where(visible(of.ctx.actor.scope, 'connections'))
    .execute();
}

async function ownTenantToSet(
  tx: Tx,
  of: { ctx: Ctx<UserActor>; kind: TenantRow['kind'] },
): Promise<TenantRow> {
  const { ctx, kind } = of;
  const tenant = await fetchTenant(tx, { ctx, tenantId: ctx.actor.tenantId, permission: 'settings:write' });
  if (tenant.kind !== kind) throw forbidden();
  return tenant;
}
