import { StackLive } from '@/components/connections/stack-live';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { KeyValues } from '@/components/ui/key-values';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { formatAccountId } from '@/lib/aws-ids';
import { acknowledgement } from '@/lib/connecting';
import type { ConnectionView, StackProgress } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type StackStepProps = {
  connection: ConnectionView;
  actions: { open: FormAction; check: FormAction; tryAgain: FormAction };
  poll: (connectionId: string) => Promise<StackProgress | null>;
};

/** Step 4: the prefilled link into CloudFormation, and live what is known of the stack. */
export function StackStep({ connection, actions, poll }: StackStepProps) {
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
      {failed ? (
        <TryAgain connection={connection} action={actions.tryAgain} />
      ) : (
        <CreateStack connection={connection} />
      )}
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
            timeline: connection.timeline,
            missing: [],
          }}
          timeZone={connection.tenant.timeZone}
          poll={poll}
        />
      </section>
      {connection.may.write && connection.state === 'awaiting_stack' && (
        <Disclosure summary="AWS says that the stack failed">
          <UsualCauses />
          <NewNames connection={connection} action={actions.tryAgain} />
        </Disclosure>
      )}
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

function CreateStack({ connection }: { connection: ConnectionView }) {
  const { stack } = connection;
  return (
    <section className="flex flex-col gap-4">
      {stack.link ? (
        <QuickCreate connection={connection} link={stack.link} />
      ) : (
        <DownloadWay connection={connection} />
      )}
      {stack.link && (
        <Disclosure summary="Other ways">
          <DownloadWay connection={connection} />
        </Disclosure>
      )}
    </section>
  );
}

function QuickCreate({ connection, link }: { connection: ConnectionView; link: string }) {
  return (
    <>
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>
          Sign in to AWS account{' '}
          <b className="font-mono">{connection.account ? formatAccountId(connection.account) : ''}</b>, the
          AWS management account. The link opens in whichever account is signed in.
        </li>
        <li>Open the link. Template, names and values are filled in; leave them as they are.</li>
        <li>
          Tick the box <b>{acknowledgement}</b>
        </li>
        <li>
          Choose <b>Create stack</b>. AWS may show &quot;not authorized&quot; after that if you may not watch
          stacks: watch here instead.
        </li>
      </ol>
      <ButtonLink href={link} newTab className="self-start">
        Open AWS CloudFormation Console
      </ButtonLink>
    </>
  );
}

function DownloadWay({ connection }: { connection: ConnectionView }) {
  const { stack } = connection;
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex list-decimal flex-col gap-2 pl-5">
        <li>
          <TextLink href={stack.download}>Download the template</TextLink>. Its values are filled in.
        </li>
        <li>
          Open{' '}
          <TextLink href={stack.console} newTab>
            AWS CloudFormation
          </TextLink>{' '}
          in us-east-1, choose <b>Upload a template file</b>, select the file and choose <b>Next</b>.
        </li>
        <li>
          Enter the stack name {stack.stackName && <CopyValue value={stack.stackName} label="stack name" />},
          and leave the parameters as they are.
        </li>
        <li>
          Tick the box <b>{acknowledgement}</b> and choose <b>Create stack</b>.
        </li>
      </ol>
      <KeyValues
        look="stack"
        items={stack.parameters.map(({ name, value }) => ({
          key: name,
          label: name,
          value: <CopyValue value={value} label={name} />,
        }))}
      />
    </div>
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
  return (
    <>
      <p>
        Try again takes new names for the stack and the IAM role, so nothing stands in its way. The failed
        stack{stackName ? ` ${stackName}` : ''} can be deleted in AWS at any time.
      </p>
      {connection.may.write && (
        <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
          <SubmitButton className="self-start">Try again</SubmitButton>
        </Form>
      )}
    </>
  );
}
