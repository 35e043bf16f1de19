import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { RadioGroup } from '@/components/ui/choice';
import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type DisconnectFormProps = { connection: ConnectionView; action: FormAction; back: string };

/** The question before a connection ends: what stops, what stays, and what becomes of what was read. */
export function DisconnectForm({ connection, action, back }: DisconnectFormProps) {
  const { may, onBehalf, tenant } = connection;
  if (!may.disconnect) {
    return (
      <Callout
        title="You cannot disconnect this account."
        actions={
          <ButtonLink variant="secondary" href={back}>
            Back
          </ButtonLink>
        }
      >
        {onBehalf
          ? `An Admin of ${tenant.name} does it, or allows it to you in their Settings.`
          : 'An Admin does it.'}
      </Callout>
    );
  }
  const begun = connection.stack.stackName !== null;
  return (
    <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
      <Callout tone="warn" title={begun ? 'Disconnecting is final.' : 'Nothing was created in AWS yet.'}>
        {begun ? <Effects connection={connection} /> : <p>What was typed here is put away for good.</p>}
      </Callout>
      {begun && <Data />}
      <div className="flex flex-wrap gap-2">
        <SubmitButton variant="danger" pendingLabel={begun ? 'Disconnecting…' : 'Discarding…'}>
          {begun ? 'Disconnect' : 'Discard'}
        </SubmitButton>
        <ButtonLink variant="secondary" href={back}>
          {begun ? 'Stay connected' : 'Keep the draft'}
        </ButtonLink>
      </div>
    </Form>
  );
}

function Effects({ connection }: { connection: ConnectionView }) {
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5">
      <li>Nothing is read in this AWS account any more, from this moment.</li>
      <li>The stack stays in AWS until you delete it. The next page says how, and sees when it is gone.</li>
      {connection.purpose === 'reports' && (
        <li>Your Cost and Usage Report and its bucket are yours and stay as they are.</li>
      )}
      <li>The account can be connected again later, with a new external ID and a new stack.</li>
    </ul>
  );
}

function Data() {
  return (
    <RadioGroup
      name="data"
      label="What was read so far"
      defaultValue="keep"
      options={[
        { value: 'keep', label: 'Keep it', hint: 'All checks and what they found stay readable here.' },
        {
          value: 'delete',
          label: 'Delete it',
          hint: 'All checks and what they found are deleted now, for good. The activity goes on saying that the account was connected.',
        },
      ]}
    />
  );
}
