import type { NewTenant } from '@/lib/customers';
import { parentKind } from '@/lib/new-customer';
import { tenantKindNames } from '@/lib/tenants';
import { canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { AppError, forbidden } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { lockTenant } from '../contracts/fetch';
import { adding } from './parents';

/**
 * Makes a reseller or an end customer below a parent in scope. It takes the parent's time zone and invitation lifetime. Domains are
 * unique among the children of one parent.
 */
export function addTenant(ctx: Ctx, input: NewTenant): Promise<{ id: string; name: string }> {
  if (!canInOwn(ctx.actor, adding[input.kind])) throw forbidden();
  return withScope(ctx, async (tx) => {
    const parent = await fetchParent(tx, { ctx, input });
    await lockTenant(tx, parent.id);
    const id = ctx.newId();
    const tenant = {
      id,
      tenant_id: id,
      reseller_id: input.kind === 'reseller' ? id : parent.id,
      distributor_id: parent.distributor_id,
    };
    const made = await tx
      .insertInto('tenants')
      .values({
        ...tenant,
        kind: input.kind,
        parent_id: parent.id,
        name: input.name,
        domain: input.domain,
        time_zone: parent.time_zone,
        invitation_hours: parent.invitation_hours,
        partner_may_confirm: 0,
        created_at: ctx.now().toISOString(),
        created_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
        version: 1,
      })
      .onConflict((conflict) => conflict.columns(['parent_id', 'domain']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) throw domainTaken(input.domain, parent.name);
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'tenant.added',
      subjectId: id,
      detail: { name: input.name, kind: tenantKindNames[input.kind].toLowerCase() },
      onBehalf: ctx.actor.kind === 'user' && ctx.actor.tenantId !== parent.id,
    });
    return { id, name: input.name };
  });
}

/** A parent outside the scope, of the wrong tier or that does not exist is refused alike, beside the field. */
async function fetchParent(
  tx: Tx,
  of: { ctx: Ctx; input: NewTenant },
): Promise<Pick<TenantRow, 'id' | 'name' | 'distributor_id' | 'time_zone' | 'invitation_hours'>> {
  const parent = await tx
    .selectFrom('tenants')
    .select(['id', 'name', 'distributor_id', 'time_zone', 'invitation_hours'])
    .where('id', '=', of.input.parentId)
    .where('kind', '=', parentKind[of.input.kind])
    .where(visible(of.ctx.actor.scope, 'tenants'))
    .executeTakeFirst();
  if (parent) return parent;
  throw new AppError('invalid', {
    happened: 'This parent is not in the list.',
    todo: 'Select one of the list.',
    field: 'parentId',
  });
}

export function domainTaken(domain: string, parentName: string): AppError {
  return new AppError('conflict', {
    happened: `${parentName} has a customer with the domain ${domain} already.`,
    todo: 'Type another domain, or open that customer.',
    field: 'domain',
  });
}
