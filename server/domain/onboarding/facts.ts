import type { ConnectionState } from '@/lib/connection-states';
import type { ContractState } from '@/lib/contracts';
import type { TenantScope } from '@/server/auth/scope';
import type { MembershipState } from '@/server/db/people-tables';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionPurpose, DeliveryHealth, TenantRow } from '@/server/db/tables';

export type TenantFacts = Pick<
  TenantRow,
  'id' | 'kind' | 'name' | 'domain' | 'parent_id' | 'created_at' | 'onboarded_at' | 'partner_may_confirm'
>;

export interface AdminFacts {
  /** The membership. */
  id: string;
  tenant_id: string;
  state: MembershipState;
  invited_at: string;
  activated_at: string | null;
  first_name: string;
  last_name: string;
  email: string;
}

export interface ContractFacts {
  id: string;
  tenant_id: string;
  name: string;
  state: ContractState;
  start_date: string;
  time_zone: string;
  accounts_mode: 'all' | 'listed';
  account_ids_json: string;
  created_at: string;
  activated_at: string | null;
  ended_at: string | null;
}

export interface ConnectionFacts {
  id: string;
  tenant_id: string;
  purpose: ConnectionPurpose;
  state: ConnectionState;
  state_before: ConnectionState | null;
  reviewed_at: string | null;
  account_id: string | null;
  bucket: string | null;
  stack_reason: string | null;
  link_made_at: string | null;
  /** Null while a stack is waited for: looking stopped after 14 days. */
  next_poll_at: string | null;
  role_first_seen_at: string | null;
  report_first_seen_at: string | null;
  next_validation_at: string | null;
  validated_at: string | null;
  findings_json: string;
  delivery: DeliveryHealth;
  created_at: string;
  updated_at: string;
  confirmed_at: string | null;
  completed_at: string | null;
}

/** Everything that a tenant's tasks are derived from. */
export interface Facts {
  tenant: TenantFacts;
  parentName: string | null;
  /** Users with role Admin, the first invited first. */
  admins: AdminFacts[];
  /** The one that changed last first. */
  contracts: ContractFacts[];
  connections: ConnectionFacts[];
}

/**
 * The facts of every tenant in scope, or of one, by name; four queries whatever their number. The names of parents outside the
 * scope are read too: a tenant knows its direct partner.
 */
export async function loadFacts(tx: Tx, of: { scope: TenantScope; tenantId?: string }): Promise<Facts[]> {
  const tenants = await readTenants(tx, of);
  const admins = groupByTenant(await readAdmins(tx, of));
  const contracts = groupByTenant(await readContracts(tx, of));
  const connections = groupByTenant(await readConnections(tx, of));
  return tenants.map(({ parent_name, ...tenant }) => ({
    tenant,
    parentName: parent_name,
    admins: admins.get(tenant.id) ?? [],
    contracts: contracts.get(tenant.id) ?? [],
    connections: connections.get(tenant.id) ?? [],
  }));
}

type Wanted = { scope: TenantScope; tenantId?: string };

function readTenants(tx: Tx, of: Wanted) {
  const query = tx
    .selectFrom('tenants')
    .leftJoin('tenants as parents', 'parents.id', 'tenants.parent_id')
    .select(['tenants.id', 'tenants.kind', 'tenants.name', 'tenants.domain', 'tenants.parent_id'])
    .select(['tenants.created_at', 'tenants.onboarded_at', 'tenants.partner_may_confirm'])
    .select('parents.name as parent_name')
    .where(visible(of.scope, 'tenants'))
    .orderBy('tenants.name')
    .orderBy('tenants.id');
  return (of.tenantId === undefined ? query : query.where('tenants.id', '=', of.tenantId)).execute();
}

async function readAdmins(tx: Tx, of: Wanted): Promise<AdminFacts[]> {
  const query = tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.tenant_id', 'memberships.state', 'memberships.invited_at'])
    .select(['memberships.activated_at', 'identities.first_name', 'identities.last_name', 'identities.email'])
    .select(['memberships.invited_first_name', 'memberships.invited_last_name'])
    .where('memberships.role', '=', 'admin')
    .where(visible(of.scope, 'memberships'))
    .orderBy('memberships.invited_at')
    .orderBy('memberships.id');
  const rows = await (of.tenantId === undefined
    ? query
    : query.where('memberships.tenant_id', '=', of.tenantId)
  ).execute();
  return rows.map(({ invited_first_name, invited_last_name, ...row }) => ({
    ...row,
    // Until activation only what the inviter typed is known of a person here.
    first_name: row.activated_at ? row.first_name : (invited_first_name ?? ''),
    last_name: row.activated_at ? row.last_name : (invited_last_name ?? ''),
  }));
}

function readContracts(tx: Tx, of: Wanted): Promise<ContractFacts[]> {
  const query = tx
    .selectFrom('contracts')
    .select(['id', 'tenant_id', 'name', 'state', 'start_date', 'time_zone', 'accounts_mode'])
    .select(['account_ids_json', 'created_at', 'activated_at', 'ended_at'])
    .where(visible(of.scope, 'contracts'))
    .orderBy('updated_at', 'desc')
    .orderBy('id');
  return (of.tenantId === undefined ? query : query.where('tenant_id', '=', of.tenantId)).execute();
}

function readConnections(tx: Tx, of: Wanted): Promise<ConnectionFacts[]> {
  const query = tx
    .selectFrom('connections')
    .select(['id', 'tenant_id', 'purpose', 'state', 'state_before', 'reviewed_at', 'account_id', 'bucket'])
    .select(['stack_reason', 'link_made_at', 'next_poll_at', 'role_first_seen_at', 'report_first_seen_at'])
    .select(['next_validation_at', 'validated_at', 'findings_json', 'delivery', 'created_at', 'updated_at'])
    .select(['confirmed_at', 'completed_at'])
    .where('state', '<>', 'disconnected')
    .where(visible(of.scope, 'connections'))
    .orderBy('created_at')
    .orderBy('id');
  return (of.tenantId === undefined ? query : query.where('tenant_id', '=', of.tenantId)).execute();
}

function groupByTenant<R extends { tenant_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.tenant_id);
    if (group) group.push(row);
    else groups.set(row.tenant_id, [row]);
  }
  return groups;
}
