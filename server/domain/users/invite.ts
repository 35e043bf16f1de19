import { memberRoleNames } from '@/lib/roles';
import type { Invite, Person } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchTenant } from '../tenants/fetch';
import { requireInviting } from './fetch';
import { findOrMakeIdentity } from './identity';
import { rolesFor } from './roles';
import { sendInvitation } from './send-invitation';

/** Invites a person into a tenant in scope. Answers the same whether the identity exists already or not. */
export function invite(ctx: Ctx<UserActor>, input: Invite): Promise<{ membershipId: string; email: string }> {
  return withScope(ctx, async (tx) => {
    const { tenantId, ...person } = input;
    const tenant = await fetchTenant(tx, { ctx, tenantId, permission: 'tenant:read' });
    await requireInviting(tx, { ctx, tenant, first: true });
    const made = await inviteUser(tx, { ctx, tenant, person });
    return { ...made, email: person.email };
  });
}

/**
 * Makes the user, the invitation, its mail and its job inside the caller's transaction, which has checked that the actor may. A
 * person who is a user of this tenant already is refused beside the email.
 */
export async function inviteUser(
  tx: Tx,
  invited: { ctx: Ctx; tenant: TenantRow; person: Person },
): Promise<{ membershipId: string }> {
  const { ctx, tenant, person } = invited;
  const roles = rolesFor(tenant.kind, person);
  const identityId = await findOrMakeIdentity(tx, { ctx, person });
  const membershipId = ctx.newId();
  const made = await tx
    .insertInto('memberships')
    .values({
      id: membershipId,
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      identity_id: identityId,
      ...roles,
      job_function: person.jobFunction,
      invited_first_name: person.firstName,
      invited_last_name: person.lastName,
      state: 'invited',
      invited_at: ctx.now().toISOString(),
      invited_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
      activated_at: null,
      version: 1,
    })
    .onConflict((conflict) => conflict.columns(['identity_id', 'tenant_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw alreadyUser(person.email, tenant.name);
  await sendInvitation(tx, {
    ctx,
    tenant,
    member: { id: membershipId, email: person.email, role: person.role, firstName: person.firstName },
  });
  await recordActivity(tx, {
    ctx,
    tenant,
    action: 'user.invited',
    subjectId: membershipId,
    detail: { email: person.email, role: memberRoleNames[person.role] },
  });
  return { membershipId };
}

/** The list of this tenant's own users shows the same, so this tells nothing about other tenants. */
export function alreadyUser(email: string, tenantName: string): AppError {
  return new AppError('conflict', {
    happened: `${email} is already in the list of users of ${tenantName}.`,
    todo: 'Find them there, or use another address.',
    field: 'email',
  });
}
