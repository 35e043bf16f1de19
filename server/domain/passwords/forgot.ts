import type { Forgot } from '@/lib/sign-in';
import { isThrottled } from '@/server/auth/throttle';
import { hashToken } from '@/server/auth/tokens';
import type { PublicCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { recordActivity } from '../activity/record';
import { queueMail } from '../notifications/queue-mail';
import { linkWith } from '../users/invitation';
import { closeResets } from './resets';

const lifeMs = 60 * 60_000;

/**
 * Sends a link for a new password when the email is one of an active user. Answers the same in every case, also when it was asked too
 * often: the answer tells nothing about who exists.
 */
export async function forgotPassword(ctx: PublicCtx, input: Forgot): Promise<{ asked: true }> {
  const tooMany = await isThrottled(ctx, [
    { rule: 'mail-to', subject: input.email },
    { rule: 'mail-overall' },
    { rule: 'address', subject: ctx.address },
  ]);
  if (!tooMany) await withScope(ctx, (tx) => sendReset(tx, { ctx, email: input.email }));
  return { asked: true };
}

async function sendReset(tx: Tx, of: { ctx: PublicCtx; email: string }): Promise<void> {
  const { ctx, email } = of;
  const person = await tx
    .selectFrom('identities')
    .innerJoin('memberships', 'memberships.identity_id', 'identities.id')
    .select(['identities.id', 'identities.first_name', 'memberships.tenant_id'])
    .select(['memberships.reseller_id', 'memberships.distributor_id', 'memberships.id as membership_id'])
    .where('identities.email', '=', email)
    .where('identities.password_hash', 'is not', null)
    .where('memberships.state', '=', 'active')
    .where(visible(ctx.actor.scope, 'memberships'))
    .orderBy('memberships.activated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!person) return;
  await closeResets(tx, { identityId: person.id, now: ctx.now() });
  const token = ctx.newSecret();
  const id = ctx.newId();
  const expires = new Date(ctx.now().getTime() + lifeMs).toISOString();
  await tx
    .insertInto('password_resets')
    .values({
      id,
      identity_id: person.id,
      token_hash: hashToken(token),
      created_at: ctx.now().toISOString(),
      expires_at: expires,
      used_at: null,
    })
    .execute();
  await queueMail(tx, {
    ctx,
    tenant: person,
    template: 'password-reset',
    values: { firstName: person.first_name, expiresAt: expires },
    link: linkWith(ctx, { reset: token }),
    to: email,
    relatedId: id,
  });
  await recordActivity(tx, {
    ctx,
    tenant: person,
    action: 'user.password_asked',
    subjectId: person.membership_id,
    detail: { email },
  });
}
