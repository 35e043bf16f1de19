import { safeNextPath } from '@/lib/next-path';
import type { SignIn } from '@/lib/sign-in';
import { accountSubject, deviceProof } from '@/server/auth/device';
import { verifyPassword } from '@/server/auth/password';
import { actorInside, startSession } from '@/server/auth/session';
import { forgive, throttle } from '@/server/auth/throttle';
import type { PublicCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { ownTenant, recordActivity } from '../activity/record';

/**
 * Signs a person in to the tenant they used last. One answer for a wrong password, an unknown email and a user who is active nowhere,
 * after the same work. Throws `invalid` or `throttled`.
 */
export async function signIn(
  ctx: PublicCtx,
  input: SignIn,
): Promise<{ sessionId: string; next: string; device: string }> {
  const { authSecret } = ctx.settings;
  const account = {
    rule: 'account',
    subject: accountSubject(authSecret, { email: input.email, device: ctx.device }),
  } as const;
  await throttle(ctx, [account, { rule: 'address', subject: ctx.address }, { rule: 'installation' }]);
  const identity = await withScope(ctx, (tx) =>
    tx
      .selectFrom('identities')
      .select(['id', 'password_hash'])
      .where('email', '=', input.email)
      .executeTakeFirst(),
  );
  const right = await verifyPassword(identity?.password_hash, input.password);
  const sessionId = await withScope(ctx, async (tx) => {
    const membershipId = identity && right ? await lastUsed(tx, { ctx, identity }) : null;
    if (!identity || membershipId === null) return null;
    await forgive(tx, account);
    const id = await startSession(tx, {
      id: ctx.newId(),
      identityId: identity.id,
      membershipId,
      now: ctx.now(),
    });
    const actor = await actorInside(tx, id);
    await recordActivity(tx, {
      ctx: { ...ctx, actor },
      tenant: ownTenant(actor),
      action: 'user.signed_in',
      subjectId: membershipId,
    });
    return id;
  });
  if (sessionId === null) {
    throw new AppError('invalid', {
      happened: 'Email and password do not belong together.',
      todo: 'Check both, or choose a new password with "Forgot password".',
    });
  }
  return { sessionId, next: safeNextPath(input.next), device: deviceProof(authSecret, input.email) };
}

/**
 * The membership of the newest session, else the one activated last; null when none is active, or when the password was changed while
 * it was being verified.
 */
async function lastUsed(
  tx: Tx,
  of: { ctx: PublicCtx; identity: { id: string; password_hash: string | null } },
): Promise<string | null> {
  const { ctx, identity } = of;
  const rows = await tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.activated_at'])
    .select((eb) =>
      eb
        .selectFrom('sessions')
        .select((session) => session.fn.max('sessions.created_at').as('used_at'))
        .whereRef('sessions.membership_id', '=', 'memberships.id')
        .as('used_at'),
    )
    .where('memberships.identity_id', '=', identity.id)
    .where('memberships.state', '=', 'active')
    .where('identities.password_hash', '=', identity.password_hash)
    .where(visible(ctx.actor.scope, 'memberships'))
    .execute();
  const byUse = rows
    .map((row) => ({ id: row.id, at: [row.used_at ?? '', row.activated_at ?? ''] as const }))
    .sort((a, b) => b.at[0].localeCompare(a.at[0], 'en') || b.at[1].localeCompare(a.at[1], 'en'));
  return byUse[0]?.id ?? null;
}
