import type { TenantRef } from '@/lib/customers';
import { isAtDomain } from '@/lib/new-customer';
import { progressOf } from '@/lib/onboarding';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { notFound } from '@/server/errors';
import { mayWriteContract } from '../contracts/fetch';
import { type Facts, loadFacts } from '../onboarding/facts';
import { deriveTasks } from '../onboarding/tasks';
import { viewerOf } from '../onboarding/viewer';
import { fetchTenant } from './fetch';

/** The head of a tenant's page with its tasks, its place in the hierarchy, and what this person may do there. */
export function getTenant(ctx: Ctx<UserActor>, input: TenantRef) {
  return withScope(ctx, async (tx, scope) => {
    const tenant = await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'tenant:read' });
    const [facts] = await loadFacts(tx, { scope, tenantId: tenant.id });
    if (!facts) throw notFound();
    const { actor } = ctx;
    const viewer = viewerOf(actor, facts.tenant);
    return {
      id: tenant.id,
      kind: tenant.kind,
      name: tenant.name,
      domain: tenant.domain,
      timeZone: tenant.time_zone,
      version: tenant.version,
      parentName: facts.parentName,
      path: await pathTo(tx, { ctx, tenant }),
      progress: progressOf(deriveTasks(facts, viewer)),
      firstAdmin: viewer.mayReadUsers ? firstAdmin(facts) : null,
      alsoUnder: await sameDomainElsewhere(tx, { ctx, tenant }),
      isOwn: tenant.id === actor.tenantId,
      may: {
        update: can(actor, 'tenant:update', tenant.id),
        invite: viewer.mayInviteFirst,
        readUsers: viewer.mayReadUsers,
        readConnections: can(actor, 'connection:read', tenant.id),
        readActivity: can(actor, 'activity:read', tenant.id),
        connect: viewer.mayConnect,
        writeContract: mayWriteContract(actor, tenant),
      },
      holdsMail: ctx.settings.holdsMail,
      now: ctx.now().toISOString(),
    };
  });
}

/** From the actor's own tenant down to this one; what lies above the actor is not told. */
async function pathTo(tx: Tx, of: { ctx: Ctx<UserActor>; tenant: TenantRow }) {
  const ids = [of.tenant.distributor_id, of.tenant.reseller_id].filter(
    (id): id is string => id !== null && id !== of.tenant.id,
  );
  if (ids.length === 0) return [];
  const above = await tx
    .selectFrom('tenants')
    .select(['id', 'name', 'kind'])
    .where('id', 'in', ids)
    .where(visible(of.ctx.actor.scope, 'tenants'))
    .execute();
  return above
    .sort((a) => (a.kind === 'distributor' ? -1 : 1))
    .map(({ id, name }) => ({ id, name, isOwn: id === of.ctx.actor.tenantId }));
}

/** The parents of other tenants with the same domain in scope: only a distributor sees more than one parent. */
async function sameDomainElsewhere(
  tx: Tx,
  of: { ctx: Ctx<UserActor>; tenant: TenantRow },
): Promise<string[]> {
  if (of.tenant.kind !== 'customer') return [];
  const others = await tx
    .selectFrom('tenants')
    .innerJoin('tenants as parents', 'parents.id', 'tenants.parent_id')
    .select('parents.name')
    .where('tenants.domain', '=', of.tenant.domain)
    .where('tenants.kind', '=', 'customer')
    .where('tenants.id', '<>', of.tenant.id)
    .where(visible(of.ctx.actor.scope, 'tenants'))
    .orderBy('parents.name')
    .execute();
  return others.map((other) => other.name);
}

function firstAdmin(facts: Facts) {
  const admin = facts.admins.find((one) => one.state === 'active') ?? facts.admins[0];
  if (!admin) return null;
  return {
    name: `${admin.first_name} ${admin.last_name}`.trim(),
    email: admin.email,
    state: admin.state,
    isOutsideDomain: !isAtDomain(admin.email, facts.tenant.domain),
  };
}
