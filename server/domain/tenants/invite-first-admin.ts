import type { FirstAdmin } from '@/lib/customers';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { requireInviting } from '../users/fetch';
import { inviteUser } from '../users/invite';
import { fetchTenant } from './fetch';

/** Step 2 of Add customer: invites the first Admin of a tenant below one's own; the welcome email leaves with the transaction. */
export function inviteFirstAdmin(
  ctx: Ctx<UserActor>,
  input: FirstAdmin,
): Promise<{ tenantId: string; email: string }> {
  const { tenantId, ...person } = input;
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId, permission: 'tenant:read' });
    if (tenant.id === ctx.actor.tenantId) throw notFound();
    await requireInviting(tx, { ctx, tenant, first: true });
    await inviteUser(tx, { ctx, tenant, person: { ...person, role: 'admin' } });
    return { tenantId: tenant.id, email: person.email };
  });
}
