import type { SystemActor } from '@/server/auth/actor';
import { purgeThrottles } from '@/server/auth/throttle';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantColumns } from '@/server/db/tenant-columns';
import { recordActivity } from '../activity/record';
import { wipeMails } from '../notifications/wipe-mails';

/** Bounds one transaction; what is left is taken by the next round. */
const batch = 200;

/**
 * Marks every invitation whose time has passed, and each user who has no other open link, as expired; wipes the links from the
 * outbox. Safe to run at any time and twice. Returns how many invitations ended.
 */
export async function expireInvitations(ctx: Ctx<SystemActor>): Promise<{ expired: number }> {
  let expired = 0;
  for (;;) {
    const ended = await withScope(ctx, (tx) => expireSome(tx, ctx));
    expired += ended;
    if (ended < batch) break;
  }
  await withScope(ctx, (tx) => purgeThrottles(tx, ctx.now()));
  return { expired };
}

async function expireSome(tx: Tx, ctx: Ctx<SystemActor>): Promise<number> {
  const now = ctx.now().toISOString();
  const due = await tx
    .selectFrom('invitations')
    .select(['id', 'membership_id'])
    .where('state', '=', 'open')
    .where('expires_at', '<=', now)
    .where(visible(ctx.actor.scope, 'invitations'))
    .limit(batch)
    .execute();
  if (due.length === 0) return 0;
  const membershipIds = due.map((row) => row.membership_id);
  // Users are locked before their invitations, as everywhere: the other order could meet an activation in a deadlock.
  await tx
    .updateTable('memberships')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', 'in', membershipIds)
    .where(visible(ctx.actor.scope, 'memberships'))
    .execute();
  const ended = await tx
    .updateTable('invitations')
    .set({ state: 'expired' })
    .where('state', '=', 'open')
    .where(
      'id',
      'in',
      due.map((row) => row.id),
    )
    .where(visible(ctx.actor.scope, 'invitations'))
    .returning('id')
    .execute();
  await wipeMails(tx, { ctx, relatedIds: ended.map((row) => row.id) });
  await expireUsers(tx, { ctx, membershipIds });
  return due.length;
}

/** The users are locked by the caller, and every new link locks them first: nobody opens one in between. */
async function expireUsers(tx: Tx, of: { ctx: Ctx<SystemActor>; membershipIds: string[] }): Promise<void> {
  const { ctx } = of;
  const open = await tx
    .selectFrom('invitations')
    .select('membership_id')
    .where('membership_id', 'in', of.membershipIds)
    .where('state', '=', 'open')
    .where(visible(ctx.actor.scope, 'invitations'))
    .execute();
  const reachable = new Set(open.map((row) => row.membership_id));
  const over = of.membershipIds.filter((id) => !reachable.has(id));
  if (over.length === 0) return;
  const users = await tx
    .updateTable('memberships')
    .set((eb) => ({ state: 'expired', version: eb('version', '+', 1) }))
    .where('id', 'in', over)
    .where('state', '=', 'invited')
    .where(visible(ctx.actor.scope, 'memberships'))
    .returning(['id', 'identity_id', 'tenant_id', 'reseller_id', 'distributor_id'])
    .execute();
  for (const user of users) await recordExpiry(tx, { ctx, user });
}

async function recordExpiry(
  tx: Tx,
  of: { ctx: Ctx<SystemActor>; user: TenantColumns & { id: string; identity_id: string } },
): Promise<void> {
  const { ctx, user } = of;
  const identity = await tx
    .selectFrom('identities')
    .select('email')
    .where('id', '=', user.identity_id)
    .executeTakeFirstOrThrow();
  await recordActivity(tx, {
    ctx,
    tenant: user,
    action: 'user.invitation_expired',
    subjectId: user.id,
    detail: { email: identity.email },
  });
}
