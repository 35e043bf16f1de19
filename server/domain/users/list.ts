import type { BelowRole, MemberRole } from '@/lib/roles';
import type { TenantUsers, UserState } from '@/lib/users';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { fetchTenant } from '../tenants/fetch';

export interface UserView {
  membershipId: string;
  name: string;
  email: string;
  role: MemberRole;
  belowRole: BelowRole | null;
  jobFunction: string | null;
  state: UserState;
  invitedAt: string;
  activatedAt: string | null;
  /** When the open invitation ends; null when none is open. */
  expiresAt: string | null;
  isSelf: boolean;
}

/** The users of one tenant by name, and what the actor may do with them. A tenant's people are few: the list has no pages. */
export function listUsers(ctx: Ctx<UserActor>, input: TenantUsers) {
  return withScope(ctx, async (tx) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'user:read' });
    const rows = await memberRows(tx, { ctx, tenantId: tenant.id });
    const now = ctx.now().toISOString();
    const users = rows.map((row): UserView => {
      // An identity's own name is shown once the person has accepted; until then what the inviter typed.
      const own = row.activated_at !== null;
      const first = own ? row.first_name : (row.invited_first_name ?? '');
      const last = own ? row.last_name : (row.invited_last_name ?? '');
      const isOver = row.state === 'invited' && (row.expires_at === null || row.expires_at <= now);
      return {
        membershipId: row.id,
        name: `${first} ${last}`.trim(),
        email: row.email,
        role: row.role,
        belowRole: row.below_role,
        jobFunction: row.job_function,
        state: isOver ? 'expired' : row.state,
        invitedAt: row.invited_at,
        activatedAt: row.activated_at,
        expiresAt: row.expires_at,
        isSelf: row.id === ctx.actor.membershipId,
      };
    });
    return {
      tenant: { id: tenant.id, name: tenant.name, kind: tenant.kind },
      users: users.sort((a, b) => a.name.localeCompare(b.name, 'en')),
      mayInvite: can(ctx.actor, 'user:invite', tenant.id),
      mayManage: can(ctx.actor, 'user:manage', tenant.id),
      invitationHours: tenant.invitation_hours,
      now,
    };
  });
}

function memberRows(tx: Tx, of: { ctx: Ctx<UserActor>; tenantId: string }) {
  return tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.role', 'memberships.below_role', 'memberships.job_function'])
    .select(['memberships.state', 'memberships.invited_at', 'memberships.activated_at'])
    .select(['memberships.invited_first_name', 'memberships.invited_last_name'])
    .select(['identities.email', 'identities.first_name', 'identities.last_name'])
    .select((eb) =>
      eb
        .selectFrom('invitations')
        .select((open) => open.fn.max('invitations.expires_at').as('expires_at'))
        .whereRef('invitations.membership_id', '=', 'memberships.id')
        .where('invitations.state', '=', 'open')
        .where(visible(of.ctx.actor.scope, 'invitations'))
        .as('expires_at'),
    )
    .where('memberships.tenant_id', '=', of.tenantId)
    .where(visible(of.ctx.actor.scope, 'memberships'))
    .execute();
}
