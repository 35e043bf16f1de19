import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { onboardedAt } from './aws-tasks';
import { loadFacts } from './facts';

/**
 * Keeps the instant at which every wanted AWS account was complete, before a contract changes which are wanted. Call it in the
 * transaction that writes a contract, before the write.
 */
export async function rememberOnboarded(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor'>; tenant: TenantRow },
): Promise<void> {
  if (of.tenant.kind !== 'customer' || of.tenant.onboarded_at !== null) return;
  const [facts] = await loadFacts(tx, { scope: of.ctx.actor.scope, tenantId: of.tenant.id });
  const at = facts ? onboardedAt(facts) : null;
  if (at === null) return;
  await tx.updateTable('tenants').set({ onboarded_at: at }).where('id', '=', of.tenant.id).execute();
}
