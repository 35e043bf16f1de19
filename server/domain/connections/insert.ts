import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionPurpose, ConnectionRow, TenantRow } from '@/server/db/tables';

/**
 * A new draft. Its external ID is made here from 32 random bytes: no input sets it, only a rotation replaces it, and it is never used
 * again (the database keeps every value that was given out).
 */
export async function insertConnection(
  tx: Tx,
  draft: {
    ctx: Ctx;
    tenant: TenantRow;
    purpose: ConnectionPurpose;
    set?: Partial<Pick<ConnectionRow, 'account_id' | 'reviewed_at' | 'insights_wanted_json'>>;
  },
): Promise<ConnectionRow> {
  const { ctx, tenant } = draft;
  const at = ctx.now().toISOString();
  const row: ConnectionRow = {
    ...untouched,
    id: ctx.newId(),
    tenant_id: tenant.tenant_id,
    reseller_id: tenant.reseller_id,
    distributor_id: tenant.distributor_id,
    purpose: draft.purpose,
    external_id: ctx.newSecret(),
    created_by: ctx.actor.kind === 'user' ? ctx.actor.identityId : null,
    created_at: at,
    updated_at: at,
    ...draft.set,
  };
  await tx.insertInto('connections').values(row).execute();
  return row;
}

const untouched = {
  state: 'draft',
  state_before: null,
  version: 1,
  edited_by: null,
  edited_what: null,
  edited_at: null,
  reviewed_at: null,
  account_id: null,
  reserved_account_id: null,
  report_by: 'customer',
  bucket: null,
  bucket_region: null,
  bucket_warning: null,
  bucket_before: null,
  kms_key_before: null,
  bucket_moved_at: null,
  report_prefix: null,
  kms_key_arn: null,
  next_external_id: null,
  rotation_started_at: null,
  rotation_seen_at: null,
  attempt: 0,
  stack_name: null,
  role_name: null,
  policy_name: null,
  stack_id: null,
  stack_status: null,
  stack_reason: null,
  stack_updated_at: null,
  stack_given_json: null,
  update_since: null,
  next_update_look_at: null,
  link_url: null,
  link_withheld: null,
  link_made_at: null,
  poll_since: null,
  next_poll_at: null,
  polled_at: null,
  poll_begun: 0,
  poll_done: 0,
  look_granted_at: null,
  role_first_seen_at: null,
  trust_checked_at: null,
  organization: null,
  findings_json: '[]',
  auto_confirm: 0,
  auto_confirm_by: null,
  chosen_root: null,
  validation_id: null,
  validated_at: null,
  next_validation_at: null,
  validating_since: null,
  report_first_seen_at: null,
  delivery: 'not_available',
  told_health: 'well',
  told_at: null,
  told_again: 0,
  well_since: null,
  insights_wanted_json: '[]',
  insights_json: '[]',
  confirmed_at: null,
  completed_at: null,
  disconnected_at: null,
  role_gone_at: null,
  refused_since: null,
} as const satisfies Partial<ConnectionRow>;
