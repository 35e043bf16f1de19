import { type BelowRole, belowRoleNames, type MemberRole, memberRoleNames } from '@/lib/roles';
import type { ChangeRole, UserRef } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import { endSessions } from '@/server/auth/session';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { lockTenant } from '../contracts/fetch';
import { fetchMember, type Member } from './fetch';
import { rolesFor } from './roles';

/**
 * Changes a user's role and role in customers below; their sessions in this tenant end at once. The version guards against a second
 * person's older form.
 */
export function changeRole(ctx: Ctx<UserActor>, input: ChangeRole): Promise<{ email: string }> {
  return withScope(ctx, async (tx) => {
    const member = await fetchLocked(tx, { ctx, membershipId: input.membershipId });
    if (member.version !== input.version) throw changedMeanwhile();
    const roles = rolesFor(member.tenant.kind, input);
    if (roles.role !== 'admin') await keepOneAdmin(tx, { ctx, member, field: 'role' });
    const changed = await tx
      .updateTable('memberships')
      .set({ ...roles, version: member.version + 1 })
      .where('id', '=', member.id)
      .where('version', '=', member.version)
      .where(visible(ctx.actor.scope, 'memberships'))
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw changedMeanwhile();
    await endSessions(tx, { membershipId: member.id, now: ctx.now() });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.role_changed',
      subjectId: member.id,
      detail: {
        email: member.email,
        from: wordsOf(member.role, member.belowRole),
        role: wordsOf(roles.role, roles.below_role),
      },
    });
    return { email: member.email };
  });
}

/** Both roles, as the activity says them: "Admin", or for a partner user "Admin (Sales in customers below)". */
function wordsOf(role: MemberRole, below: BelowRole | null): string {
  const name = memberRoleNames[role];
  return below === null ? name : `${name} (${belowRoleNames[below]} in customers below)`;
}

function changedMeanwhile(): AppError {
  return new AppError('stale', {
    happened: 'Somebody changed this user while the page was open.',
    todo: 'Open it again to see what stands now.',
  });
}

/** Disables an active user; their sessions in this tenant end at once. The last active Admin and oneself are refused. */
export function disableUser(ctx: Ctx<UserActor>, input: UserRef): Promise<{ email: string }> {
  return withScope(ctx, async (tx) => {
    const member = await fetchLocked(tx, { ctx, ...input });
    if (member.id === ctx.actor.membershipId) {
      throw new AppError('conflict', {
        happened: 'You cannot disable yourself.',
        todo: 'Ask another Admin of your company.',
      });
    }
    await keepOneAdmin(tx, { ctx, member });
    await move(tx, { ctx, member, from: 'active', to: 'disabled' });
    await endSessions(tx, { membershipId: member.id, now: ctx.now() });
    return { email: member.email };
  });
}

/** Lets a disabled user in again, with the role they had. */
export function enableUser(ctx: Ctx<UserActor>, input: UserRef): Promise<{ email: string }> {
  return withScope(ctx, async (tx) => {
    const member = await fetchLocked(tx, { ctx, ...input });
    await move(tx, { ctx, member, from: 'disabled', to: 'active' });
    return { email: member.email };
  });
}

/** People of one tenant are changed one after the other, so that two Admins cannot each remove the other. */
async function fetchLocked(tx: Tx, wanted: { ctx: Ctx<UserActor>; membershipId: string }): Promise<Member> {
  const seen = await fetchMember(tx, { ...wanted, permission: 'user:manage' });
  await lockTenant(tx, seen.tenant.id);
  return fetchMember(tx, { ...wanted, permission: 'user:manage' });
}

/** A tenant that was activated keeps at least one active Admin: else nobody could bring the others back. */
async function keepOneAdmin(
  tx: Tx,
  keep: { ctx: Ctx<UserActor>; member: Member; field?: string },
): Promise<void> {
  const { ctx, member } = keep;
  if (member.role !== 'admin' || member.state !== 'active') return;
  const other = await tx
    .selectFrom('memberships')
    .select('id')
    .where('tenant_id', '=', member.tenant.id)
    .where('id', '!=', member.id)
    .where('role', '=', 'admin')
    .where('state', '=', 'active')
    .where(visible(ctx.actor.scope, 'memberships'))
    .limit(1)
    .executeTakeFirst();
  if (other) return;
  throw new AppError('conflict', {
    happened: `${member.email} is the last active Admin of ${member.tenant.name}.`,
    todo: 'Make somebody else Admin first.',
    ...(keep.field ? { field: keep.field } : {}),
  });
}

async function move(
  tx: Tx,
  of: { ctx: Ctx<UserActor>; member: Member; from: 'active' | 'disabled'; to: 'active' | 'disabled' },
): Promise<void> {
  const { ctx, member, from, to } = of;
  const moved = await tx
    .updateTable('memberships')
    .set((eb) => ({ state: to, version: eb('version', '+', 1) }))
    .where('id', '=', member.id)
    .where('state', '=', from)
    .where('activated_at', 'is not', null)
    .where(visible(ctx.actor.scope, 'memberships'))
    .returning('id')
    .executeTakeFirst();
  if (!moved) {
    throw new AppError('conflict', {
      happened: `${member.email} is not ${from}.`,
      todo: 'Open the list of users to see what stands now.',
    });
  }
  await recordActivity(tx, {
    ctx,
    tenant: member.tenant,
    action: to === 'disabled' ? 'user.disabled' : 'user.enabled',
    subjectId: member.id,
    detail: { email: member.email },
  });
}
