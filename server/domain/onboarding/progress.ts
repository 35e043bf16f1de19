import type { TenantRef } from '@/lib/customers';
import { progressOf } from '@/lib/onboarding';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { fetchTenant } from '../tenants/fetch';
import { loadFacts } from './facts';
import { deriveTasks } from './tasks';
import { viewerOf } from './viewer';

/** The tasks of one tenant as this person sees them. */
export function tenantProgress(ctx: Ctx, input: TenantRef) {
  return withScope(ctx, async (tx, scope) => {
    await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'tenant:read' });
    const [facts] = await loadFacts(tx, { scope, tenantId: input.tenantId });
    if (!facts) throw notFound();
    const tasks = deriveTasks(facts, viewerOf(ctx.actor, facts.tenant));
    return { ...progressOf(tasks), now: ctx.now().toISOString() };
  });
}
