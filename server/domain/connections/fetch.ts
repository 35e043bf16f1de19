import type { ConnectionState } from '@/lib/connection-states';
import type { StepFacts } from '@/lib/connections';
import type { Permission } from '@/lib/roles';
import type { TenantScope } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { notFound } from '@/server/errors';
import { fetchTenant } from '../tenants/fetch';

export interface Found {
  connection: ConnectionRow;
  /** The end customer that it belongs to. */
  tenant: TenantRow;
}

/** The connection and its end customer, when they are in scope and the actor holds the permission there. */
export async function fetchConnection(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; connectionId: string; permission: Permission },
): Promise<Found> {
  const connection = await readConnection(tx, wanted);
  if (!connection) throw notFound();
  const tenant = await fetchTenant(tx, {
    ctx: wanted.ctx,
    tenantId: connection.tenant_id,
    permission: wanted.permission,
  });
  return { connection, tenant };
}

export function readConnection(
  tx: Tx,
  wanted: { ctx: { actor: { scope: TenantScope } }; connectionId: string },
): Promise<ConnectionRow | undefined> {
  return tx
    .selectFrom('connections')
    .select(connectionColumns)
    .where('id', '=', wanted.connectionId)
    .where(visible(wanted.ctx.actor.scope, 'connections'))
    .executeTakeFirst();
}

/** What the order of the steps depends on, of a row. */
export function stepFacts(
  row: Pick<ConnectionRow, 'purpose' | 'state' | 'state_before' | 'reviewed_at' | 'account_id' | 'bucket'>,
): StepFacts {
  return {
    purpose: row.purpose,
    state: row.state,
    stateBefore: row.state_before,
    reviewed: row.reviewed_at !== null,
    accountId: row.account_id,
    bucket: row.bucket,
  };
}

export function isIn(state: ConnectionState, states: readonly ConnectionState[]): boolean {
  return states.includes(state);
}

export const connectionColumns = [
  'id',
  'tenant_id',
  'reseller_id',
  'distributor_id',
  'purpose',
  'state',
  'state_before',
  'version',
  'edited_by',
  'edited_what',
  'edited_at',
  'reviewed_at',
  'account_id',
  'reserved_account_id',
  'report_by',
  'bucket',
  'bucket_region',
  'bucket_warning',
  'bucket_before',
  'kms_key_before',
  'bucket_moved_at',
  'report_prefix',
  'kms_key_arn',
  'external_id',
  'next_external_id',
  'rotation_started_at',
  'rotation_seen_at',
  'attempt',
  'stack_name',
  'role_name',
  'policy_name',
  'stack_id',
  'stack_status',
  'stack_reason',
  'stack_updated_at',
  'stack_given_json',
  'update_since',
  'next_update_look_at',
  'link_url',
  'link_withheld',
  'link_made_at',
  'poll_since',
  'next_poll_at',
  'polled_at',
  'poll_begun',
  'poll_done',
  'look_granted_at',
  'role_first_seen_at',
  'trust_checked_at',
  'organization',
  'findings_json',
  'auto_confirm',
  'auto_confirm_by',
  'chosen_root',
  'validation_id',
  'validated_at',
  'next_validation_at',
  'validating_since',
  'report_first_seen_at',
  'delivery',
  'told_health',
  'told_at',
  'told_again',
  'well_since',
  'insights_wanted_json',
  'insights_json',
  'created_by',
  'created_at',
  'updated_at',
  'confirmed_at',
  'completed_at',
  'disconnected_at',
  'role_gone_at',
  'refused_since',
] as const satisfies (keyof ConnectionRow)[];
