import type { ContractCancellation } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { recordActivity } from '../activity/record';
import { rememberOnboarded } from '../onboarding/remember';
import { onBehalfOf } from './activation';
import { changedMeanwhile, fetchContractToWrite } from './fetch';
import { followGate, isOpen } from './follow-gate';

/** Cancels a draft, scheduled or active contract for good. Unconfirmed connections pause when it was the active one. */
export function cancelContract(
  ctx: Ctx,
  input: ContractCancellation,
): Promise<{ id: string; tenantId: string }> {
  return withScope(ctx, async (tx) => {
    const { contract, tenant } = await fetchContractToWrite(tx, { ctx, ...input });
    await rememberOnboarded(tx, { ctx, tenant });
    const wasOpen = await isOpen(tx, tenant.id);
    const now = ctx.now().toISOString();
    const cancelled = await tx
      .updateTable('contracts')
      .set({
        state: 'cancelled',
        cancel_reason: input.reason || null,
        ended_at: now,
        updated_at: now,
        version: contract.version + 1,
      })
      .where('id', '=', contract.id)
      .where('version', '=', contract.version)
      .where('state', '=', contract.state)
      .executeTakeFirst();
    if (cancelled.numUpdatedRows === 0n) throw await changedMeanwhile(tx, contract);
    await recordActivity(tx, {
      ctx,
      tenant: contract,
      action: 'contract.cancelled',
      subjectId: contract.id,
      detail: { name: contract.name },
      onBehalf: onBehalfOf(ctx, contract),
    });
    await followGate(tx, { ctx, tenant, wasOpen });
    return { id: contract.id, tenantId: tenant.id };
  });
}
