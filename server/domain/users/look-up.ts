import type { MemberRole } from '@/lib/roles';
import type { LinkToken } from '@/lib/sign-in';
import type { TenantKind } from '@/lib/tenants';
import { hashToken } from '@/server/auth/tokens';
import type { Ctx, PublicCtx } from '@/server/context';
import type { InvitationState } from '@/server/db/people-tables';
import { type Tx, visible, withScope } from '@/server/db/scope';

/** What the token of a link stands for; read before anybody is signed in, by the token alone. */
export interface FoundInvitation {
  id: string;
  membershipId: string;
  state: InvitationState;
  identityId: string;
  email: string;
  passwordHash: string | null;
  firstName: string;
  lastName: string;
  role: MemberRole;
  tenantId: string;
}

/** The invitation behind a token, with its state as of now; null when no invitation has this token. */
export async function findInvitation(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor' | 'now'>; token: string },
): Promise<FoundInvitation | null> {
  const row = await tx
    .selectFrom('invitations')
    .innerJoin('memberships', 'memberships.id', 'invitations.membership_id')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['invitations.id', 'invitations.membership_id', 'invitations.state', 'invitations.expires_at'])
    .select(['memberships.identity_id', 'memberships.role', 'memberships.tenant_id'])
    .select(['memberships.invited_first_name', 'memberships.invited_last_name'])
    .select(['identities.email', 'identities.password_hash', 'identities.first_name', 'identities.last_name'])
    .where('invitations.token_hash', '=', hashToken(wanted.token))
    .where(visible(wanted.ctx.actor.scope, 'invitations'))
    .executeTakeFirst();
  if (!row) return null;
  const isOver = row.state === 'open' && row.expires_at <= wanted.ctx.now().toISOString();
  return {
    id: row.id,
    membershipId: row.membership_id,
    state: isOver ? 'expired' : row.state,
    identityId: row.identity_id,
    email: row.email,
    passwordHash: row.password_hash,
    firstName: row.invited_first_name ?? row.first_name,
    lastName: row.invited_last_name ?? row.last_name,
    role: row.role,
    tenantId: row.tenant_id,
  };
}

export type LinkView =
  | {
      state: 'open';
      email: string;
      firstName: string;
      tenantName: string;
      tenantKind: TenantKind;
      role: MemberRole;
      /** The person has a password here already and enters it instead of choosing one. */
      hasPassword: boolean;
    }
  | { state: 'expired' | 'used' | 'cancelled' | 'replaced' | 'unknown' };

/** What the activation page shows for a link. Only an open link tells whom it is for; looking never uses it up. */
export function lookUpLink(ctx: PublicCtx, input: LinkToken): Promise<LinkView> {
  return withScope(ctx, async (tx) => {
    const found = await findInvitation(tx, { ctx, token: input.token });
    if (!found) return { state: 'unknown' };
    if (found.state !== 'open') return { state: found.state };
    const tenant = await tx
      .selectFrom('tenants')
      .select(['name', 'kind'])
      .where('id', '=', found.tenantId)
      .where(visible(ctx.actor.scope, 'tenants'))
      .executeTakeFirstOrThrow();
    return {
      state: 'open',
      email: found.email,
      firstName: found.firstName,
      tenantName: tenant.name,
      tenantKind: tenant.kind,
      role: found.role,
      hasPassword: found.passwordHash !== null,
    };
  });
}
