import { ownRole, type Permission, rolePermissions } from '@/lib/roles';
import type { UserActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';

/**
 * What the shell around every page shows: who is signed in, for which tenant, with which permissions there, and which other
 * tenants the same person can switch to. Memberships of one identity cross scopes, so this look-up reads the installation.
 */
export async function frame(ctx: Ctx<UserActor>) {
  const { actor } = ctx;
  const memberships = await withScope({ db: ctx.db, actor: { scope: scopeOfInstallation() } }, (tx) =>
    tx
      .selectFrom('memberships')
      .innerJoin('tenants', 'tenants.id', 'memberships.tenant_id')
      .select(['memberships.id', 'tenants.name', 'tenants.kind'])
      .where('memberships.identity_id', '=', actor.identityId)
      .where('memberships.state', '=', 'active')
      .orderBy('tenants.name')
      .execute(),
  );
  const permissions: readonly Permission[] = rolePermissions[ownRole(actor.tenantKind, actor.role)];
  return {
    person: { name: actor.name, email: actor.email },
    tenant: { id: actor.tenantId, name: actor.tenantName, kind: actor.tenantKind },
    role: actor.role,
    permissions,
    memberships,
    membershipId: actor.membershipId,
    sandbox: ctx.settings.consoleUrl !== null,
    demo: ctx.settings.demo,
  };
}
