import { formatDate } from '@/lib/time';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { activeAdmins } from '../notifications/active-admins';
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
  const endedOn = await lastDay(tx, { ctx, tenant });
  for (const admin of await activeAdmins(tx, parent.id)) {
    await queueMail(tx, {
      ctx,
      tenant: parent,
      template: 'contract-ended',
      values: {
        firstName: admin.first_name,
        tenantName: tenant.name,
        endedOn,
        paused: of.paused,
      },
      to: admin.email,
      relatedId: tenant.id,
    });
  }
}

/**
 * The day on which the tenant's contract ended, as people count: an end date is inclusive, and its contract expires only in the
 * first instant of the day after.
 */
async function lastDay(tx: Tx, of: { ctx: Ctx; tenant: TenantRow }): Promise<string> {
  const now = of.ctx.now().toISOString();
  const ended = await tx
    .selectFrom('contracts')
    .select(['state', 'end_date', 'time_zone'])
    .where('tenant_id', '=', of.tenant.id)
    .where('state', 'in', ['expired', 'cancelled'])
    .where('activated_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .orderBy('ends_at', 'desc')
    .executeTakeFirst();
  if (ended?.state === 'expired' && ended.end_date) return formatDate(ended.end_date);
  return formatDate(now, ended?.time_zone ?? of.tenant.time_zone);
}

async function nameOfTenant(tx: Tx, tenantId: string | null): Promise<string> {
  if (tenantId === null) return '';
  const tenant = await tx.selectFrom('tenants').select('name').where('id', '=', tenantId).executeTakeFirst();
  return tenant?.name ?? '';
}
