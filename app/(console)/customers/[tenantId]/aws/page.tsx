import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EndedList } from '@/components/connections/connection-ended';
import { ConnectionList } from '@/components/connections/connection-list';
import { TaskButton } from '@/components/onboarding/task-button';
import { Disclosure } from '@/components/ui/disclosure';
import { EmptyState } from '@/components/ui/empty-state';
import { pageCaller } from '@/server/trpc/caller';
import { refreshReports } from '../../../connections/[connectionId]/validate/actions';
import { startConnection } from '../../../connections/actions';
import { TenantFrame } from '../tenant-frame';

export const metadata: Metadata = { title: 'AWS' };

type Props = { params: Promise<{ tenantId: string }> };

export default async function TenantAwsPage({ params }: Props) {
  const { tenantId } = await params;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  if (tenant.kind !== 'customer') notFound();
  const [connections, ended] = await Promise.all([
    api.connections.list({ tenantId }),
    api.connections.list({ tenantId, ended: true }),
  ]);
  const management = connections.filter((one) => one.purpose === 'reports');
  const linked = connections.filter((one) => one.purpose === 'insights');
  const account = tenant.progress.tasks.find((task) => task.key === 'account_connected');
  return (
    <TenantFrame tenant={tenant} tab="aws">
      <section className="flex flex-col gap-3" aria-labelledby="management">
        <h2 id="management" className="text-base font-semibold">
          AWS management accounts
        </h2>
        {management.length > 0 ? (
          <ConnectionList
            connections={management}
            now={tenant.now}
            timeZone={tenant.timeZone}
            refresh={refreshReports}
          />
        ) : (
          <EmptyState
            icon="boxes"
            action={
              account?.button?.post && (
                <TaskButton
                  button={{ ...account.button, label: 'Connect AWS account' }}
                  start={startConnection}
                />
              )
            }
          >
            {account?.says || 'Connected AWS management accounts will be here.'}
          </EmptyState>
        )}
      </section>
      {linked.length > 0 && (
        <section className="flex flex-col gap-3" aria-labelledby="linked">
          <h2 id="linked" className="text-base font-semibold">
            Accounts with insights
          </h2>
          <ConnectionList
            connections={linked}
            now={tenant.now}
            timeZone={tenant.timeZone}
            refresh={refreshReports}
          />
        </section>
      )}
      {ended.length > 0 && (
        <Disclosure summary={`Disconnected (${ended.length})`}>
          <EndedList connections={ended} />
        </Disclosure>
      )}
    </TenantFrame>
  );
}
