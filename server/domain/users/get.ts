import type { TenantUsers, UserRef } from '@/lib/users';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';
import { fetchTenant } from '../tenants/fetch';
import { allowsInviting, fetchMember, requireInviting } from './fetch';
import { readUsers } from './view';

/** One user with what the actor may do with them. Whoever may handle the invitation may see it, even where users are hidden. */
export function getUser(ctx: Ctx<UserActor>, input: UserRef) {
  return withScope(ctx, async (tx) => {
    const member = await fetchMember(tx, { ctx, ...input, permission: 'tenant:read' });
    const mayInvite = await allowsInviting(tx, { ctx, tenant: member.tenant, first: false });
    if (!mayInvite) await fetchMember(tx, { ctx, ...input, permission: 'user:read' });
    const [user] = await readUsers(tx, { ctx, ...input });
    if (!user) throw notFound();
    const { id, name, kind, domain } = member.tenant;
    return {
      user,
      tenant: { id, name, kind, domain, isOwn: id === ctx.actor.tenantId },
      mayInvite,
      mayManage: can(ctx.actor, 'user:manage', id),
      holdsMail: ctx.settings.holdsMail,
      now: ctx.now().toISOString(),
    };
  });
}

/** What the form for inviting needs to know of the tenant; refused to whoever may not invite there. */
export function inviteForm(ctx: Ctx<UserActor>, input: TenantUsers) {
  return withScope(ctx, async (tx: Tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'tenant:read' });
    await requireInviting(tx, { ctx, tenant, first: true });
    const { id, name, kind, domain } = tenant;
    return { id, name, kind, domain, isOwn: id === ctx.actor.tenantId };
  });
}
