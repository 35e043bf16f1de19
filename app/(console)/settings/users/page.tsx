import type { Metadata } from 'next';
import { SettingsTabs } from '@/components/settings/settings-tabs';
import { PageHeader } from '@/components/ui/page-header';
import { UsersPanel } from '@/components/users/users-panel';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Users' };

export default async function UsersPage() {
  const api = await pageCaller();
  const { permissions, tenant } = await api.shell.frame();
  const list = await api.users.list({ tenantId: tenant.id });
  return (
    <>
      <PageHeader title="Settings" />
      <SettingsTabs current="users" permissions={permissions} />
      <UsersPanel tenant={list.tenant} users={list.users} mayInvite={list.mayInvite} now={list.now} />
    </>
  );
}
