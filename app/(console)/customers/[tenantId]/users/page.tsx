import type { Metadata } from 'next';
import { UsersPanel } from '@/components/users/users-panel';
import { pageCaller } from '@/server/trpc/caller';
import { TenantFrame } from '../tenant-frame';

export const metadata: Metadata = { title: 'Users and roles' };

type Props = { params: Promise<{ tenantId: string }> };

export default async function TenantUsersPage({ params }: Props) {
  const { tenantId } = await params;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  const list = await api.users.list({ tenantId });
  return (
    <TenantFrame tenant={tenant} tab="users">
      <UsersPanel tenant={list.tenant} users={list.users} mayInvite={list.mayInvite} now={list.now} />
    </TenantFrame>
  );
}
