import { type CreateTableBuilder, type Kysely, PostgresAdapter, sql } from 'kysely';

type Column = 'text' | 'integer';
type Columns = Record<string, { type: Column; null?: true; ref?: string; unique?: true; check?: string }>;

const text = { type: 'text' } as const;
const textNull = { type: 'text', null: true } as const;
const integer = { type: 'integer' } as const;
const ref = (to: string) => ({ type: 'text', ref: to }) as const;
const refNull = (to: string) => ({ type: 'text', ref: to, null: true }) as const;
const oneOf = (...values: string[]) =>
  ({ type: 'text', check: values.map((v) => `'${v}'`).join(', ') }) as const;
const oneOfNull = (...values: string[]) => ({ ...oneOf(...values), null: true }) as const;

const tenant = { tenant_id: ref('tenants'), reseller_id: refNull('tenants'), distributor_id: ref('tenants') };

const connectionStates = [
  ...['draft', 'awaiting_stack', 'stack_in_progress', 'stack_failed', 'verifying', 'role_verified'],
  ...['awaiting_report', 'report_invalid', 'report_valid', 'confirmed', 'complete'],
  ...['paused', 'unsupported', 'broken', 'disconnected'],
];

const tables: Record<string, Columns> = {
  tenants: {
    ...tenant,
    kind: oneOf('distributor', 'reseller', 'customer'),
    parent_id: refNull('tenants'),
    name: text,
    domain: text,
    time_zone: text,
    invitation_hours: integer,
    partner_may_confirm: integer,
    onboarded_at: textNull,
    created_at: text,
    created_by: textNull,
    version: integer,
  },
  identities: {
    email: { type: 'text', unique: true },
    first_name: text,
    last_name: text,
    password_hash: textNull,
    created_at: text,
  },
  memberships: {
    ...tenant,
    identity_id: ref('identities'),
    role: oneOf('admin', 'sales', 'viewer'),
    below_role: oneOfNull('admin', 'sales', 'none'),
    job_function: textNull,
    invited_first_name: textNull,
    invited_last_name: textNull,
    state: oneOf('invited', 'expired', 'cancelled', 'active', 'disabled'),
    invited_at: text,
    invited_by: textNull,
    activated_at: textNull,
    version: integer,
  },
  invitations: {
    ...tenant,
    membership_id: ref('memberships'),
    via: oneOf('mail', 'copy'),
    token_hash: { type: 'text', unique: true },
    state: oneOf('open', 'used', 'replaced', 'cancelled', 'expired'),
    expires_at: text,
    created_at: text,
    created_by: textNull,
  },
  sessions: {
    identity_id: ref('identities'),
    membership_id: ref('memberships'),
    created_at: text,
    expires_at: text,
    ended_at: textNull,
  },
  setup_tokens: {
    token_hash: { type: 'text', unique: true },
    created_at: text,
    expires_at: text,
    used_at: textNull,
  },
  password_resets: {
    identity_id: ref('identities'),
    token_hash: { type: 'text', unique: true },
    created_at: text,
    expires_at: text,
    used_at: textNull,
  },
  contracts: {
    ...tenant,
    parent_id: refNull('tenants'),
    name: text,
    state: oneOf('draft', 'scheduled', 'active', 'cancelled', 'superseded', 'expired'),
    start_date: text,
    end_date: textNull,
    time_zone: text,
    starts_at: text,
    ends_at: textNull,
    accounts_mode: oneOf('all', 'listed'),
    account_ids_json: text,
    renewal: oneOf('auto', 'manual', 'fixed'),
    entitlement: oneOf('none', 'spp', 'ppa'),
    invoicing_prefix: textNull,
    notes: textNull,
    billing_json: text,
    version: integer,
    activated_at: textNull,
    ended_at: textNull,
    cancel_reason: textNull,
    created_at: text,
    created_by: textNull,
    updated_at: text,
  },
  connections: {
    ...tenant,
    purpose: oneOf('reports', 'insights'),
    state: oneOf(...connectionStates),
    state_before: oneOfNull(...connectionStates),
    version: integer,
    edited_by: textNull,
    edited_what: textNull,
    edited_at: textNull,
    reviewed_at: textNull,
    account_id: textNull,
    reserved_account_id: textNull,
    bucket: textNull,
    bucket_region: textNull,
    bucket_warning: textNull,
    report_prefix: textNull,
    kms_key_arn: textNull,
    external_id: { type: 'text', unique: true },
    attempt: integer,
    stack_name: textNull,
    role_name: textNull,
    policy_name: textNull,
    stack_id: textNull,
    stack_status: textNull,
    stack_reason: textNull,
    link_url: textNull,
    link_made_at: textNull,
    poll_since: textNull,
    next_poll_at: textNull,
    polled_at: textNull,
    poll_begun: integer,
    poll_done: integer,
    role_first_seen_at: textNull,
    trust_checked_at: textNull,
    organization: oneOfNull('management', 'member', 'none', 'denied'),
    findings_json: text,
    auto_confirm: integer,
    chosen_root: textNull,
    validation_id: textNull,
    validated_at: textNull,
    next_validation_at: textNull,
    validating_since: textNull,
    report_first_seen_at: textNull,
    delivery: oneOf('success', 'warning', 'failed', 'not_available'),
    insights_wanted_json: text,
    insights_json: text,
    created_by: textNull,
    created_at: text,
    updated_at: text,
    confirmed_at: textNull,
    completed_at: textNull,
  },
  connection_events: { ...tenant, connection_id: ref('connections'), kind: text, detail: textNull, at: text },
  validations: {
    ...tenant,
    connection_id: ref('connections'),
    sequence: integer,
    cause: oneOf('user', 'schedule', 'wizard'),
    started_at: text,
    finished_at: textNull,
    result_json: textNull,
  },
  activities: {
    ...tenant,
    at: text,
    actor_kind: oneOf('user', 'system', 'operator'),
    actor_identity_id: refNull('identities'),
    actor_tenant_id: refNull('tenants'),
    actor_name: text,
    on_behalf: integer,
    action: text,
    subject_id: textNull,
    detail_json: text,
  },
  mails: {
    ...tenant,
    template: text,
    values_json: text,
    secret_ciphertext: textNull,
    to_email: text,
    subject: text,
    state: oneOf('queued', 'sent', 'failed', 'held', 'cancelled'),
    attempts: integer,
    last_error: textNull,
    message_id: text,
    created_at: text,
    sent_at: textNull,
    related_id: textNull,
  },
  jobs: {
    kind: text,
    payload: text,
    key: textNull,
    run_at: text,
    attempts: integer,
    max_attempts: integer,
    lease_until: textNull,
    owner: textNull,
    state: oneOf('pending', 'running', 'done', 'failed'),
    last_error: textNull,
    created_at: text,
    finished_at: textNull,
  },
};

