import type { LinkToken } from '@/lib/sign-in';
import { isThrottled } from '@/server/auth/throttle';
import { hashToken } from '@/server/auth/tokens';
import type { PublicCtx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchMember } from './fetch';
import { findInvitation } from './look-up';
import { renew } from './resend';

/**
 * From an expired link: a new one to the address that it was sent to, without anybody signed in. Answers the same whatever the token
 * is, and at most three times an hour for each link something is sent.
 */
export async function sendNewLink(ctx: PublicCtx, input: LinkToken): Promise<{ asked: true }> {
  const tooMany = await isThrottled(ctx, [
    { rule: 'mail-to', subject: hashToken(input.token) },
    { rule: 'mail-overall' },
  ]);
  if (tooMany) {
    throw new AppError('throttled', {
      happened: 'New links were asked for too often.',
      todo: 'Look into your mail, or try again in an hour.',
    });
  }
  await withScope(ctx, async (tx) => {
    const found = await findInvitation(tx, { ctx, token: input.token });
    if (found?.state !== 'expired') return;
    const newer = await tx
      .selectFrom('invitations')
      .select('id')
      .where('membership_id', '=', found.membershipId)
      .where('state', '=', 'open')
      .where('expires_at', '>', ctx.now().toISOString())
      .where(visible(ctx.actor.scope, 'invitations'))
      .limit(1)
      .executeTakeFirst();
    const member = await fetchMember(tx, {
      ctx,
      membershipId: found.membershipId,
      permission: 'user:invite',
    });
    // A newer link waits in the mailbox already, or the invitation was cancelled or used: nothing to renew.
    if (newer || (member.state !== 'invited' && member.state !== 'expired')) return;
    await renew(tx, { ctx, member });
    await recordActivity(tx, {
      ctx,
      tenant: member.tenant,
      action: 'user.link_requested',
      subjectId: member.id,
      detail: { email: member.email },
    });
  });
  return { asked: true };
}
