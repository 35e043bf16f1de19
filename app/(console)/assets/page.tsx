import type { Metadata } from 'next';
import { EndedList } from '@/components/connections/connection-ended';
import { ConnectionList } from '@/components/connections/connection-list';
import { LinkAccount } from '@/components/connections/link-account';
import { StartConnection } from '@/components/connections/start-connection';
import { Disclosure } from '@/components/ui/disclosure';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { pageCaller } from '@/server/trpc/caller';
import { linkAccount } from '../connections/[connectionId]/insights/actions';
import { refreshReports } from '../connections/[connectionId]/validate/actions';
import { startConnection } from '../connections/actions';

export const metadata: Metadata = { title: 'Assets' };

export default async function AssetsPage() {
  const api = await pageCaller();
  const [{ tenant, permissions }, connections, ended] = await Promise.all([
    api.shell.frame(),
    api.connections.list({}),
    api.connections.list({ ended: true }),
  ]);
  const management = connections.filter((connection) => connection.purpose === 'reports');
  const linked = connections.filter((connection) => connection.purpose === 'insights');
  const now = new Date().toISOString();
  const mayConnect = tenant.kind === 'customer' && permissions.includes('connection:write');
  return (
    <>
      <PageHeader
        title="Assets"
        actions={
          mayConnect &&
          management.length > 0 && (
            <StartConnection action={startConnection}>Connect new account</StartConnection>
          )
        }
      />
      <section className="flex flex-col gap-3">
        <h2 className="text-base font-semibold">AWS management accounts</h2>
        {management.length > 0 ? (
          <ConnectionList
            connections={management}
            now={now}
            showTenant={tenant.kind !== 'customer'}
            refresh={refreshReports}
          />
        ) : (
          <EmptyState
            icon="boxes"
            action={
              mayConnect && (
                <StartConnection action={startConnection}>
                  Connect your AWS Management Account
                </StartConnection>
              )
            }
          >
            Connected AWS management accounts will be here, with the health of their CUR delivery.
          </EmptyState>
        )}
      </section>
      <section className="flex flex-col gap-3">
        <h2 className="text-base font-semibold">Accounts with insights</h2>
        {linked.length > 0 && (
          <ConnectionList
            connections={linked}
            now={now}
            showTenant={tenant.kind !== 'customer'}
            refresh={refreshReports}
          />
        )}
        {mayConnect && permissions.includes('insight:enable') ? (
          <LinkAccount action={linkAccount} tenantId={tenant.id} account={management[0]?.account ?? null} />
        ) : (
          linked.length === 0 && <EmptyState icon="boxes">No account with insights was linked.</EmptyState>
        )}
      </section>
      {ended.length > 0 && (
        <Disclosure summary={`Disconnected (${ended.length})`}>
          <EndedList connections={ended} />
        </Disclosure>
      )}
    </>
  );
}
