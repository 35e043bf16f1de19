import type { Metadata } from 'next';
import { UpdateStack } from '@/components/connections/update-stack';
import { ValidationLive } from '@/components/connections/validation-live';
import { PageHeader } from '@/components/ui/page-header';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import { pageCaller } from '@/server/trpc/caller';
import type { StepParams } from '../wizard';
import { pollUpdate, updateStarted } from './actions';

export const metadata: Metadata = { title: 'Update the stack' };

/** How a stack that is behind follows, how an IAM role that was changed by hand is put back, and what became of it. */
export default async function UpdatePage({ params }: StepParams) {
  const { connectionId } = await params;
  const api = await pageCaller();
  // Opening the page begins to look, also where no script asks for it afterwards.
  const progress = await api.connections.pollUpdate({ connectionId });
  const [connection, update] = await Promise.all([
    api.connections.get({ connectionId }),
    api.connections.stackUpdate({ connectionId }),
  ]);
  const runs = update.state === 'updating' || update.state === 'rolling_back';
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <PageHeader title={titleOf(connection)} path={pathOf(connection)} />
      <UpdateStack
        connection={connection}
        update={update}
        now={new Date().toISOString()}
        action={updateStarted}
      />
      <ValidationLive
        connectionId={connectionId}
        state={progress.state}
        running={progress.running}
        waiting={connection.remedy !== null}
        redrawSeconds={runs ? 3 : 30}
        watch={pollUpdate}
      />
    </div>
  );
}

function titleOf({ account, remedy }: ConnectionView): string {
  const name = account ? formatAccountId(account) : 'this connection';
  return remedy === 'restore' ? `Put the IAM role of ${name} back` : `Update the stack of ${name}`;
}

function pathOf({ id, onBehalf, tenant, remedy }: ConnectionView) {
  const home = onBehalf
    ? { label: tenant.name, href: `/customers/${tenant.id}/aws` }
    : { label: 'Assets', href: '/assets' };
  const here = remedy === 'restore' ? 'Put the IAM role back' : 'Update the stack';
  return [home, { label: 'Connection', href: `/connections/${id}` }, { label: here }];
}
