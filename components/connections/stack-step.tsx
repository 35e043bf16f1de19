import { StackOfBefore } from '@/components/connections/aws-parts';
import { CreateStack } from '@/components/connections/create-stack';
import { StackLive } from '@/components/connections/stack-live';
import { Callout } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ConnectionState } from '@/lib/connection-states';
import type { ConnectionView, StackProgress } from '@/lib/connection-views';
import { standing } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import { updateAddress } from '@/lib/stack-update';

type StackStepProps = {
  connection: ConnectionView;
  actions: { open: FormAction; check: FormAction; tryAgain: FormAction };
  poll: (connectionId: string) => Promise<StackProgress | null>;
  /** The command for AWS CloudShell, when it can be made. */
  command: string | null;
};

/** Step 4: the prefilled link into CloudFormation, and live what is known of the stack. */
export function StackStep({ connection, actions, poll, command }: StackStepProps) {
  const { stack } = connection;
  const hidden = { connectionId: connection.id, version: String(connection.version) };
  const failed = connection.state === 'stack_failed';
  if (stack.linkMadeAt === null) {
    return (
      <Form action={actions.open} hidden={hidden}>
        <p>Everything is known now. The next page has the link into CloudFormation, filled in.</p>
        {connection.may.write && <SubmitButton className="self-start">Prepare the stack</SubmitButton>}
      </Form>
    );
  }
  return (
    <>
      {connection.bucketWarning && <Callout tone="warn" title={connection.bucketWarning} />}
      <StackOfBefore parts={connection.awsSteps}>
        {connection.may.write && <NewNames connection={connection} action={actions.tryAgain} />}
      </StackOfBefore>
      {failed && <TryAgain connection={connection} action={actions.tryAgain} />}
      {!failed && isStanding(connection) && <StandingStack connection={connection} />}
      {!failed && !isStanding(connection) && <CreateStack connection={connection} command={command} />}
      <section className="flex flex-col gap-3">
        <h2 className="text-base font-semibold">What is known of the stack</h2>
        <StackLive
          connectionId={connection.id}
          initial={{
            state: connection.state,
            version: connection.version,
            step: connection.step,
            stack,
            findings: connection.findings,
            conflict: connection.conflict,
            keptOut: connection.keptOut,
            timeline: connection.timeline,
            missing: [],
          }}
          timeZone={connection.tenant.timeZone}
          poll={poll}
        />
      </section>
      {connection.may.write && connection.state === 'awaiting_stack' && connection.awsSteps.length === 0 && (
        <Disclosure summary="AWS says that the stack failed">
          <UsualCauses />
          <NewNames connection={connection} action={actions.tryAgain} />
        </Disclosure>
      )}
      <Leftovers connection={connection} />
      {connection.may.write && !failed && (
        <Form action={actions.check} hidden={hidden}>
          <SubmitButton className="self-start" pendingLabel="Checking…">
            Next
          </SubmitButton>
        </Form>
      )}
    </>
  );
}

/** Nothing stands in anybody's way because of them; whoever tidies up finds their names here. */
function Leftovers({ connection: { leftovers, reportBy } }: { connection: ConnectionView }) {
  if (leftovers.length === 0) return null;
  return (
    <Disclosure summary={`Stacks of earlier attempts (${leftovers.length})`}>
      <p className="pb-2">
        They are not used any more. Where CloudFormation in us-east-1 still shows one, it can be deleted
        {reportBy === 'stack' && '; a bucket that it made stays, and can be deleted once it is empty'}.
      </p>
      <ul className="flex flex-col gap-1">
        {leftovers.map((name) => (
          <li key={name}>
            <CopyValue value={name} label={name} />
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

/** While the stack is on its way, and when it is gone, it can be created; one that stands is only ever updated. */
const notStanding: readonly ConnectionState[] = [
  'awaiting_stack',
  'stack_in_progress',
  'stack_failed',
  'verifying',
];

function isStanding(connection: ConnectionView): boolean {
  return connection.state !== 'broken' && !notStanding.includes(standing(connection));
}

function StandingStack({ connection }: { connection: ConnectionView }) {
  return (
    <section className="flex flex-col gap-2">
      <p>
        The stack {connection.stack.stackName} stands. There is nothing to create.{' '}
        <TextLink href={updateAddress(connection.id)}>Update the stack</TextLink> says whether it has to
        follow a change.
      </p>
    </section>
  );
}

function TryAgain({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  const { reason } = connection.stack;
  return (
    <Callout tone="bad" title={reason ? `The stack failed: ${reason}` : 'The stack did not come about.'}>
      {!reason && <UsualCauses />}
      <NewNames connection={connection} action={action} />
    </Callout>
  );
}

function UsualCauses() {
  return (
    <>
      <p>The usual causes, in this order:</p>
      <ol className="flex list-decimal flex-col gap-1 pl-5">
        <li>A role or policy of that name exists already.</li>
        <li>Your AWS user may not create the stack or the IAM role.</li>
        <li>A permissions boundary or a service control policy of your organization denies it.</li>
        <li>The box about IAM resources was not ticked.</li>
        <li>The stack was created in another account or Region.</li>
      </ol>
    </>
  );
}

function NewNames({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  const { stackName } = connection.stack;
  const byStack = connection.reportBy === 'stack';
  return (
    <>
      <p>
        Try again takes new names for{' '}
        {byStack ? 'the stack, the IAM role, the bucket and the report' : 'the stack and the IAM role'}, so
        nothing stands in its way. The stack of before{stackName ? ` (${stackName})` : ''} can be deleted in
        AWS at any time{byStack && '; a bucket that it made stays, and can be deleted once it is empty'}.
      </p>
      {connection.may.write && (
        <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
          <SubmitButton className="self-start">Try again</SubmitButton>
        </Form>
      )}
    </>
  );
}
