import { type ContractState, isFinal } from '@/lib/contracts';
import type { Actor } from '@/server/auth/actor';
import { canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ContractRow, TenantRow } from '@/server/db/tables';
import { AppError, forbidden, notFound } from '@/server/errors';
import { fetchTenant, requirePermission } from '../tenants/fetch';

/**
 * Whether the actor may write this tenant's contracts: its parent or the distributor above, with the permission in their own
 * tenant; a distributor alone writes its own base contract. The tenant must be in the actor's scope.
 */
export function mayWriteContract(actor: Actor, tenant: Pick<TenantRow, 'id' | 'kind'>): boolean {
  if (!canInOwn(actor, 'contract:write')) return false;
  return actor.kind === 'system' || tenant.id !== actor.tenantId || tenant.kind === 'distributor';
}

/** The tenant for whom the actor may write a contract; not in scope answers like an id that does not exist. */
export async function fetchTenantToContract(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; tenantId: string },
): Promise<TenantRow> {
  const tenant = await fetchTenant(tx, { ...wanted, permission: 'contract:read' });
  if (!mayWriteContract(wanted.ctx.actor, tenant)) throw forbidden();
  return tenant;
}

/** One contract in scope, with all its columns; `contract:read` is checked inside its tenant. */
export async function fetchContract(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; contractId: string },
): Promise<ContractRow> {
  const contract = await tx
    .selectFrom('contracts')
    .select(['id', 'tenant_id', 'reseller_id', 'distributor_id', 'parent_id', 'name', 'state'])
    .select(['start_date', 'end_date', 'time_zone', 'starts_at', 'ends_at', 'accounts_mode'])
    .select(['account_ids_json', 'renewal', 'entitlement', 'invoicing_prefix', 'notes', 'billing_json'])
    .select([
      'version',
      'activated_at',
      'ended_at',
      'cancel_reason',
      'created_at',
      'created_by',
      'updated_at',
    ])
    .where('id', '=', wanted.contractId)
    .where(visible(wanted.ctx.actor.scope, 'contracts'))
    .executeTakeFirst();
  if (!contract) throw notFound();
  requirePermission(wanted.ctx, { tenantId: contract.tenant_id, permission: 'contract:read' });
  return contract;
}

/**
 * A contract that the actor may write, with its tenant locked, so that of two activations the second sees what the first did.
 * Refuses one that is final, and one that changed since the form was drawn.
 */
export async function fetchContractToWrite(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; contractId: string; version: number },
): Promise<{ contract: ContractRow; tenant: TenantRow }> {
  const seen = await fetchContract(tx, wanted);
  const tenant = await fetchTenantToContract(tx, { ctx: wanted.ctx, tenantId: seen.tenant_id });
  await lockTenant(tx, tenant.id);
  const contract = await fetchContract(tx, wanted);
  if (isFinal(contract.state)) throw isOverAlready(contract.name, contract.state);
  if (contract.version !== wanted.version) throw await changedMeanwhile(tx, contract);
  return { contract, tenant };
}

/** Makes every writer of this tenant's contracts wait for the one before: both databases lock the row that is written. */
export async function lockTenant(tx: Tx, tenantId: string): Promise<void> {
  await tx
    .updateTable('tenants')
    .set((row) => ({ version: row.ref('version') }))
    .where('id', '=', tenantId)
    .execute();
}

/** Somebody else was first: says who and sends the person back to what stands now. */
export async function changedMeanwhile(
  tx: Tx,
  contract: Pick<ContractRow, 'id' | 'name'>,
): Promise<AppError> {
  const last = await tx
    .selectFrom('activities')
    .select('actor_name')
    .where('subject_id', '=', contract.id)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return new AppError('stale', {
    happened: `${last?.actor_name ?? 'Somebody else'} changed "${contract.name}" while this page was open.`,
    todo: 'Open the contract again to see what stands now. What you typed is still in the form.',
  });
}

function isOverAlready(name: string, state: ContractState): AppError {
  return new AppError('conflict', {
    happened: `The contract "${name}" is ${state}, which is final.`,
    todo: 'Create a new contract instead.',
  });
}
