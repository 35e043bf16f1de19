import type { NewContract } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ContractRow, TenantRow } from '@/server/db/tables';
import { AppError, notFound } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { rememberOnboarded } from '../onboarding/remember';
import { makeActive, onBehalfOf } from './activation';
import { fetchContract, fetchTenantToContract, lockTenant } from './fetch';
import { followGate, isOpen } from './follow-gate';
import { contractColumns } from './row';

/**
 * Writes a contract as a draft, or with the intent `activate` as active or scheduled. A conflict (another is active, no yes)
 * saves nothing. The same form posted again answers with the contract that it wrote the first time.
 */
export function createContract(ctx: Ctx, input: NewContract): Promise<{ id: string; tenantId: string }> {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenantToContract(tx, { ctx, tenantId: input.tenantId });
    await lockTenant(tx, tenant.id);
    await rememberOnboarded(tx, { ctx, tenant });
    const wasOpen = await isOpen(tx, tenant.id);
    const now = ctx.now().toISOString();
    const contract: ContractRow = {
      id: input.contractId ?? ctx.newId(),
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
    const inserted = await tx
      .insertInto('contracts')
      .values(contract)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!inserted) return writtenBefore(tx, { ctx, tenant, contractId: contract.id, input });
    await recordActivity(tx, {
      ctx,
      tenant: contract,
      action: 'contract.created',
      subjectId: contract.id,
      detail: { name: contract.name },
      onBehalf: onBehalfOf(ctx, contract),
    });
    if (input.intent === 'activate' || input.replace !== undefined) {
      await makeActive(tx, { ctx, tenant, contract, replace: input.replace });
      await followGate(tx, { ctx, tenant, wasOpen });
    }
    return { id: contract.id, tenantId: tenant.id };
  });
}

/** A form that comes back with other words (by the browser's Back) is not the same press twice: nothing typed may be lost unsaid. */
async function writtenBefore(
  tx: Tx,
  of: { ctx: Ctx; tenant: TenantRow; contractId: string; input: NewContract },
): Promise<{ id: string; tenantId: string }> {
  const { tenant } = of;
  const standing = await fetchContract(tx, of);
  if (standing.tenant_id !== tenant.id) throw notFound();
  const typed = Object.entries(contractColumns(of.input, tenant));
  const stored = new Map<string, unknown>(Object.entries(standing));
  if (typed.some(([column, value]) => stored.get(column) !== value)) {
    throw new AppError('conflict', {
      happened: `This form was saved already, as the contract "${standing.name}".`,
      todo: 'Edit that contract, or open Create contract again for a further one.',
    });
  }
  return { id: standing.id, tenantId: tenant.id };
}