/** Beside one index for each foreign key: what lists page by, what is unique, and what the worker looks up. */
const indexes = [
  'create unique index tenants_one_domain on tenants (parent_id, domain)',
  'create index tenants_page on tenants (distributor_id, name, id)',
  'create unique index memberships_once on memberships (identity_id, tenant_id)',
  "create unique index contracts_one_active on contracts (tenant_id) where state = 'active'",
  'create index contracts_due on contracts (state, ends_at)',
  'create unique index connections_reserved on connections (reserved_account_id)',
  'create index connections_poll on connections (next_poll_at)',
  'create index connections_validate on connections (next_validation_at)',
  'create unique index validations_sequence on validations (connection_id, sequence)',
  'create index activities_page on activities (tenant_id, at, id)',
  'create index invitations_due on invitations (state, expires_at)',
  'create index mails_page on mails (distributor_id, created_at, id)',
  "create unique index jobs_key on jobs (key) where state = 'pending'",
  'create index jobs_due on jobs (state, run_at)',
];

const ungated = "('draft', 'paused', 'unsupported', 'broken', 'disconnected', 'complete')";
const noContract =
  "not exists (select 1 from contracts c where c.tenant_id = new.tenant_id and c.state = 'active')";
/** Confirmed connections go on being checked after the contract's end: a move that starts there is not gated. */
const advances = `new.state not in ${ungated} and new.state <> old.state
  and old.state not in ('confirmed', 'complete', 'broken')`;

const sqliteGates = [
  `create trigger connections_need_contract before insert on connections
   when ${noContract} begin select raise(abort, 'contract_required'); end`,
  `create trigger connections_advance_with_contract before update of state on connections
   when ${advances} and ${noContract} begin select raise(abort, 'contract_required'); end`,
];

const postgresGates = [
  `create function connections_contract_gate() returns trigger language plpgsql as $gate$
   begin
     if tg_op = 'INSERT' then
       if ${noContract} then raise exception 'contract_required'; end if;
     elsif ${advances} and ${noContract} then
       raise exception 'contract_required';
     end if;
     return new;
   end $gate$`,
  `create trigger connections_need_contract before insert on connections
   for each row execute function connections_contract_gate()`,
  `create trigger connections_advance_with_contract before update of state on connections
   for each row execute function connections_contract_gate()`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
  for (const [name, columns] of Object.entries(tables)) await createTable(db, { name, columns, postgres });
  await createTable(db, {
    name: 'throttles',
    columns: { points: integer, expires_at: text },
    postgres,
    key: 'key',
  });
  for (const statement of [...indexes, ...(postgres ? postgresGates : sqliteGates)]) {
    await sql.raw(statement).execute(db);
  }
}

async function createTable(
  db: Kysely<unknown>,
  table: { name: string; columns: Columns; postgres: boolean; key?: string },
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema
    .createTable(table.name)
    .addColumn(table.key ?? 'id', 'text', (column) => column.primaryKey().notNull());
  for (const [name, column] of Object.entries(table.columns)) {
    builder = builder.addColumn(name, column.type, (made) => {
      let next = column.null ? made : made.notNull();
      if (column.unique) next = next.unique();
      if (column.ref) next = next.references(`${column.ref}.id`);
      // Checks compare with null as unknown, so a nullable column passes by itself.
      if (column.check) next = next.check(sql.raw(`${name} in (${column.check})`));
      return next;
    });
  }
  // STRICT makes SQLite refuse text in an integer column, as Postgres does.
  await (table.postgres ? builder : builder.modifyEnd(sql`strict`)).execute();
  for (const [name, column] of Object.entries(table.columns)) {
    if (!column.ref) continue;
    await db.schema.createIndex(`${table.name}_${name}`).on(table.name).column(name).execute();
  }
}
