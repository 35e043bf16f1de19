import { passwordProblem } from '@/lib/password';
import type { Setup } from '@/lib/sign-in';
import { hashPassword } from '@/server/auth/password';
import { actorInside, startSession } from '@/server/auth/session';
import { throttle } from '@/server/auth/throttle';
import { hashToken } from '@/server/auth/tokens';
import type { PublicCtx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import { AppError, notFound } from '@/server/errors';
import { makeDistributor, recordDistributor } from './make-distributor';
import { hasDistributor } from './state';

/**
 * First run: the token that was printed to the server's log makes the first distributor and its Admin, who is signed in, all in one
 * transaction. Once a distributor exists it answers like a page that does not exist.
 */
export async function setUp(ctx: PublicCtx, input: Setup): Promise<{ sessionId: string }> {
  if (await withScope(ctx, hasDistributor)) throw notFound();
  await throttle(ctx, [{ rule: 'address', subject: ctx.address }, { rule: 'installation' }]);
  const token = hashToken(tokenOf(input.setupLink));
  const problem = passwordProblem(input.password, input.email);
  if (problem) throw new AppError('invalid', { happened: problem, todo: '', field: 'password' });
  const hash = await hashPassword(input.password);
  return withScope(ctx, async (tx) => {
    await useUp(tx, { ctx, token });
    if (await hasDistributor(tx)) throw notFound();
    const tenant = await makeDistributor(tx, {
      ctx,
      name: input.companyName,
      domain: input.domain,
      timeZone: input.timeZone,
    });
    const now = ctx.now().toISOString();
    const identityId = ctx.newId();
    const membershipId = ctx.newId();
    await tx
      .insertInto('identities')
      .values({
        id: identityId,
        email: input.email,
        first_name: input.firstName,
        last_name: input.lastName,
        password_hash: hash,
        created_at: now,
      })
      .execute();
    await tx
      .insertInto('memberships')
      .values({
        id: membershipId,
        tenant_id: tenant.tenant_id,
        reseller_id: tenant.reseller_id,
        distributor_id: tenant.distributor_id,
        identity_id: identityId,
        role: 'admin',
        below_role: 'admin',
        job_function: null,
        invited_first_name: null,
        invited_last_name: null,
        state: 'active',
        invited_at: now,
        invited_by: null,
        activated_at: now,
        version: 1,
      })
      .execute();
    const sessionId = await startSession(tx, { id: ctx.newId(), identityId, membershipId, now: ctx.now() });
    await recordDistributor(tx, { ctx: { ...ctx, actor: await actorInside(tx, sessionId) }, tenant });
    return { sessionId };
  });
}

/** People paste the token, or the whole link. */
function tokenOf(typed: string): string {
  return typed.split('#token=').at(-1)?.trim() ?? '';
}

async function useUp(tx: Tx, of: { ctx: PublicCtx; token: string }): Promise<void> {
  const now = of.ctx.now().toISOString();
  const used = await tx
    .updateTable('setup_tokens')
    .set({ used_at: now })
    .where('token_hash', '=', of.token)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('id')
    .executeTakeFirst();
  if (used) return;
  throw new AppError('invalid', {
    happened: 'This token does not work, or its 24 hours are over.',
    todo: "Copy the newest link from the server's log; a restart prints a new one.",
    field: 'setupLink',
  });
}
