import type { BelowRole, MemberRole } from '@/lib/roles';
import type { UserState } from '@/lib/users';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';

/** A user as the lists and pages of a tenant show them. */
export interface UserView {
  membershipId: string;
  name: string;
  email: string;
  role: MemberRole;
  belowRole: BelowRole | null;
  jobFunction: string | null;
  state: UserState;
  invitedAt: string;
  activatedAt: string | null;
  /** When the last open link ends; null when none is open. */
  expiresAt: string | null;
  isSelf: boolean;
  version: number;
}

type Wanted = { ctx: Ctx<UserActor> } & ({ tenantId: string } | { membershipId: string });

/** The users of a tenant, or one of them, in the actor's scope. */
export async function readUsers(tx: Tx, wanted: Wanted): Promise<UserView[]> {
  const rows = await select(tx, wanted).execute();
  const now = wanted.ctx.now().toISOString();
  return rows.map((row) => {
    // An identity's own name is shown once the person has accepted; until then what the inviter typed.
    const own = row.activated_at !== null;
    const first = own ? row.first_name : (row.invited_first_name ?? '');
    const last = own ? row.last_name : (row.invited_last_name ?? '');
    // The job that marks it may come a minute later.
    const isOver = row.state === 'invited' && (row.expires_at === null || row.expires_at <= now);
    return {
      membershipId: row.id,
      name: `${first} ${last}`.trim(),
      email: row.email,
      role: row.role,
      belowRole: row.below_role,
      jobFunction: row.job_function,
      state: isOver ? 'expired' : row.state,
      invitedAt: row.invited_at,
      activatedAt: row.activated_at,
      expiresAt: row.expires_at,
      isSelf: row.id === wanted.ctx.actor.membershipId,
      version: row.version,
    };
  });
}

function select(tx: Tx, wanted: Wanted) {
  const { scope } = wanted.ctx.actor;
  const query = tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['memberships.id', 'memberships.role', 'memberships.below_role', 'memberships.job_function'])
    .select(['memberships.state', 'memberships.invited_at', 'memberships.activated_at'])
    .select('memberships.version')
    .select(['memberships.invited_first_name', 'memberships.invited_last_name'])
    .select(['identities.email', 'identities.first_name', 'identities.last_name'])
    .select((eb) =>
      eb
        .selectFrom('invitations')
        .select((open) => open.fn.max('invitations.expires_at').as('expires_at'))
        .whereRef('invitations.membership_id', '=', 'memberships.id')
        .where('invitations.state', '=', 'open')
        .where(visible(scope, 'invitations'))
        .as('expires_at'),
    )
    .where(visible(scope, 'memberships'));
  return 'tenantId' in wanted
    ? query.where('memberships.tenant_id', '=', wanted.tenantId)
    : query.where('memberships.id', '=', wanted.membershipId);
}
