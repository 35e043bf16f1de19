import { z } from 'zod';
import { AwsAccountId } from '@/lib/aws-ids';
import { BillingDetails, type ContractRef, isFinal } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { fetchTenant } from '../tenants/fetch';
import { activeContract } from './activation';
import { fetchContract, mayWriteContract } from './fetch';

const AccountIds = z.array(AwsAccountId);

/**
 * One contract with what may be done to it. Notes and billing details are the writer's own: the tenant whose contract it is reads
 * the rest.
 */
export function getContract(ctx: Ctx, input: ContractRef) {
  return withScope(ctx, async (tx) => {
    const contract = await fetchContract(tx, { ctx, contractId: input.contractId });
    const tenant = await fetchTenant(tx, { ctx, tenantId: contract.tenant_id, permission: 'contract:read' });
    const mayWrite = mayWriteContract(ctx.actor, tenant);
    const isWriters = mayWrite || ctx.actor.kind === 'system' || ctx.actor.tenantId !== tenant.id;
    const standing = await activeContract(tx, tenant.id);
    return {
      id: contract.id,
      version: contract.version,
      tenant: { id: tenant.id, name: tenant.name, kind: tenant.kind },
      name: contract.name,
      state: contract.state,
      startDate: contract.start_date,
      endDate: contract.end_date,
      timeZone: contract.time_zone,
      startsAt: contract.starts_at,
      endsAt: contract.ends_at,
      accountsMode: contract.accounts_mode,
      accountIds: AccountIds.parse(JSON.parse(contract.account_ids_json)),
      renewal: contract.renewal,
      entitlement: contract.entitlement,
      invoicingPrefix: contract.invoicing_prefix,
      notes: isWriters ? contract.notes : null,
      billing: isWriters ? BillingDetails.parse(JSON.parse(contract.billing_json)) : null,
      activatedAt: contract.activated_at,
      endedAt: contract.ended_at,
      cancelReason: isWriters ? contract.cancel_reason : null,
      createdAt: contract.created_at,
      updatedAt: contract.updated_at,
      mayWrite: mayWrite && !isFinal(contract.state),
      /** The other contract that is active now, which activation would replace. */
      replaces: standing && standing.id !== contract.id ? standing.name : null,
      now: ctx.now().toISOString(),
    };
  });
}
