import { StackOfBefore } from '@/components/connections/aws-parts';
import { CreateStack } from '@/components/connections/create-stack';
import { LeftoverStacks } from '@/components/connections/leftover-stacks';
import { FailureSeenInAws, NewNames, StackFailed } from '@/components/connections/stack-failed';
import { StackLive } from '@/components/connections/stack-live';
import { Callout } from '@/components/ui/callout';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ConnectionView, StackProgress } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';
import { updateAddress } from '@/lib/stack-update';

type StackStepProps = {
  connection: ConnectionView;
  now: string;
  actions: { open: FormAction; check: FormAction; tryAgain: FormAction; refresh: FormAction };
  poll: (connectionId: string) => Promise<StackProgress | null>;
  /** The command for AWS CloudShell, when it can be made. */
  command: string | null;
  /** The commands for a StackSet, of an account with insights. */
  stackSet: string | null;
};

/** Step 4: the prefilled link into CloudFormation, live what is known of the stack, and afterwards how it is. */
export function StackStep(props: StackStepProps) {
  const { connection, actions } = props;
  if (connection.stack.linkMadeAt === null) return <Prepare connection={connection} action={actions.open} />;
  return (
    <>
      {connection.bucketWarning && <Callout tone="warn" title={connection.bucketWarning} />}
      <StackOfBefore parts={connection.awsSteps}>
        {connection.may.write && <NewNames connection={connection} action={actions.tryAgain} />}
      </StackOfBefore>
      <ToCreate {...props} />
      <Known {...props} />
      <ToCreateAgain {...props} />
      <FailureSeenInAws connection={connection} action={actions.tryAgain} />
      <LeftoverStacks connection={connection} />
      <GoOn {...props} />
    </>
  );
}

function Prepare({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  return (
    <Form action={action} hidden={hiddenOf(connection)}>
      <p>Everything is known now. The next page has the link into CloudFormation, filled in.</p>
      {connection.may.write && <SubmitButton className="self-start">Prepare the stack</SubmitButton>}
    </Form>
  );
}

/** What is to do in AWS before the stack stands: create it, or begin anew after a failure. */
function ToCreate({ connection, actions, command, stackSet }: StackStepProps) {
  if (connection.state === 'stack_failed')
    return <StackFailed connection={connection} action={actions.tryAgain} />;
  return (
    connection.stack.standing === null && (
      <CreateStack connection={connection} command={command} stackSet={stackSet} />
    )
  );
}

/** A stack that stood and is gone: the same link makes it again. */
function ToCreateAgain({ connection, command, stackSet }: StackStepProps) {
  const { standing } = connection.stack;
  if (standing === null || standing.stands) return null;
  return (
    <Disclosure summary="Create the stack again" open>
      <CreateStack connection={connection} command={command} stackSet={stackSet} />
    </Disclosure>
  );
}

function Known({ connection, now, poll, actions }: StackStepProps) {
  const { stack } = connection;
  return (
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
          now,
        }}
        timeZone={connection.tenant.timeZone}
        poll={poll}
      >
        <LookNow connection={connection} action={actions.refresh} />
      </StackLive>
      {stack.standing?.stands && (
        <p>
          There is nothing to create.{' '}
          <TextLink href={updateAddress(connection.id)}>Update the stack</TextLink> says whether it has to
          follow a change.
        </p>
      )}
    </section>
  );
}

/** Refresh looks at everything that stands on the IAM role, the stack too. */
function LookNow({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  const { may, stack, state, purpose } = connection;
  if (stack.standing === null || !may.validate || purpose !== 'reports' || state === 'paused') return null;
  return (
    <Form inline action={action} hidden={hiddenOf(connection)} aria-label="Refresh">
      <SubmitButton variant="secondary" icon="refresh" pendingLabel="Looking…">
        Refresh
      </SubmitButton>
    </Form>
  );
}

/** Looks at once, and says what is missing. */
function GoOn({ connection, actions }: StackStepProps) {
  if (!connection.may.write || connection.state === 'stack_failed') return null;
  return (
    <Form action={actions.check} hidden={hiddenOf(connection)}>
      <SubmitButton className="self-start" pendingLabel="Checking…">
        Next
      </SubmitButton>
    </Form>
  );
}

function hiddenOf({ id, version }: ConnectionView) {
  return { connectionId: id, version: String(version) };
}
