import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';

/** Hours that an invitation lives until the distributor says otherwise (product.md section 3). */
const invitationHours = 48;

/** A distributor stands at the top of its own line: its row names itself as tenant and as distributor. Recorded apart. */
export async function makeDistributor(
  tx: Tx,
  made: { ctx: Pick<Ctx, 'actor' | 'now' | 'newId'>; name: string; domain: string; timeZone: string },
): Promise<TenantRow> {
  const { ctx } = made;
  const id = ctx.newId();
  const tenant: TenantRow = {
    id,
    tenant_id: id,
    reseller_id: null,
    distributor_id: id,
    kind: 'distributor',
    parent_id: null,
    name: made.name,
    domain: made.domain,
    time_zone: made.timeZone,
    invitation_hours: invitationHours,
    partner_may_confirm: 0,
    onboarded_at: null,
    created_at: ctx.now().toISOString(),
    created_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
    version: 1,
  };
  await tx.insertInto('tenants').values(tenant).execute();
  return tenant;
}

/** By whoever made it: at first run the person exists only after the tenant does. */
export async function recordDistributor(
  tx: Tx,
  made: { ctx: Pick<Ctx, 'actor' | 'now' | 'newId'>; tenant: TenantRow },
): Promise<void> {
  const { ctx, tenant } = made;
  await recordActivity(tx, {
    ctx,
    tenant,
    action: 'tenant.added',
    subjectId: tenant.id,
    detail: { name: tenant.name, kind: 'distributor' },
  });
}
