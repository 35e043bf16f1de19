import type { ContractTarget } from '@/lib/contracts';
import { dayOf } from '@/lib/zones';
import { canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { forbidden } from '@/server/errors';
import { activeContract, onBehalfOf } from './activation';
import { fetchTenantToContract, mayWriteContract } from './fetch';

/** What the form of a new contract begins with: the id that it will have, the tenant, the parent's time zone, today there, and the one that stands. */
export function newContractDraft(ctx: Ctx, input: ContractTarget) {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenantToContract(tx, { ctx, tenantId: input.tenantId });
    const parent = tenant.parent_id
      ? await tx
          .selectFrom('tenants')
          .select(['name', 'time_zone'])
          .where('id', '=', tenant.parent_id)
          .executeTakeFirst()
      : undefined;
    const timeZone = parent?.time_zone ?? tenant.time_zone;
    const standing = await activeContract(tx, tenant.id);
    return {
      contractId: ctx.newId(),
      tenant: { id: tenant.id, name: tenant.name, kind: tenant.kind },
      parentName: parent?.name ?? null,
      isOnBehalf: onBehalfOf(ctx, { parent_id: tenant.parent_id, tenant_id: tenant.id }),
      timeZone,
      startDate: dayOf(ctx.now(), timeZone),
      standing: standing?.name ?? null,
    };
  });
}

/** The tenants for whom the actor may write a contract, by name, for the page that was opened without one. */
export function tenantsToContract(ctx: Ctx) {
  if (!canInOwn(ctx.actor, 'contract:write')) throw forbidden();
  return withScope(ctx, async (tx, scope) => {
    const tenants = await tx
      .selectFrom('tenants')
      .leftJoin('tenants as parents', 'parents.id', 'tenants.parent_id')
      .select(['tenants.id', 'tenants.name', 'tenants.kind', 'parents.name as parent_name'])
      .where(visible(scope, 'tenants'))
      .orderBy('tenants.name')
      .orderBy('tenants.id')
      .limit(1000)
      .execute();
    return tenants
      .filter((tenant) => mayWriteContract(ctx.actor, tenant))
      .map(({ id, name, kind, parent_name }) => ({ id, name, kind, parentName: parent_name }));
  });
}
