import { passwordProblem } from '@/lib/password';
import type { Activate } from '@/lib/sign-in';
import type { UserActor } from '@/server/auth/actor';
import { hashPassword, verifyPassword } from '@/server/auth/password';
import { actorInside, startSession } from '@/server/auth/session';
import { forgive, throttle } from '@/server/auth/throttle';
import type { PublicCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { ownTenant, recordActivity } from '../activity/record';
import { wipeMails } from '../notifications/wipe-mails';
import { closeInvitations } from './invitation';
import { type FoundInvitation, findInvitation } from './look-up';

/**
 * Uses a link up: the person chooses a password, or enters the one they have, and is signed in. Of any number of posts at the same
 * time, with either of two open links, one wins: the guard stands in the UPDATE. Throws `conflict` for the others, `expired` for a
 * link that does not work, `invalid` beside the password.
 */
export async function activate(ctx: PublicCtx, input: Activate): Promise<{ sessionId: string }> {
  await throttle(ctx, [{ rule: 'address', subject: ctx.address }, { rule: 'installation' }]);
  const found = await withScope(ctx, (tx) => findInvitation(tx, { ctx, token: input.token }));
  if (found?.state !== 'open') throw deadLink();
  const passwordHash =
    found.passwordHash === null
      ? await chosen(input.password, found.email)
      : await proven(ctx, { found, password: input.password });
  return withScope(ctx, async (tx) => {
    await useUp(tx, { ctx, found });
    await keepPassword(tx, { found, passwordHash });
    const sessionId = await startSession(tx, {
      id: ctx.newId(),
      identityId: found.identityId,
      membershipId: found.membershipId,
      now: ctx.now(),
    });
    const actor: UserActor = await actorInside(tx, sessionId);
    await recordActivity(tx, {
      ctx: { ...ctx, actor },
      tenant: ownTenant(actor),
      action: 'user.activated',
      subjectId: found.membershipId,
      detail: { email: found.email },
    });
    return { sessionId };
  });
}

async function chosen(password: string, email: string): Promise<string> {
  const problem = passwordProblem(password, email);
  if (problem) throw new AppError('invalid', { happened: problem, todo: '', field: 'password' });
  return hashPassword(password);
}

/** The token proves that the mail arrived; the existing account still asks for its own password, counted like a sign-in. */
async function proven(ctx: PublicCtx, of: { found: FoundInvitation; password: string }): Promise<string> {
  const { found, password } = of;
  await throttle(ctx, [{ rule: 'account', subject: found.email }]);
  if (found.passwordHash !== null && (await verifyPassword(found.passwordHash, password))) {
    await withScope(ctx, (tx) => forgive(tx, { rule: 'account', subject: found.email }));
    return found.passwordHash;
  }
  throw new AppError('invalid', {
    happened: `This is not the password of ${found.email}.`,
    todo: 'Enter the password that you sign in with.',
    field: 'password',
  });
}

async function useUp(tx: Tx, of: { ctx: PublicCtx; found: FoundInvitation }): Promise<void> {
  const { ctx, found } = of;
  const now = ctx.now().toISOString();
  const activated = await tx
    .updateTable('memberships')
    .set((eb) => ({ state: 'active', activated_at: now, version: eb('version', '+', 1) }))
    .where('id', '=', found.membershipId)
    .where('state', '=', 'invited')
    .where('identity_id', '=', found.identityId)
    .where(visible(ctx.actor.scope, 'memberships'))
    .returning('id')
    .executeTakeFirst();
  const used = await tx
    .updateTable('invitations')
    .set({ state: 'used' })
    .where('id', '=', found.id)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
    .where(visible(ctx.actor.scope, 'invitations'))
    .returning('id')
    .executeTakeFirst();
  if (!activated || !used) {
    throw new AppError('conflict', {
      happened: 'This link was used or replaced a moment ago.',
      todo: 'Sign in, or open the newest mail.',
    });
  }
  await closeInvitations(tx, { ctx, membershipId: found.membershipId, as: 'replaced' });
  await wipeMails(tx, { ctx, relatedIds: [found.id] });
}

/** The password that was judged outside must still be the one that counts. */
async function keepPassword(tx: Tx, of: { found: FoundInvitation; passwordHash: string }): Promise<void> {
  const { found, passwordHash } = of;
  const isNew = found.passwordHash === null;
  const kept = await tx
    .updateTable('identities')
    .set(
      isNew
        ? { password_hash: passwordHash, first_name: found.firstName, last_name: found.lastName }
        : { password_hash: passwordHash },
    )
    .where('id', '=', found.identityId)
    .where('password_hash', isNew ? 'is' : '=', found.passwordHash)
    .returning('id')
    .executeTakeFirst();
  if (kept) return;
  throw new AppError('conflict', {
    happened: 'The password of this account was changed a moment ago.',
    todo: 'Open the link again.',
  });
}

function deadLink(): AppError {
  return new AppError('expired', {
    happened: 'This link does not work any more.',
    todo: 'Open the link again to see why.',
  });
}
