import type { ConnectionState } from '@/lib/connection-states';
import type { TenantKind } from '@/lib/tenants';
import type {
  IdentityRow,
  InvitationRow,
  MembershipRow,
  PasswordResetRow,
  SessionRow,
  SetupTokenRow,
  ThrottleRow,
} from './people-tables';
import type { TenantColumns } from './tenant-columns';
import type { JobRow, MailRow, MessageRow } from './work-tables';

/** Instants are UTC ISO text, days are YYYY-MM-DD, flags are 0 or 1, JSON is text that a zod schema reads. */
export interface TenantRow extends TenantColumns {
  id: string;
  kind: TenantKind;
  parent_id: string | null;
  name: string;
  domain: string;
  time_zone: string;
  invitation_hours: number;
  partner_may_confirm: number;
  /** When its onboarding was complete: accounts that a contract lists later do not reopen it. Null while nothing had to be kept. */
  onboarded_at: string | null;
  created_at: string;
  created_by: string | null;
  version: number;
}

/** What is left of the AssumeRole calls that all replicas may make together. */
export interface LookBudgetRow {
  id: string;
  /** Below 0: spent by people, who do not wait for a turn. */
  tokens: number;
  filled_at: string;
  /** By how much the filling is slowed since AWS throttled, and when it did. */
  slowdown: number;
  slowed_at: string | null;
  /** While more is due than may be asked, turns are given out until this instant and nobody takes one for themselves. */
  queue_until: string | null;
}

/** The one row while AWS keeps Tributary itself out (lib/own-access.ts). */
export interface OwnAccessRow {
  id: string;
  trouble: string;
  since: string;
  /** By whatever spoke for it last. */
  renewed_at: string;
}

export type ContractState = 'draft' | 'scheduled' | 'active' | 'cancelled' | 'superseded' | 'expired';

export interface ContractRow extends TenantColumns {
  id: string;
  parent_id: string | null;
  name: string;
  state: ContractState;
  start_date: string;
  end_date: string | null;
  time_zone: string;
  /** First instant of the start date and first instant after the end date, in the contract's time zone. */
  starts_at: string;
  ends_at: string | null;
  accounts_mode: 'all' | 'listed';
  account_ids_json: string;
  renewal: 'auto' | 'manual' | 'fixed';
  entitlement: 'none' | 'spp' | 'ppa';
  invoicing_prefix: string | null;
  notes: string | null;
  billing_json: string;
  version: number;
  activated_at: string | null;
  ended_at: string | null;
  cancel_reason: string | null;
  created_at: string;
  created_by: string | null;
  updated_at: string;
}

export type ConnectionPurpose = 'reports' | 'insights';
export type ReportBy = 'customer' | 'stack';
export type DeliveryHealth = 'success' | 'warning' | 'failed' | 'not_available';

export interface ConnectionRow extends TenantColumns {
  id: string;
  /** `reports`: an AWS management account; `insights`: an account with insights. Both live on the same stack machine. */
  purpose: ConnectionPurpose;
  state: ConnectionState;
  /** Where a paused or broken connection returns to. */
  state_before: ConnectionState | null;
  /** Rises with every write of a form; a form that carries an older one is refused. */
  version: number;
  edited_by: string | null;
  edited_what: string | null;
  edited_at: string | null;
  reviewed_at: string | null;
  account_id: string | null;
  /** The account ID once it is proven (role_verified on): unique over the whole installation. */
  reserved_account_id: string | null;
  /** Who creates the report: the customer in the AWS console, or the stack, in a bucket that we name. */
  report_by: ReportBy;
  bucket: string | null;
  bucket_region: string | null;
  bucket_warning: string | null;
  /** From where it was moved after Confirm, with its key, until the bucket of now was read: what the stack may still name. */
  bucket_before: string | null;
  kms_key_before: string | null;
  bucket_moved_at: string | null;
  report_prefix: string | null;
  kms_key_arn: string | null;
  external_id: string;
  /** The external ID that the stack is to take over, while a rotation is under way: until it is proven, both are tried. */
  next_external_id: string | null;
  rotation_started_at: string | null;
  /** When the next external ID let us in first, in this rotation. */
  rotation_seen_at: string | null;
  attempt: number;
  stack_name: string | null;
  role_name: string | null;
  policy_name: string | null;
  /** Of the stack whose IAM role let us in; a stack of the same name that is made after it has another. */
  stack_id: string | null;
  stack_status: string | null;
  stack_reason: string | null;
  /** As AWS says it; null: never since it was created. */
  stack_updated_at: string | null;
  /** The template's version and the values that it was last seen with; null: never seen. */
  stack_given_json: string | null;
  /** Since when an update is looked for more often than each day; null: it is not. */
  update_since: string | null;
  next_update_look_at: string | null;
  link_url: string | null;
  /** Why there is no link although a template bucket is set. */
  link_withheld: string | null;
  link_made_at: string | null;
  /** The fast schedule counts from here; opening the stack step moves it to now. */
  poll_since: string | null;
  next_poll_at: string | null;
  polled_at: string | null;
  /** Counts the looks that began, and the youngest that was written down: a late look never overwrites a newer one. */
  poll_begun: number;
  poll_done: number;
  /** When its turn came while more looks were due than AWS is asked for: it need not ask for one again. */
  look_granted_at: string | null;
  role_first_seen_at: string | null;
  /** When the IAM role let us in last; once it is accepted, when its trust was last read as exactly ours. */
  trust_checked_at: string | null;
  organization: 'management' | 'member' | 'none' | 'denied' | null;
  findings_json: string;
  auto_confirm: number;
  /** The tenant of the person who asked for it. */
  auto_confirm_by: string | null;
  chosen_root: string | null;
  validation_id: string | null;
  validated_at: string | null;
  next_validation_at: string | null;
  validating_since: string | null;
  report_first_seen_at: string | null;
  delivery: DeliveryHealth;
  /** What people were told last of how it is (lib/told-health.ts). */
  told_health: 'well' | 'failed' | 'broken';
  told_at: string | null;
  told_again: number;
  well_since: string | null;
  /** For purpose insights: which are wanted, and the state of each at the last check. */
  insights_wanted_json: string;
  insights_json: string;
  created_by: string | null;
  created_at: string;
  updated_at: string;
  confirmed_at: string | null;
  completed_at: string | null;
  disconnected_at: string | null;
  /** After disconnecting: when AWS was first seen to refuse the IAM role for good. */
  role_gone_at: string | null;
  /** Since AWS refuses us at an IAM role that let us in, while that is no verdict on it. */
  refused_since: string | null;
}

