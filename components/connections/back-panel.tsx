import { AwsParts } from '@/components/connections/aws-parts';
import { MoveBucketLink } from '@/components/connections/move-bucket';
import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { KeyValues } from '@/components/ui/key-values';
import { SubmitButton } from '@/components/ui/submit-button';
import { formatAccountId } from '@/lib/aws-ids';
import type { BackView, ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type BackPanelProps = { connection: ConnectionView; back: BackView; action: FormAction };

/** An earlier step of a connection that went on: what stands, what changing it makes invalid, and what to do in AWS. */
export function BackPanel({ connection, back, action }: BackPanelProps) {
  return (
    <>
      <KeyValues
        items={[
          {
            key: 'account',
            label: 'AWS management account',
            value: connection.account ? formatAccountId(connection.account) : '–',
          },
          { key: 'bucket', label: 'Bucket', value: connection.bucket ?? '–' },
        ]}
      />
      {back.allowed ? (
        <Callout tone="warn" title="This step is done. Changing it makes this invalid:">
          <ul className="flex list-disc flex-col gap-1 pl-5">
            {back.becomesInvalid.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </Callout>
      ) : (
        <Callout title="This step is done and cannot be changed now." />
      )}
      {!back.allowed && back.step === 'report' && <MoveBucketLink connection={connection} />}
      <AwsParts parts={back.awsSteps} />
      {back.allowed && connection.may.write && (
        <Form
          action={action}
          hidden={{ connectionId: connection.id, version: String(connection.version), step: back.step }}
        >
          <SubmitButton variant="secondary" className="self-start" pendingLabel="Going back…">
            Go back and change it
          </SubmitButton>
        </Form>
      )}
    </>
  );
}
