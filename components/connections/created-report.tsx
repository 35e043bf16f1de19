import { NextButton } from '@/components/connections/next-button';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { KeyValues } from '@/components/ui/key-values';
import { SubmitButton } from '@/components/ui/submit-button';
import { createdReportCleaning, createdReportPermissions, stackPermissions } from '@/lib/connecting';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type CreatedReportProps = { connection: ConnectionView; action: FormAction };

/** The other way on step 3, with what it needs in AWS before it is chosen. */
export function LetStackCreate({ connection, action }: CreatedReportProps) {
  if (!connection.may.write) return null;
  return (
    <Disclosure look="card" summary="Another way: let the stack create the report">
      <div className="flex flex-col gap-3">
        <p>
          Then nothing is to be created or entered here: the CloudFormation stack of the next step creates a
          bucket with a name of ours, lets AWS deliver into it, and creates a fit report. Only split cost
          allocation data stays yours to switch on, as part 1 below says: no stack can do that. Your AWS user
          needs these permissions beside those of the Review step:
        </p>
        <Actions actions={createdReportPermissions} />
        <p className="text-muted">
          Deleting the stack later ends the report; the bucket and what was delivered stay yours.
        </p>
        <Form action={action} hidden={hiddenOf(connection)} aria-label="Let the stack create the report">
          <SubmitButton variant="secondary" className="self-start">
            Let the stack create the report
          </SubmitButton>
        </Form>
      </div>
    </Disclosure>
  );
}

/** Step 3 once that way was chosen: what the stack will make. */
export function ReportOfStack({ connection, action }: CreatedReportProps) {
  return (
    <div className="flex flex-col gap-4">
      <KeyValues
        items={[
          {
            key: 'bucket',
            label: 'Bucket and report',
            value: <CopyValue value={connection.bucket ?? ''} label="name of the bucket and the report" />,
          },
          { key: 'region', label: 'Region of the bucket', value: 'us-east-1' },
          {
            key: 'settings',
            label: 'Settings',
            value: 'Hourly, Parquet, resource IDs, split cost allocation data, overwritten by each delivery',
          },
        ]}
      />
      <Needed />
      <Form action={action} hidden={hiddenOf(connection)}>
        <NextButton may={connection.may.write} />
      </Form>
    </div>
  );
}

/** Beside the link of step 4: that this stack makes more than the IAM role. */
export function AlsoCreated({ bucket }: { bucket: string | null }) {
  return (
    <div className="flex flex-col gap-2">
      <p>
        The bucket is <b className="font-mono text-xs wrap-anywhere">{bucket}</b>; the report gets the same
        name, and a policy lets AWS deliver into the bucket.
      </p>
      <Needed />
    </div>
  );
}

function Needed() {
  return (
    <Disclosure summary="Permissions that this stack needs">
      <div className="flex flex-col gap-3">
        <Actions actions={[...stackPermissions, ...createdReportPermissions]} />
        <p>For cleaning up after a failure, beside those of the Review step:</p>
        <Actions actions={createdReportCleaning} />
      </div>
    </Disclosure>
  );
}

function Actions({ actions }: { actions: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-1 rounded border border-line bg-surface px-4 py-3 font-mono text-xs leading-5">
      {actions.map((action) => (
        <li key={action}>{action}</li>
      ))}
    </ul>
  );
}

function hiddenOf(connection: ConnectionView) {
  return { connectionId: connection.id, version: String(connection.version) };
}