/** An external ID that was given out, once and for all: the database adds each, and takes none twice. */
export interface ExternalIdRow {
  value: string;
  /** Null when the connection's row is gone. */
  connection_id: string | null;
  given_at: string;
}

export interface ConnectionEventRow extends TenantColumns {
  id: string;
  connection_id: string;
  kind: string;
  detail: string | null;
  at: string;
}

/** A link for somebody without an account here; only a hash of its token is stored. */
export interface HandoffRow extends TenantColumns {
  id: string;
  connection_id: string;
  /** Of the person who made it: the link holds only while they may work on the connection. */
  membership_id: string;
  token_hash: string;
  /** For whom it is, as its maker calls them. */
  label: string | null;
  email: string | null;
  created_by: string;
  created_by_name: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  first_used_at: string | null;
  last_used_at: string | null;
  /** When the stack's link or template was first taken. */
  stack_opened_at: string | null;
}

export interface BucketProposalRow extends TenantColumns {
  id: string;
  connection_id: string;
  handoff_id: string;
  bucket: string;
  state: 'open' | 'accepted' | 'dismissed';
  created_at: string;
  decided_at: string | null;
}

/** An end customer's question to its partner. */
export interface HelpRequestRow extends TenantColumns {
  id: string;
  connection_id: string;
  step: string;
  message: string | null;
  findings_json: string;
  asked_by: string;
  asked_by_name: string;
  asked_at: string;
  settled_at: string | null;
}

export interface ValidationRow extends TenantColumns {
  id: string;
  connection_id: string;
  /** Rises by one for each validation of a connection that was begun: a late result never overwrites a newer one. */
  sequence: number;
  cause: 'user' | 'schedule' | 'wizard';
  started_at: string;
  finished_at: string | null;
  result_json: string | null;
}

export interface ActivityRow extends TenantColumns {
  id: string;
  at: string;
  actor_kind: 'user' | 'system' | 'operator';
  actor_identity_id: string | null;
  actor_tenant_id: string | null;
  actor_name: string;
  on_behalf: number;
  action: string;
  subject_id: string | null;
  detail_json: string;
}

export interface Tables {
  tenants: TenantRow;
  identities: IdentityRow;
  memberships: MembershipRow;
  invitations: InvitationRow;
  sessions: SessionRow;
  setup_tokens: SetupTokenRow;
  password_resets: PasswordResetRow;
  throttles: ThrottleRow;
  look_budget: LookBudgetRow;
  own_access: OwnAccessRow;
  contracts: ContractRow;
  connections: ConnectionRow;
  external_ids: ExternalIdRow;
  connection_events: ConnectionEventRow;
  handoffs: HandoffRow;
  bucket_proposals: BucketProposalRow;
  help_requests: HelpRequestRow;
  validations: ValidationRow;
  activities: ActivityRow;
  mails: MailRow;
  messages: MessageRow;
  jobs: JobRow;
}
