import { Card } from '@/components/ui/card';
import { KeyValues } from '@/components/ui/key-values';
import { Time } from '@/components/ui/time';
import { type PanelUser, UserStateLine } from '@/components/users/users-panel';
import { belowRoleNames, memberRoleNames } from '@/lib/roles';
import type { TenantKind } from '@/lib/tenants';

type UserFactsProps = { user: PanelUser; kind: TenantKind; now: string };

/** What is known of a user in a tenant. */
export function UserFacts({ user, kind, now }: UserFactsProps) {
  return (
    <Card>
      <KeyValues
        items={[
          { key: 'state', label: 'State', value: <UserStateLine user={user} now={now} /> },
          { key: 'email', label: 'Email', value: user.email },
          { key: 'role', label: 'Role', value: memberRoleNames[user.role] },
          ...(kind === 'customer'
            ? []
            : [
                {
                  key: 'below',
                  label: 'Role in customers below',
                  value: belowRoleNames[user.belowRole ?? 'none'],
                },
              ]),
          { key: 'job', label: 'Job function', value: user.jobFunction ?? '–' },
          { key: 'invited', label: 'Invited', value: <Time iso={user.invitedAt} now={now} /> },
        ]}
      />
    </Card>
  );
}
