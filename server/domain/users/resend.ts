import type { CorrectEmail, UserRef } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { lockTenant } from '../contracts/fetch';
import { fetchInvited, type Member } from './fetch';
import { dropUnusedIdentity, findOrMakeIdentity } from './identity';
import { closeInvitations } from './invitation';
import { alreadyUser } from './invite';
import { invitedFirstName, sendInvitation } from './send-invitation';

const resendable = ['invited', 'expired', 'cancelled'] as const;

/** `held`: no mail server is set up, so the mail waits in the outbox. */
type Sent = { email: string; held: boolean };

/** Sends a new link to somebody who has not activated; the old ones stop working. */
export function resendInvitation(ctx: Ctx<UserActor>, input: UserRef): Promise<Sent> {
  return withScope(ctx, async (tx) => {
    const member = await fetchInvited(tx, { ctx, ...input });
    await lockTenant(tx, member.tenant.id);
    await renew(tx, { ctx, member });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.reinvited',
      subjectId: member.id,
      detail: { email: member.email },
    });
    return { email: member.email, held: ctx.settings.holdsMail };
  });
}

/** Moves an invitation to another address: the link that went to the mistyped one stops working. */
export function correctEmail(ctx: Ctx<UserActor>, input: CorrectEmail): Promise<Sent> {
  return withScope(ctx, async (tx) => {
    const member = await fetchInvited(tx, { ctx, membershipId: input.membershipId });
    const { email } = input;
    if (email === member.email) {
      throw new AppError('invalid', {
        happened: `The invitation went to ${email} already.`,
        todo: 'Enter another address, or resend the invitation.',
        field: 'email',
      });
    }
    await lockTenant(tx, member.tenant.id);
    await moveToEmail(tx, { ctx, member, email });
    await renew(tx, { ctx, member: { ...member, email } });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.email_corrected',
      subjectId: member.id,
      detail: { from: member.email, email },
    });
    return { email, held: ctx.settings.holdsMail };
  });
}

/** Kills the open links and sends a new one, to whoever the member is now. */
export async function renew(tx: Tx, of: { ctx: Ctx; member: Member }): Promise<void> {
  const { ctx, member } = of;
  const renewed = await tx
    .updateTable('memberships')
    .set((eb) => ({ state: 'invited', invited_at: ctx.now().toISOString(), version: eb('version', '+', 1) }))
    .where('id', '=', member.id)
    .where('state', 'in', resendable)
    .where(visible(ctx.actor.scope, 'memberships'))
    .returning('id')
    .executeTakeFirst();
  if (!renewed) throw notInvited(member.email);
  await closeInvitations(tx, { ctx, membershipId: member.id, as: 'replaced' });
  const firstName = await invitedFirstName(tx, { ctx, membershipId: member.id });
  await sendInvitation(tx, {
    ctx,
    tenant: member.tenant,
    member: { id: member.id, email: member.email, role: member.role, firstName },
  });
}

async function moveToEmail(tx: Tx, move: { ctx: Ctx; member: Member; email: string }): Promise<void> {
  const { ctx, member, email } = move;
  const names = await tx
    .selectFrom('memberships')
    .select(['invited_first_name', 'invited_last_name'])
    .where('id', '=', member.id)
    .where(visible(ctx.actor.scope, 'memberships'))
    .executeTakeFirstOrThrow();
  const identityId = await findOrMakeIdentity(tx, {
    ctx,
    person: { email, firstName: names.invited_first_name ?? '', lastName: names.invited_last_name ?? '' },
  });
  const taken = await tx
    .selectFrom('memberships')
    .select('id')
    .where('identity_id', '=', identityId)
    .where('tenant_id', '=', member.tenant.id)
    .where(visible(ctx.actor.scope, 'memberships'))
    .executeTakeFirst();
  if (taken) throw alreadyUser(email, member.tenant.name);
  const moved = await tx
    .updateTable('memberships')
    .set({ identity_id: identityId })
    .where('id', '=', member.id)
    .where('state', 'in', resendable)
    .where('activated_at', 'is', null)
    .where(visible(ctx.actor.scope, 'memberships'))
    .returning('id')
    .executeTakeFirst();
  if (!moved) throw notInvited(member.email);
  await dropUnusedIdentity(tx, member.identityId);
}

export function notInvited(email: string): AppError {
  return new AppError('conflict', {
    happened: `${email} has no open invitation any more.`,
    todo: 'Open the list of users to see what stands now.',
  });
}
