import { type NewConnection, stepAddress, type WizardStep } from '@/lib/connections';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { lockTenant } from '../contracts/fetch';
import { fetchTenant } from '../tenants/fetch';
import { requireContract } from './guard';
import { insertConnection } from './insert';

export interface Started {
  id: string;
  step: WizardStep;
  goTo: string;
}

/**
 * Begins to connect an AWS management account: a draft with its external ID. Several drafts may stand side by side, but a second
 * press of the button comes back to the one that nobody has touched yet.
 */
export async function startConnection(ctx: Ctx<UserActor>, input: NewConnection): Promise<Started> {
  const tenantId = input.tenantId ?? ctx.actor.tenantId;
  const id = await withScope(ctx, async (tx) => {
    const tenant = await fetchCustomer(tx, { ctx, tenantId });
    await lockTenant(tx, tenant.id);
    await requireContract(tx, { ctx, tenantId });
    const pristine = await untouchedDraft(tx, { ctx, tenant });
    if (pristine) return pristine.id;
    const connection = await insertConnection(tx, { ctx, tenant, purpose: 'reports' });
    await recordStart(tx, { ctx, tenant, connection });
    return connection.id;
  });
  return { id, step: 'review', goTo: stepAddress({ id, step: 'review' }) };
}

/** Only an end customer has AWS accounts to connect. */
export async function fetchCustomer(tx: Tx, wanted: { ctx: Ctx; tenantId: string }): Promise<TenantRow> {
  const tenant = await fetchTenant(tx, { ...wanted, permission: 'connection:write' });
  if (tenant.kind === 'customer') return tenant;
  throw new AppError('conflict', {
    happened: `${tenant.name} is no end customer.`,
    todo: 'Choose the end customer whose AWS account is to be connected.',
  });
}

function untouchedDraft(tx: Tx, of: { ctx: Ctx<UserActor>; tenant: TenantRow }) {
  return tx
    .selectFrom('connections')
    .select('id')
    .where('tenant_id', '=', of.tenant.id)
    .where('purpose', '=', 'reports')
    .where('state', '=', 'draft')
    .where('reviewed_at', 'is', null)
    .where('version', '=', 1)
    .where('created_by', '=', of.ctx.actor.identityId)
    .executeTakeFirst();
}

export async function recordStart(
  tx: Tx,
  of: { ctx: Ctx; tenant: TenantRow; connection: Pick<ConnectionRow, 'id'> },
): Promise<void> {
  const { ctx, tenant, connection } = of;
  await tx
    .insertInto('connection_events')
    .values({
      id: ctx.newId(),
      tenant_id: tenant.tenant_id,
      reseller_id: tenant.reseller_id,
      distributor_id: tenant.distributor_id,
      connection_id: connection.id,
      kind: 'started',
      detail: ctx.actor.name,
      at: ctx.now().toISOString(),
    })
    .execute();
  await recordActivity(tx, { ctx, tenant, action: 'connection.started', subjectId: connection.id });
}
