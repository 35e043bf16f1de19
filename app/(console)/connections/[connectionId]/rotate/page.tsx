import type { Metadata } from 'next';
import { RotateExternalId } from '@/components/connections/rotate-external-id';
import { UpdateStack } from '@/components/connections/update-stack';
import { ValidationLive } from '@/components/connections/validation-live';
import { PageHeader } from '@/components/ui/page-header';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import { pageCaller } from '@/server/trpc/caller';
import { pollUpdate, updateStarted } from '../update/actions';
import type { StepParams } from '../wizard';
import { cancelRotation, rotate } from './actions';

export const metadata: Metadata = { title: 'Rotate external ID' };

/** Replaces the external ID: why, what is to do in AWS, and live how far it is. */
export default async function RotatePage({ params }: StepParams) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const { rotation: isRotating } = await api.connections.get({ connectionId });
  // Opening the page begins to look, also where no script asks for it afterwards.
  const progress = isRotating && (await api.connections.pollUpdate({ connectionId }));
  const connection = await api.connections.get({ connectionId });
  const now = new Date().toISOString();
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <PageHeader title={titleOf(connection)} path={pathOf(connection)} />
      <RotateExternalId connection={connection} now={now} actions={{ rotate, cancel: cancelRotation }} />
      {connection.rotation && (
        <UpdateStack
          connection={connection}
          update={await api.connections.stackUpdate({ connectionId })}
          now={now}
          action={updateStarted}
        />
      )}
      {progress && (
        <ValidationLive
          connectionId={connectionId}
          state={progress.state}
          running={progress.running}
          waiting
          redrawSeconds={30}
          watch={pollUpdate}
        />
      )}
    </div>
  );
}

function titleOf({ account }: ConnectionView): string {
  return `Rotate the external ID of ${account ? formatAccountId(account) : 'this connection'}`;
}

function pathOf({ id, onBehalf, tenant }: ConnectionView) {
  const home = onBehalf
    ? { label: tenant.name, href: `/customers/${tenant.id}/aws` }
    : { label: 'Assets', href: '/assets' };
  return [home, { label: 'Connection', href: `/connections/${id}` }, { label: 'Rotate external ID' }];
}
