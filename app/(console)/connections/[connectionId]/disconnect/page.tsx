import type { Metadata } from 'next';
import { ConnectionEnded } from '@/components/connections/connection-ended';
import { DisconnectForm } from '@/components/connections/disconnect-form';
import { ValidationLive } from '@/components/connections/validation-live';
import { PageHeader } from '@/components/ui/page-header';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import { pageCaller } from '@/server/trpc/caller';
import type { StepParams } from '../wizard';
import { disconnect, watchEnd } from './actions';

export const metadata: Metadata = { title: 'Disconnect' };

/** Ends a connection, and says afterwards what is left to do in AWS. */
export default async function DisconnectPage({ params }: StepParams) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const connection = await api.connections.get({ connectionId });
  const { end, tenant, onBehalf } = connection;
  const home = onBehalf
    ? { label: tenant.name, href: `/customers/${tenant.id}/aws` }
    : { label: 'Assets', href: '/assets' };
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <PageHeader title={titleOf(connection)} path={[home, { label: end ? 'Disconnected' : 'Disconnect' }]} />
      {end ? (
        <>
          <ConnectionEnded
            connection={connection}
            end={end}
            now={new Date().toISOString()}
            back={home.href}
          />
          <ValidationLive
            connectionId={connectionId}
            state={end.role}
            running={end.nextAt !== null}
            waiting={false}
            watch={watchEnd}
          />
        </>
      ) : (
        <DisconnectForm connection={connection} action={disconnect} back={home.href} />
      )}
    </div>
  );
}

function titleOf({ account, end, stack }: ConnectionView): string {
  const name = account ? formatAccountId(account) : 'this draft';
  if (end) return `${account ? name : 'This draft'} is disconnected`;
  return stack.stackName === null ? `Discard ${name}` : `Disconnect ${name}`;
}
