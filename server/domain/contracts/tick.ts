import type { SystemActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';
import { rememberOnboarded } from '../onboarding/remember';
import { fetchTenant } from '../tenants/fetch';
import { activeContract, makeActive } from './activation';
import { fetchContract, lockTenant } from './fetch';
import { followGate, isOpen } from './follow-gate';

/** Tenants for one run; the rest waits for the next, a minute later. */
const BATCH = 200;

/**
 * What the clock does to contracts (job `contracts.tick`, each minute): scheduled ones whose start has come become active, an
 * older active one is superseded by it; active ones whose end has passed expire. Safe to run twice. Returns the tenants touched.
 */
export async function tickContracts(ctx: Ctx<SystemActor>): Promise<number> {
  const now = ctx.now().toISOString();
  const due = await withScope(ctx, (tx, scope) =>
    tx
      .selectFrom('contracts')
      .select('tenant_id')
      .distinct()
      .where(visible(scope, 'contracts'))
      .where((row) =>
        row.or([
          row.and([row('state', '=', 'scheduled'), row('starts_at', '<=', now)]),
          row.and([row('state', '=', 'active'), row('ends_at', '<=', now)]),
        ]),
      )
      .limit(BATCH)
      .execute(),
  );
  for (const { tenant_id } of due) {
    await withScope(ctx, async (tx) => {
      const tenant = await fetchTenant(tx, { ctx, tenantId: tenant_id, permission: 'contract:read' });
      await lockTenant(tx, tenant.id);
      await settle(tx, { ctx, tenant, now });
    });
  }
  return due.length;
}

/** First what ended makes room, then what is to start takes it, the earliest first, so that the latest one stands. */
async function settle(tx: Tx, of: { ctx: Ctx<SystemActor>; tenant: TenantRow; now: string }): Promise<void> {
  const { ctx, tenant, now } = of;
  await rememberOnboarded(tx, { ctx, tenant });
  const wasOpen = await isOpen(tx, tenant.id);
  await expire(tx, of);
  const starting = await tx
    .selectFrom('contracts')
    .select('id')
    .where('tenant_id', '=', tenant.id)
    .where('state', '=', 'scheduled')
    .where('starts_at', '<=', now)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  for (const { id } of starting) {
    const contract = await fetchContract(tx, { ctx, contractId: id });
    // The yes was given when it was scheduled; the clock has nobody to ask.
    const standing = await activeContract(tx, tenant.id);
    await makeActive(tx, { ctx, tenant, contract, replace: standing?.id });
  }
  await followGate(tx, { ctx, tenant, wasOpen });
}

/** Also a scheduled one that was never active because the clock stood still from its start to its end. */
async function expire(tx: Tx, of: { ctx: Ctx<SystemActor>; tenant: TenantRow; now: string }): Promise<void> {
  const ended = await tx
    .updateTable('contracts')
    .set((row) => ({
      state: 'expired',
      ended_at: of.now,
      updated_at: of.now,
      version: row('version', '+', 1),
    }))
    .where('tenant_id', '=', of.tenant.id)
    .where('state', 'in', ['active', 'scheduled'])
    .where('ends_at', '<=', of.now)
    .returning(['id', 'name'])
    .execute();
  for (const { id, name } of ended) {
    await recordActivity(tx, {
      ctx: of.ctx,
      tenant: of.tenant,
      action: 'contract.expired',
      subjectId: id,
      detail: { name },
      onBehalf: false,
    });
  }
}
