import { NextButton } from '@/components/connections/next-button';
import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { Input } from '@/components/ui/input';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type AccountStepProps = { connection: ConnectionView; action: FormAction };

/** Step 2: the account ID. It is reserved only once the IAM role proves it. */
export function AccountStep({ connection, action }: AccountStepProps) {
  return (
    <>
      {connection.conflict && <Callout tone="warn" title={connection.conflict} />}
      <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
        <Input
          name="accountId"
          label="AWS management account ID"
          hint="12 digits; spaces and dashes are forgiven. In the AWS console it stands in the menu at the top right."
          defaultValue={connection.account ? formatAccountId(connection.account) : undefined}
          inputMode="numeric"
          autoComplete="off"
          mono
          width="sm"
          required
        />
        <NextButton may={connection.may.write} />
      </Form>
    </>
  );
}
