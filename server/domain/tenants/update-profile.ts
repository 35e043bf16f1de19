import type { TenantProfile } from '@/lib/customers';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { lockTenant } from '../contracts/fetch';
import { domainTaken } from './add';
import { fetchTenant } from './fetch';

/** Changes name, domain and time zone of a tenant; the version guards against a second person's older form. */
export function updateProfile(ctx: Ctx, input: TenantProfile): Promise<{ id: string }> {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'tenant:update' });
    if (tenant.version !== input.version) throw changedMeanwhile();
    await refuseTakenDomain(tx, { ctx, tenant, domain: input.domain });
    const saved = await tx
      .updateTable('tenants')
      .set({
        name: input.name,
        domain: input.domain,
        time_zone: input.timeZone,
        version: tenant.version + 1,
      })
      .where('id', '=', tenant.id)
      .where('version', '=', tenant.version)
      .executeTakeFirst();
    if (saved.numUpdatedRows === 0n) throw changedMeanwhile();
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'tenant.updated',
      subjectId: tenant.id,
      detail: { name: input.name },
    });
    return { id: tenant.id };
  });
}

/**
 * The unique index would hold alone, without words. Whoever gives a child of this parent a domain locks the parent first, so that of
 * two the second sees what the first did. Who does not see the parent does not see siblings either, and reads nothing of them.
 */
async function refuseTakenDomain(tx: Tx, of: { ctx: Ctx; tenant: TenantRow; domain: string }): Promise<void> {
  const { tenant } = of;
  if (tenant.parent_id === null || tenant.domain === of.domain) return;
  await lockTenant(tx, tenant.parent_id);
  const sibling = await tx
    .selectFrom('tenants')
    .select('id')
    .where('parent_id', '=', tenant.parent_id)
    .where('domain', '=', of.domain)
    .executeTakeFirst();
  if (!sibling) return;
  const parent = await tx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', tenant.parent_id)
    .where(visible(of.ctx.actor.scope, 'tenants'))
    .executeTakeFirst();
  throw parent ? domainTaken(of.domain, parent.name) : notUsable(of.domain);
}

function notUsable(domain: string): AppError {
  return new AppError('conflict', {
    happened: `The domain ${domain} cannot be used here.`,
    todo: 'Type another domain, or ask your partner to change it.',
    field: 'domain',
  });
}

function changedMeanwhile(): AppError {
  return new AppError('stale', {
    happened: 'Somebody changed this profile while the page was open.',
    todo: 'Open it again to see what stands now.',
  });
}
