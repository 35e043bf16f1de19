import type { BelowRole, MemberRole, Permission } from '@/lib/roles';
import type { UserState } from '@/lib/users';
import { can, canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { AppError, forbidden, notFound } from '@/server/errors';
import { fetchTenant } from '../tenants/fetch';

/** A user of a tenant, with the tenant. */
export interface Member {
  id: string;
  identityId: string;
  email: string;
  role: MemberRole;
  belowRole: BelowRole | null;
  state: UserState;
  /** Whether the person was ever active here. */
  activated: boolean;
  version: number;
  tenant: TenantRow;
}

type By = { ctx: Pick<Ctx, 'actor'> };

/** One user in scope, with `permission` checked inside their tenant; not in scope answers like an id that does not exist. */
export async function fetchMember(
  tx: Tx,
  wanted: By & { membershipId: string; permission: Permission },
): Promise<Member> {
  const member = await findMember(tx, wanted);
  if (!can(wanted.ctx.actor, wanted.permission, member.tenant.id)) throw forbidden();
  return member;
}

/** One user in scope whose invitation the actor may handle. */
export async function fetchInvited(tx: Tx, wanted: By & { membershipId: string }): Promise<Member> {
  const member = await findMember(tx, wanted);
  await requireInviting(tx, { ctx: wanted.ctx, tenant: member.tenant, first: false });
  return member;
}

/**
 * Inviting follows the role inside the tenant. The first invitation of a tenant below follows the role in one's own tenant alone: it
 * may be made while nobody is invited there (`first`) and be resent, corrected or cancelled until somebody was activated.
 */
export async function requireInviting(
  tx: Tx,
  wanted: By & { tenant: Pick<TenantRow, 'id'>; first: boolean },
): Promise<void> {
  const { actor } = wanted.ctx;
  const { tenant, first } = wanted;
  const isBelow = actor.kind === 'user' && actor.tenantId !== tenant.id;
  const byInside = can(actor, 'user:invite', tenant.id);
  const byOwn = isBelow && canInOwn(actor, 'user:invite');
  if (!byInside && !byOwn) throw forbidden();
  if (byInside && (byOwn || !isBelow || !first)) return;
  const somebody = await tx
    .selectFrom('memberships')
    .select('id')
    .where('tenant_id', '=', tenant.id)
    .where(visible(actor.scope, 'memberships'))
    .where((eb) =>
      first
        ? eb.or([eb('activated_at', 'is not', null), eb('state', '=', 'invited')])
        : eb('activated_at', 'is not', null),
    )
    .limit(1)
    .executeTakeFirst();
  // One of the two roles allows it, and which one counts depends on whether somebody is there.
  if ((somebody !== undefined) !== byInside) throw forbidden();
}

/** Whether `requireInviting` lets the actor pass: for buttons. */
export async function allowsInviting(
  tx: Tx,
  wanted: By & { tenant: Pick<TenantRow, 'id'>; first: boolean },
): Promise<boolean> {
  try {
    await requireInviting(tx, wanted);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return false;
    throw error;
  }
}

async function findMember(tx: Tx, wanted: By & { membershipId: string }): Promise<Member> {
  const row = await tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.identity_id', 'memberships.role', 'memberships.below_role'])
    .select(['memberships.state', 'memberships.activated_at', 'memberships.tenant_id', 'identities.email'])
    .select('memberships.version')
    .where('memberships.id', '=', wanted.membershipId)
    .where(visible(wanted.ctx.actor.scope, 'memberships'))
    .executeTakeFirst();
  if (!row) throw notFound();
  const tenant = await fetchTenant(tx, {
    ctx: wanted.ctx,
    tenantId: row.tenant_id,
    permission: 'tenant:read',
  });
  return {
    id: row.id,
    identityId: row.identity_id,
    email: row.email,
    role: row.role,
    belowRole: row.below_role,
    state: row.state,
    activated: row.activated_at !== null,
    version: row.version,
    tenant,
  };
}
