import { KnownCause, UsualCauses } from '@/components/connections/stack-causes';
import { Callout } from '@/components/ui/callout';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ConnectionState } from '@/lib/connection-states';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';

type FailedProps = { connection: ConnectionView; action: FormAction };

/** The stack failed: the reason first, else the usual causes, and the way on. */
export function StackFailed({ connection, action }: FailedProps) {
  const { why, causes } = connection.stack;
  return (
    <>
      <Callout tone="bad" title={why?.title ?? 'The stack did not come about.'}>
        {why && <KnownCause why={why} />}
        <NewNames connection={connection} action={action} />
      </Callout>
      {causes.length > 0 && (
        <section className="flex flex-col gap-2">
          <h2 className="text-base font-semibold">What it usually is, in this order</h2>
          <UsualCauses causes={causes} />
        </section>
      )}
    </>
  );
}

/** As long as the IAM role does not tell, a failure can be known to the person alone. */
const unseen: readonly ConnectionState[] = ['awaiting_stack', 'stack_in_progress', 'verifying'];

/** A failure that only the person can see; the usual causes stand below it when nothing came for two minutes. */
export function FailureSeenInAws({ connection, action }: FailedProps) {
  const isOffered = connection.may.write && unseen.includes(connection.state);
  if (!isOffered || connection.awsSteps.length > 0) return null;
  return (
    <Disclosure summary="AWS says that the stack failed">
      <div className="flex flex-col gap-3">
        <NewNames connection={connection} action={action} />
      </div>
    </Disclosure>
  );
}

/** What Try again does, and the button where it may be pressed. */
export function NewNames({ connection, action }: FailedProps) {
  const { stackName } = connection.stack;
  const byStack = connection.reportBy === 'stack';
  return (
    <>
      <p>
        Try again takes new names for{' '}
        {byStack ? 'the stack, the IAM role, the bucket and the report' : 'the stack and the IAM role'}, so
        nothing stands in its way. {stackName ?? 'The stack of before'} can be deleted in AWS at any time
        {byStack && '; a bucket that it made stays, and can be deleted once it is empty'}.
      </p>
      {connection.may.write && (
        <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
          <SubmitButton className="self-start">Try again</SubmitButton>
        </Form>
      )}
    </>
  );
}
