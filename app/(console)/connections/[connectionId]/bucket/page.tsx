import type { Metadata } from 'next';
import { MoveBucket } from '@/components/connections/move-bucket';
import { ValidationLive } from '@/components/connections/validation-live';
import { Callout } from '@/components/ui/callout';
import { KeyValues } from '@/components/ui/key-values';
import { PageHeader } from '@/components/ui/page-header';
import { formatAccountId } from '@/lib/aws-ids';
import { stepAddress } from '@/lib/connections';
import { pageCaller } from '@/server/trpc/caller';
import { refreshReports, watchValidation } from '../validate/actions';
import type { StepParams } from '../wizard';
import { moveBucket } from './actions';

export const metadata: Metadata = { title: 'Move to another bucket' };

/** Names another bucket after Confirm, and says what is left to do for it in AWS. */
export default async function BucketPage({ params }: StepParams) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const connection = await api.connections.get({ connectionId });
  const { account, bucket, validation } = connection;
  const now = new Date().toISOString();
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <PageHeader
        title="Move to another bucket"
        path={[
          { label: connection.tenant.name },
          { label: 'Validate CUR', href: stepAddress({ id: connectionId, step: 'validate' }) },
          { label: 'Move to another bucket' },
        ]}
      />
      <KeyValues
        items={[
          {
            key: 'account',
            label: 'AWS management account',
            value: account ? formatAccountId(account) : '–',
          },
          {
            key: 'bucket',
            label: 'Bucket',
            value: <span className="font-mono break-all">{bucket ?? '–'}</span>,
          },
          {
            key: 'cur',
            label: 'Cost and Usage Report (CUR)',
            value: <span className="font-mono break-all">{validation.chosenRoot ?? '–'}</span>,
          },
        ]}
      />
      {connection.state === 'broken' && (
        <Callout tone="bad" title="The IAM role of this connection does not work now.">
          The new bucket is looked at when it works again.
        </Callout>
      )}
      <MoveBucket connection={connection} now={now} actions={{ move: moveBucket, refresh: refreshReports }} />
      <ValidationLive
        connectionId={connectionId}
        state={connection.state}
        running={validation.running}
        waiting={connection.bucketMove.from !== null}
        validatedAt={validation.validatedAt}
        watch={watchValidation}
      />
    </div>
  );
}
