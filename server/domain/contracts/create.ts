import type { NewContract } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ContractRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';
import { rememberOnboarded } from '../onboarding/remember';
import { makeActive, onBehalfOf } from './activation';
import { fetchTenantToContract, lockTenant } from './fetch';
import { followGate, isOpen } from './follow-gate';
import { contractColumns } from './row';

/**
 * Writes a contract as a draft, or with the intent `activate` as active or scheduled. A conflict (another is active, no yes)
 * saves nothing.
 */
export function createContract(ctx: Ctx, input: NewContract): Promise<{ id: string; tenantId: string }> {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenantToContract(tx, { ctx, tenantId: input.tenantId });
    await lockTenant(tx, tenant.id);
    await rememberOnboarded(tx, { ctx, tenant });
    const wasOpen = await isOpen(tx, tenant.id);
    const now = ctx.now().toISOString();
    const contract: ContractRow = {
      id: ctx.newId(),
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      parent_id: tenant.parent_id,
      state: 'draft',
      ...contractColumns(input, tenant),
      version: 1,
      activated_at: null,
      ended_at: null,
      cancel_reason: null,
      created_at: now,
      created_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
      updated_at: now,
    };
    await tx.insertInto('contracts').values(contract).execute();
    await recordActivity(tx, {
      ctx,
      tenant: contract,
      action: 'contract.created',
      subjectId: contract.id,
      detail: { name: contract.name },
      onBehalf: onBehalfOf(ctx, contract),
    });
    if (input.intent === 'activate' || input.replace === 'yes') {
      await makeActive(tx, { ctx, tenant, contract, replace: input.replace === 'yes' });
      await followGate(tx, { ctx, tenant, wasOpen });
    }
    return { id: contract.id, tenantId: tenant.id };
  });
}
