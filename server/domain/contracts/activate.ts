import type { ContractActivation } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { rememberOnboarded } from '../onboarding/remember';
import { makeActive } from './activation';
import { fetchContractToWrite } from './fetch';
import { followGate, isOpen } from './follow-gate';

/** Activates a draft as it stands; `replace` is the yes to "Replace <name>?" for one contract. Answers with the state that it took. */
export function activateContract(
  ctx: Ctx,
  input: ContractActivation,
): Promise<{ id: string; tenantId: string; state: 'active' | 'scheduled' }> {
  return withScope(ctx, async (tx) => {
    const { contract, tenant } = await fetchContractToWrite(tx, { ctx, ...input });
    if (contract.state !== 'draft') {
      throw new AppError('conflict', {
        happened: `The contract "${contract.name}" is ${contract.state} already.`,
        todo: 'Nothing needs to be done.',
      });
    }
    await rememberOnboarded(tx, { ctx, tenant });
    const wasOpen = await isOpen(tx, tenant.id);
    const state = await makeActive(tx, { ctx, tenant, contract, replace: input.replace });
    await followGate(tx, { ctx, tenant, wasOpen });
    return { id: contract.id, tenantId: tenant.id, state };
  });
}
