import { Parameters } from '@/components/connections/create-stack';
import { FindingList } from '@/components/connections/finding-list';
import { RestoreRole } from '@/components/connections/restore-role';
import { OtherUpdates, UpdateInAws } from '@/components/connections/update-steps';
import { Callout } from '@/components/ui/callout';
import { Disclosure } from '@/components/ui/disclosure';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionView } from '@/lib/connection-views';
import type { FormAction } from '@/lib/form-state';
import { update } from '@/lib/stack-in-aws';
import type { StackUpdateView, UpdateState } from '@/lib/stack-update';
import type { Status } from '@/lib/status';

type UpdateStackProps = {
  connection: ConnectionView;
  update: StackUpdateView;
  now: string;
  /** "I started the update". */
  action: FormAction;
};

/** What stands against the stack and its IAM role, what to do about it in AWS, and live what became of it. */
export function UpdateStack({ connection, update: seen, now, action }: UpdateStackProps) {
  const { steps, restore } = seen;
  return (
    <>
      <Standing connection={connection} update={seen} now={now} />
      <FindingList label="Stack and IAM role" findings={connection.findings} />
      {steps && !isRunning(seen.state) && (
        <section className="flex flex-col gap-4">
          <h2 className="text-base font-semibold">Update the stack in AWS</h2>
          {seen.stackName.startsWith('StackSet-') && (
            <Callout tone="warn" title="This stack belongs to a StackSet.">
              Update it there, in the account that administers the StackSet, with the values below as
              overrides for this account. What is changed in the stack itself is undone by the StackSet&apos;s
              next operation.
            </Callout>
          )}
          <UpdateInAws connection={connection} update={seen} steps={steps} />
          {connection.may.write && (
            <Form
              action={action}
              hidden={{ connectionId: connection.id, version: String(connection.version) }}
            >
              <SubmitButton className="self-start" pendingLabel="Looking…">
                I started the update
              </SubmitButton>
            </Form>
          )}
          {connection.may.write && <OtherUpdates steps={steps} />}
        </section>
      )}
      {seen.state === 'unknown' && <AfterAChange connection={connection} />}
      {restore && <RestoreRole connection={connection} restore={restore} links={seen.links} />}
    </>
  );
}

/** Parameters that stay for the life of a stack; the others are what a change is about. */
const lasting: readonly string[] = ['ExpectedAccountId', 'RoleName', 'PolicyName'];

/** The steps where it is not known what differs: every value that can change. */
function AfterAChange({ connection }: { connection: ConnectionView }) {
  const { account, may, rotation, stack } = connection;
  if (stack.stackName === null) return null;
  const stays = (name: string) => lasting.includes(name) || (rotation === null && name === 'ExternalId');
  const where = { name: stack.stackName, account: account ? formatAccountId(account) : null };
  return (
    <Disclosure summary="Update the stack after a change" open={rotation !== null}>
      <div className="flex flex-col gap-3">
        <ol className="flex list-decimal flex-col gap-2 pl-5 wrap-anywhere">
          {update(where, 'Enter the values below.').map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
        {may.write && (
          <p>
            <TextLink href={`${stack.download}?as=update`}>Download the template</TextLink>, with the values
            filled in.
          </p>
        )}
        <Parameters parameters={stack.parameters.filter(({ name }) => !stays(name))} />
      </div>
    </Disclosure>
  );
}

function isRunning(state: UpdateState): boolean {
  return state === 'updating' || state === 'rolling_back';
}

const standings = {
  unknown: { status: 'not_available', word: 'Not known' },
  current: { status: 'done', word: 'Up to date' },
  waiting: { status: 'attention', word: 'Behind' },
  updating: { status: 'in_progress', word: 'Updating' },
  rolling_back: { status: 'attention', word: 'Rolling back' },
  rolled_back: { status: 'failed', word: 'Update rolled back' },
  updated: { status: 'done', word: 'Updated' },
} as const satisfies Record<UpdateState, { status: Status; word: string }>;

function Standing({ connection, update, now }: Omit<UpdateStackProps, 'action'>) {
  const { state, stackName, lookedAt } = update;
  const { timeZone } = connection.tenant;
  return (
    <section className="flex flex-col gap-3" aria-label="Stack">
      <p role="status" className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <StatusLine {...standings[state]} />
        <span className="font-mono text-xs break-all">{stackName}</span>
        {lookedAt && (
          <span className="text-xs text-muted">
            Last look <Time iso={lookedAt} now={now} timeZone={timeZone} />
          </span>
        )}
      </p>
      <Said connectionId={connection.id} update={update} />
    </section>
  );
}

function Said({ connectionId, update }: { connectionId: string; update: StackUpdateView }) {
  switch (update.state) {
    case 'unknown':
      return (
        <p>
          AWS has not told what this stack was made from: the IAM role may not watch it, or nobody has looked
          yet. What an update would change is not known.
        </p>
      );
    case 'current':
      return <p>The stack is as it would be created now. There is nothing to update.</p>;
    case 'waiting':
      return <p>The stack stands. It has to follow what changed; no second one is created.</p>;
    case 'updating':
      return <p>AWS updates the stack. This takes a minute as a rule, and this page says when it is done.</p>;
    case 'rolling_back':
      return <p>The update failed. AWS brings back what was there before.</p>;
    case 'rolled_back':
      return <RolledBack update={update} />;
    case 'updated':
      return (
        <p>
          The update is done.{' '}
          <TextLink href={`/connections/${connectionId}`}>What the IAM role may read</TextLink> is checked
          again now.
        </p>
      );
  }
}

function RolledBack({ update: { reason, status } }: { update: StackUpdateView }) {
  return (
    <Callout tone="bad" title={reason ?? 'AWS gave no reason.'}>
      {status === 'UPDATE_ROLLBACK_FAILED' ? (
        <>
          AWS could not bring everything back. Open the stack, choose <b>Stack actions</b>,{' '}
          <b>Continue update rollback</b>, and update it again afterwards.
        </>
      ) : (
        'The stack stands as it was before. Mend what AWS names here, and update it again.'
      )}
    </Callout>
  );
}
