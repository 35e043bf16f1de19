import { formatDate } from '@/lib/time';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { queueMail } from '../notifications/queue-mail';

/** A contract of an end customer became active: its active Admins learn that they can connect now. */
export async function tellYouCanConnect(tx: Tx, of: { ctx: Ctx; tenant: TenantRow }): Promise<void> {
  const { ctx, tenant } = of;
  if (tenant.kind !== 'customer') return;
  const partner = await nameOfTenant(tx, tenant.parent_id);
  for (const admin of await activeAdmins(tx, tenant.id)) {
    await queueMail(tx, {
      ctx,
      tenant,
      template: 'you-can-connect',
      values: { firstName: admin.first_name, tenantName: tenant.name, partnerName: partner },
      to: admin.email,
      relatedId: tenant.id,
    });
  }
}

/** A contract ended: the Admins of the tenant above, who can renew it, are told what stopped. */
export async function tellContractEnded(
  tx: Tx,
  of: { ctx: Ctx; tenant: TenantRow; paused: number },
): Promise<void> {
  const { ctx, tenant } = of;
  if (tenant.parent_id === null) return;
  const parent = await tx
    .selectFrom('tenants')
    .select(['id', 'tenant_id', 'reseller_id', 'distributor_id', 'name'])
    .where('id', '=', tenant.parent_id)
    .executeTakeFirstOrThrow();
  for (const admin of await activeAdmins(tx, parent.id)) {
    await queueMail(tx, {
      ctx,
      tenant: parent,
      template: 'contract-ended',
      values: {
        firstName: admin.first_name,
        tenantName: tenant.name,
        endedOn: formatDate(ctx.now().toISOString(), tenant.time_zone),
        paused: of.paused,
      },
      to: admin.email,
      relatedId: tenant.id,
    });
  }
}

/** The parent's people are read by its id alone: they are written to, not shown. */
function activeAdmins(tx: Tx, tenantId: string) {
  return tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['identities.email', 'identities.first_name'])
    .where('memberships.tenant_id', '=', tenantId)
    .where('memberships.role', '=', 'admin')
    .where('memberships.state', '=', 'active')
    .orderBy('memberships.id')
    .execute();
}

async function nameOfTenant(tx: Tx, tenantId: string | null): Promise<string> {
  if (tenantId === null) return '';
  const tenant = await tx.selectFrom('tenants').select('name').where('id', '=', tenantId).executeTakeFirst();
  return tenant?.name ?? '';
}
