import { passwordProblem } from '@/lib/password';
import type { ChangePassword } from '@/lib/sign-in';
import type { UserActor } from '@/server/auth/actor';
import { hashPassword, verifyPassword } from '@/server/auth/password';
import { endSessions } from '@/server/auth/session';
import { forgive, throttle } from '@/server/auth/throttle';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { ownTenant, recordActivity } from '../activity/record';
import { closeResets } from './resets';

/** Changes the own password after the present one was given; every other session of this person ends. */
export async function changePassword(ctx: Ctx<UserActor>, input: ChangePassword): Promise<{ changed: true }> {
  const { actor } = ctx;
  const account = { rule: 'account', subject: actor.email } as const;
  await throttle(ctx, [account, { rule: 'installation' }]);
  const stored = await withScope(ctx, (tx) =>
    tx
      .selectFrom('identities')
      .select('password_hash')
      .where('id', '=', actor.identityId)
      .executeTakeFirstOrThrow(),
  );
  if (!(await verifyPassword(stored.password_hash, input.currentPassword))) {
    throw new AppError('invalid', {
      happened: 'This is not your present password.',
      todo: 'Enter the one that you signed in with.',
      field: 'currentPassword',
    });
  }
  const problem = passwordProblem(input.newPassword, actor.email);
  if (problem) throw new AppError('invalid', { happened: problem, todo: '', field: 'newPassword' });
  const hash = await hashPassword(input.newPassword);
  await withScope(ctx, async (tx) => {
    const changed = await tx
      .updateTable('identities')
      .set({ password_hash: hash })
      .where('id', '=', actor.identityId)
      .where('password_hash', '=', stored.password_hash)
      .returning('id')
      .executeTakeFirst();
    if (!changed) {
      throw new AppError('conflict', {
        happened: 'The password was changed elsewhere a moment ago.',
        todo: 'Sign in again with the new one.',
      });
    }
    await endSessions(tx, { identityId: actor.identityId, except: actor.sessionId, now: ctx.now() });
    await closeResets(tx, { identityId: actor.identityId, now: ctx.now() });
    await forgive(tx, account);
    await recordActivity(tx, {
      ctx,
      tenant: ownTenant(actor),
      action: 'user.password_changed',
      subjectId: actor.membershipId,
    });
  });
  return { changed: true };
}
