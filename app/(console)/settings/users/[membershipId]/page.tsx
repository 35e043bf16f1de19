import type { Metadata } from 'next';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import { AccessCard, InvitationCard, RoleCard } from '@/components/users/user-cards';
import { UserFacts } from '@/components/users/user-facts';
import { pageCaller } from '@/server/trpc/caller';
import * as actions from '../actions';

export const metadata: Metadata = { title: 'User' };

type Props = {
  params: Promise<{ membershipId: string }>;
  searchParams: Promise<{ done?: string | string[] }>;
};

const doneWords: Record<string, string> = {
  invited: 'The invitation is on its way.',
  cancelled: 'The invitation is cancelled. Its links have ended.',
  disabled: 'Disabled. Every session here has ended.',
  enabled: 'Enabled.',
};

export default async function UserPage({ params, searchParams }: Props) {
  const { membershipId } = await params;
  const { done } = await searchParams;
  const api = await pageCaller();
  const { user, tenant, mayInvite, mayManage, holdsMail, now } = await api.users.get({ membershipId });
  const back = tenant.isOwn ? '/settings/users' : `/customers/${tenant.id}/users`;
  const isHeld = done === 'invited' && holdsMail;
  const said = typeof done === 'string' ? doneWords[done] : undefined;
  const isOpen = user.state === 'invited' || user.state === 'expired' || user.state === 'cancelled';
  return (
    <>
      <PageHeader
        title={user.name || user.email}
        meta={tenant.name}
        path={[{ label: tenant.isOwn ? 'Users' : tenant.name, href: back }]}
      />
      {isHeld ? (
        <Callout tone="wait" title="The invitation is held: no mail server is set up." live>
          Copy link gives you the link to hand over by other means.
        </Callout>
      ) : (
        said && <Callout tone="ok" title={said} live />
      )}
      <UserFacts user={user} kind={tenant.kind} now={now} />
      {isOpen && mayInvite && (
        <InvitationCard
          user={user}
          domain={tenant.domain}
          actions={{
            resend: actions.resendInvitation,
            correctEmail: actions.correctEmail,
            copyLink: actions.copyLink,
            cancel: actions.cancelInvitation,
          }}
        />
      )}
      {mayManage && <RoleCard user={user} kind={tenant.kind} action={actions.changeRole} />}
      {mayManage && !isOpen && !user.isSelf && (
        <AccessCard user={user} actions={{ disable: actions.disableUser, enable: actions.enableUser }} />
      )}
    </>
  );
}
