import type { TenantUsers } from '@/lib/users';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { fetchTenant } from '../tenants/fetch';
import { allowsInviting } from './fetch';
import { readUsers } from './view';

/** The users of one tenant by name, and what the actor may do with them. A tenant's people are few: the list has no pages. */
export function listUsers(ctx: Ctx<UserActor>, input: TenantUsers) {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'user:read' });
    const users = await readUsers(tx, { ctx, tenantId: tenant.id });
    return {
      tenant: { id: tenant.id, name: tenant.name, kind: tenant.kind },
      users: users.sort((a, b) => a.name.localeCompare(b.name, 'en') || a.email.localeCompare(b.email, 'en')),
      mayInvite: await allowsInviting(tx, { ctx, tenant, first: true }),
      mayManage: can(ctx.actor, 'user:manage', tenant.id),
      now: ctx.now().toISOString(),
    };
  });
}
