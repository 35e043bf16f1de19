import { passwordProblem } from '@/lib/password';
import type { LinkToken, Reset } from '@/lib/sign-in';
import { hashPassword } from '@/server/auth/password';
import { endSessions } from '@/server/auth/session';
import { forgive, throttle } from '@/server/auth/throttle';
import { hashToken } from '@/server/auth/tokens';
import type { PublicCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { wipeMails } from '../notifications/wipe-mails';
import { closeResets } from './resets';

/** Whether a reset link still works; looking never uses it up. */
export function lookUpReset(ctx: PublicCtx, input: LinkToken): Promise<{ open: boolean; email: string }> {
  return withScope(ctx, async (tx) => {
    const found = await findReset(tx, { ctx, token: input.token });
    return { open: found !== null, email: found?.email ?? '' };
  });
}

/** Sets a new password by a link, once, within its hour; every session of the person ends. Throws `expired` when it does not work. */
export async function resetPassword(ctx: PublicCtx, input: Reset): Promise<{ email: string }> {
  await throttle(ctx, [{ rule: 'address', subject: ctx.address }, { rule: 'installation' }]);
  const found = await withScope(ctx, (tx) => findReset(tx, { ctx, token: input.token }));
  if (!found) throw deadReset();
  const problem = passwordProblem(input.password, found.email);
  if (problem) throw new AppError('invalid', { happened: problem, todo: '', field: 'password' });
  const hash = await hashPassword(input.password);
  await withScope(ctx, async (tx) => {
    const now = ctx.now();
    const used = await tx
      .updateTable('password_resets')
      .set({ used_at: now.toISOString() })
      .where('id', '=', found.id)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now.toISOString())
      .returning('id')
      .executeTakeFirst();
    if (!used) throw deadReset();
    await tx
      .updateTable('identities')
      .set({ password_hash: hash })
      .where('id', '=', found.identityId)
      .execute();
    await endSessions(tx, { identityId: found.identityId, now });
    await closeResets(tx, { identityId: found.identityId, now });
    await wipeMails(tx, { ctx, relatedIds: [found.id] });
    await forgive(tx, { rule: 'account', subject: found.email });
    await recordInEachTenant(tx, { ctx, identityId: found.identityId });
  });
  return { email: found.email };
}

function findReset(tx: Tx, wanted: { ctx: PublicCtx; token: string }) {
  return tx
    .selectFrom('password_resets')
    .innerJoin('identities', 'identities.id', 'password_resets.identity_id')
    .select(['password_resets.id', 'password_resets.identity_id as identityId', 'identities.email'])
    .where('password_resets.token_hash', '=', hashToken(wanted.token))
    .where('password_resets.used_at', 'is', null)
    .where('password_resets.expires_at', '>', wanted.ctx.now().toISOString())
    .executeTakeFirst()
    .then((row) => row ?? null);
}

/** The Admins of every tenant where the person is active see that the password was reset. */
async function recordInEachTenant(tx: Tx, of: { ctx: PublicCtx; identityId: string }): Promise<void> {
  const rows = await tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.tenant_id', 'memberships.reseller_id'])
    .select(['memberships.distributor_id', 'identities.email'])
    .where('memberships.identity_id', '=', of.identityId)
    .where('memberships.state', '=', 'active')
    .where(visible(of.ctx.actor.scope, 'memberships'))
    .execute();
  for (const row of rows) {
    await recordActivity(tx, {
      ctx: of.ctx,
      tenant: {
        tenant_id: row.tenant_id,
        reseller_id: row.reseller_id,
        distributor_id: row.distributor_id,
      },
      action: 'user.password_reset',
      subjectId: row.id,
      detail: { email: row.email },
    });
  }
}

function deadReset(): AppError {
  return new AppError('expired', {
    happened: 'This link does not work any more.',
    todo: 'Ask for a new one under "Forgot password".',
  });
}
