import { TRPCError } from '@trpc/server';
import type { WizardStep } from '@/lib/connections';
import { pageCaller } from '@/server/trpc/caller';

/**
 * After a form that leads to the CloudFormation step: makes its link at once, so that nobody has to ask for it. What stands in the
 * way (a contract that ended meanwhile, say) is said by that step, where the same thing can be tried by a button.
 */
export async function prepareStack(saved: { id: string; version: number; step: WizardStep }): Promise<void> {
  const { id, version, step } = saved;
  if (step !== 'stack') return;
  const api = await pageCaller();
  try {
    await api.connections.openStack({ connectionId: id, version });
  } catch (error) {
    const isRefusal = error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR';
    if (!isRefusal) throw error;
  }
}
