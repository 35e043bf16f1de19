import { scopeOfInstallation } from '@/server/auth/scope';
import type { PublicCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { notFound } from '@/server/errors';

/** Whether first run is over: a named exception that reads the installation. */
export async function hasDistributor(tx: Tx): Promise<boolean> {
  const row = await tx
    .selectFrom('tenants')
    .select('id')
    .where('kind', '=', 'distributor')
    .where(visible(scopeOfInstallation(), 'tenants'))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** For the sign-in page, which says what to do before first run. */
export async function installationState(ctx: PublicCtx): Promise<{ ready: boolean }> {
  return { ready: await withScope(ctx, hasDistributor) };
}

/** For the set-up page, which does not exist once there is a distributor. */
export async function setupOpen(ctx: PublicCtx): Promise<{ open: true }> {
  if (await withScope(ctx, hasDistributor)) throw notFound();
  return { open: true };
}
