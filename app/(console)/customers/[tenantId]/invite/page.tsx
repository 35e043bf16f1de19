import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AddFrame } from '@/components/customers/add-frame';
import { AdminStep } from '@/components/customers/admin-step';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { pageCaller } from '@/server/trpc/caller';
import { inviteFirstAdmin } from '../../actions';

export const metadata: Metadata = { title: 'Invite admin user' };

type Props = { params: Promise<{ tenantId: string }> };

export default async function InviteAdminPage({ params }: Props) {
  const { tenantId } = await params;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  if (tenant.isOwn || !tenant.may.invite) notFound();
  const task = tenant.progress.tasks.find((one) => one.key === 'invite_admin');
  return (
    <AddFrame title={tenant.name} step="admin">
      {task?.state === 'done' ? (
        <Callout
          tone="ok"
          title={task.says}
          actions={<ButtonLink href={`/customers/${tenant.id}`}>Open {tenant.name}</ButtonLink>}
        >
          Further users are invited from the tab Users and roles.
        </Callout>
      ) : (
        <>
          <p className="text-muted">
            {tenant.name} is saved. Its first Admin gets a welcome email, whose link makes them an active
            user.
          </p>
          {tenant.alsoUnder.length > 0 && (
            <Callout
              tone="warn"
              title={`${tenant.domain} is also a customer of ${tenant.alsoUnder.join(', ')}`}
            >
              One domain under two resellers is allowed. Only you see it.
            </Callout>
          )}
          <AdminStep action={inviteFirstAdmin} tenant={tenant} />
        </>
      )}
    </AddFrame>
  );
}
