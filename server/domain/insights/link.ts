import { formatAccountId } from '@/lib/aws-ids';
import type { InsightKind, NewInsightAccount } from '@/lib/insights';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';
import { connectionColumns } from '../connections/fetch';
import { requireContract, requireOwnWord } from '../connections/guard';
import { insertConnection } from '../connections/insert';
import { type Saved, saved } from '../connections/saved';
import { fetchCustomer } from '../connections/start';
import { wantedInsights } from '../connections/template-values';
import { lockTenant } from '../contracts/fetch';
import { requirePermission } from '../tenants/fetch';
import { setWantedInsights } from './set-wanted';

/**
 * Links an account for insights: a connection of its own with its own external ID, on the same stack machine. Linking an account again
 * comes back to the one that stands, with the insights that are wanted now.
 */
export async function linkInsightAccount(ctx: Ctx<UserActor>, input: NewInsightAccount): Promise<Saved> {
  const tenantId = input.tenantId ?? ctx.actor.tenantId;
  const { row, isNew } = await withScope(ctx, async (tx) => {
    const tenant = await fetchCustomer(tx, { ctx, tenantId });
    requirePermission(ctx, { tenantId, permission: 'insight:enable' });
    requireOwnWord(ctx, tenant);
    await lockTenant(tx, tenant.id);
    await requireContract(tx, { ctx, tenantId });
    const standing = await linkedAlready(tx, { tenant, accountId: input.accountId });
    return standing
      ? { row: standing, isNew: false }
      : { row: await linked(tx, { ctx, tenant, input }), isNew: true };
  });
  if (isNew || isSame(wantedInsights(row), input.wanted)) return saved(row);
  return setWantedInsights(ctx, { connectionId: row.id, version: row.version, wanted: input.wanted });
}

function isSame(before: readonly InsightKind[], now: readonly InsightKind[]): boolean {
  return before.length === now.length && before.every((kind) => now.includes(kind));
}

async function linked(
  tx: Tx,
  of: { ctx: Ctx; tenant: TenantRow; input: NewInsightAccount },
): Promise<ConnectionRow> {
  const { ctx, tenant, input } = of;
  const connection = await insertConnection(tx, {
    ctx,
    tenant,
    purpose: 'insights',
    set: {
      account_id: input.accountId,
      reviewed_at: ctx.now().toISOString(),
      insights_wanted_json: JSON.stringify(input.wanted),
    },
  });
  await recordActivity(tx, {
    ctx,
    tenant,
    action: 'insights.linked',
    subjectId: connection.id,
    detail: { account: formatAccountId(input.accountId) },
  });
  return connection;
}

function linkedAlready(
  tx: Tx,
  of: { tenant: TenantRow; accountId: string },
): Promise<ConnectionRow | undefined> {
  return tx
    .selectFrom('connections')
    .select(connectionColumns)
    .where('tenant_id', '=', of.tenant.id)
    .where('purpose', '=', 'insights')
    .where('account_id', '=', of.accountId)
    .where('state', '<>', 'disconnected')
    .executeTakeFirst();
}
