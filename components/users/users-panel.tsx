import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { type BelowRole, belowRoleNames, type MemberRole, memberRoleNames } from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';
import { formatRelative } from '@/lib/time';
import { type UserState, userStates } from '@/lib/users';

export type PanelUser = {
  membershipId: string;
  name: string;
  email: string;
  role: MemberRole;
  belowRole: BelowRole | null;
  jobFunction: string | null;
  state: UserState;
  invitedAt: string;
  activatedAt: string | null;
  expiresAt: string | null;
  isSelf: boolean;
  version: number;
};

type UsersPanelProps = {
  tenant: { id: string; name: string; kind: TenantKind };
  users: readonly PanelUser[];
  mayInvite: boolean;
  now: string;
};

/** The users of a tenant with role and state, for Settings and for the tenant's page; each opens a page of their own. */
export function UsersPanel({ tenant, users, mayInvite, now }: UsersPanelProps) {
  const inviteLink = (
    <ButtonLink href={`/settings/users/invite?tenantId=${tenant.id}`} variant="primary" icon="plus">
      Invite user
    </ButtonLink>
  );
  if (users.length === 0) {
    return (
      <EmptyState icon="users" action={mayInvite && inviteLink}>
        The users of {tenant.name} will be here. It needs an Admin to finish onboarding.
      </EmptyState>
    );
  }
  const isPartner = tenant.kind !== 'customer';
  return (
    <section className="flex flex-col gap-3">
      {mayInvite && <div className="flex justify-end">{inviteLink}</div>}
      <Table
        label={`Users of ${tenant.name}`}
        columns={[
          { key: 'name', label: 'Name' },
          { key: 'role', label: 'Role' },
          ...(isPartner
            ? [{ key: 'below', label: 'Role in customers below', className: 'max-md:hidden' }]
            : []),
          { key: 'job', label: 'Job function', className: 'max-lg:hidden' },
          { key: 'state', label: 'State' },
        ]}
      >
        {users.map((user) => (
          <TableRow key={user.membershipId}>
            <TableCell head>
              <TextLink href={`/settings/users/${user.membershipId}`} plain>
                {user.name || user.email}
              </TextLink>
              {user.isSelf && <span className="text-muted"> (you)</span>}
              <span className="block text-xs text-muted">{user.email}</span>
            </TableCell>
            <TableCell>{memberRoleNames[user.role]}</TableCell>
            {isPartner && (
              <TableCell className="max-md:hidden">{belowRoleNames[user.belowRole ?? 'none']}</TableCell>
            )}
            <TableCell muted className="max-lg:hidden">
              {user.jobFunction ?? '–'}
            </TableCell>
            <TableCell>
              <UserStateLine user={user} now={now} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </section>
  );
}

type UserStateLineProps = { user: Pick<PanelUser, 'state' | 'expiresAt' | 'activatedAt'>; now: string };

/** Shape, word, and since or until when. */
export function UserStateLine({ user, now }: UserStateLineProps) {
  const { status, word } = userStates[user.state];
  const note =
    user.state === 'invited' && user.expiresAt ? (
      `link ends ${formatRelative(user.expiresAt, now)}`
    ) : user.state === 'active' && user.activatedAt ? (
      <>
        since <Time iso={user.activatedAt} look="date" />
      </>
    ) : undefined;
  return <StatusLine status={status} word={word} note={note} />;
}
