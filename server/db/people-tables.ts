import type { BelowRole, MemberRole } from '@/lib/roles';
import type { TenantColumns } from './tenant-columns';

export interface IdentityRow {
  id: string;
  email: string;
  first_name: string;
  last_name: string;
  password_hash: string | null;
  created_at: string;
}

export type MembershipState = 'invited' | 'expired' | 'cancelled' | 'active' | 'disabled';

export interface MembershipRow extends TenantColumns {
  id: string;
  identity_id: string;
  role: MemberRole;
  below_role: BelowRole | null;
  job_function: string | null;
  /** The name that the inviter typed: shown until activation, so that nobody learns the name of an identity by inviting its email. */
  invited_first_name: string | null;
  invited_last_name: string | null;
  state: MembershipState;
  invited_at: string;
  invited_by: string | null;
  activated_at: string | null;
  version: number;
}

export type InvitationState = 'open' | 'used' | 'replaced' | 'cancelled' | 'expired';

export interface InvitationRow extends TenantColumns {
  id: string;
  membership_id: string;
  via: 'mail' | 'copy';
  token_hash: string;
  state: InvitationState;
  expires_at: string;
  created_at: string;
  created_by: string | null;
}

export interface SessionRow {
  id: string;
  identity_id: string;
  membership_id: string;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
}

export interface SetupTokenRow {
  id: string;
  token_hash: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface PasswordResetRow {
  id: string;
  identity_id: string;
  token_hash: string;
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface ThrottleRow {
  key: string;
  points: number;
  /** Growing waits: no attempt before this instant. Windows: the end of the window. */
  expires_at: string;
}
