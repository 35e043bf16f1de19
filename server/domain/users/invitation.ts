import { hashToken } from '@/server/auth/tokens';
import type { Ctx } from '@/server/context';
import type { InvitationRow, InvitationState } from '@/server/db/people-tables';
import { type Tx, visible } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { wipeMails } from '../notifications/wipe-mails';

const HOUR_MS = 3_600_000;

interface Opened {
  id: string;
  /** The address that activates the user; its token is stored nowhere. */
  link: string;
  expiresAt: string;
}

/**
 * Makes one more link for an invited user, beside those that are open: 256 random bits, of which only a hash is stored. It lives as
 * long as the distributor says; invitations.expire ends it.
 */
export async function openInvitation(
  tx: Tx,
  invitation: { ctx: Ctx; tenant: TenantRow; membershipId: string; via: InvitationRow['via'] },
): Promise<Opened> {
  const { ctx, tenant, membershipId, via } = invitation;
  const token = ctx.newSecret();
  const id = ctx.newId();
  const expires = new Date(ctx.now().getTime() + tenant.invitation_hours * HOUR_MS);
  await tx
    .insertInto('invitations')
    .values({
      id,
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      membership_id: membershipId,
      via,
      token_hash: hashToken(token),
      state: 'open',
      expires_at: expires.toISOString(),
      created_at: ctx.now().toISOString(),
      created_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
    })
    .execute();
  return { id, link: linkWith(ctx, { token }), expiresAt: expires.toISOString() };
}

/** Ends the open links of a user and wipes them from the outbox. */
export async function closeInvitations(
  tx: Tx,
  close: {
    ctx: Pick<Ctx, 'actor'>;
    membershipId: string;
    as: Exclude<InvitationState, 'open'>;
    via?: InvitationRow['via'];
  },
): Promise<void> {
  let update = tx
    .updateTable('invitations')
    .set({ state: close.as })
    .where('membership_id', '=', close.membershipId)
    .where('state', '=', 'open')
    .where(visible(close.ctx.actor.scope, 'invitations'));
  if (close.via) update = update.where('via', '=', close.via);
  const closed = await update.returning('id').execute();
  await wipeMails(tx, { ctx: close.ctx, relatedIds: closed.map((row) => row.id) });
}

/** Links are built from the configured address, never from what a request says about itself. */
export function linkWith(ctx: Pick<Ctx, 'settings'>, query: { token: string } | { reset: string }): string {
  return `${ctx.settings.baseUrl}/link?${new URLSearchParams(query).toString()}`;
}
