import type { Metadata } from 'next';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { InviteForm } from '@/components/users/invite-form';
import { pageCaller } from '@/server/trpc/caller';
import { inviteUser } from '../actions';

export const metadata: Metadata = { title: 'Invite user' };

type Props = { searchParams: Promise<{ tenantId?: string | string[] }> };

export default async function InvitePage({ searchParams }: Props) {
  const { tenantId } = await searchParams;
  const api = await pageCaller();
  const own = await api.shell.frame();
  const tenant = await api.users.inviteForm({
    tenantId: typeof tenantId === 'string' ? tenantId : own.tenant.id,
  });
  const back = tenant.isOwn ? '/settings/users' : `/customers/${tenant.id}/users`;
  return (
    <>
      <PageHeader
        title="Invite user"
        meta={`to ${tenant.name}`}
        path={[{ label: tenant.isOwn ? 'Users' : tenant.name, href: back }]}
      />
      <Card>
        <InviteForm tenant={tenant} action={inviteUser} back={back} />
      </Card>
    </>
  );
}
