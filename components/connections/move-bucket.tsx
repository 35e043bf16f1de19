import { BucketFields } from '@/components/connections/bucket-fields';
import { RefreshReports } from '@/components/connections/refresh-reports';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { bucketAddress, stepAddress } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import { updateAddress } from '@/lib/stack-update';

type MoveBucketProps = {
  connection: ConnectionView;
  now: string;
  actions: { move: FormAction; refresh: FormAction };
};

/** Another bucket after Confirm: what it makes invalid and its name; once it was named, what the stack needs and the way back. */
export function MoveBucket({ connection, now, actions }: MoveBucketProps) {
  const { bucketMove, may, onBehalf, tenant } = connection;
  if (bucketMove.movable !== 'yes') return <NotMovable connection={connection} />;
  if (!may.confirm) {
    return (
      <Callout title="You cannot move this connection.">
        {onBehalf
          ? `An Admin of ${tenant.name} does it, or allows it to you in their Settings.`
          : 'An Admin does it.'}
      </Callout>
    );
  }
  if (connection.blocked) {
    return (
      <Callout tone="wait" title={connection.blocked.happened}>
        {connection.blocked.todo}
      </Callout>
    );
  }
  if (bucketMove.from) return <Moving connection={connection} now={now} actions={actions} />;
  return <Question connection={connection} action={actions.move} />;
}

function NotMovable({ connection }: { connection: ConnectionView }) {
  if (connection.bucketMove.movable === 'made-by-stack') {
    return (
      <Callout title="This connection cannot be moved to another bucket.">
        The stack made its bucket and its report, and cannot make others under the same names. To use another
        bucket, disconnect and connect the account again with a report of your own.
      </Callout>
    );
  }
  return (
    <Callout title="Nothing is confirmed here yet.">
      The bucket is changed in the step{' '}
      <TextLink href={stepAddress({ id: connection.id, step: 'report' })}>Cost and Usage Report</TextLink>.
    </Callout>
  );
}

function Question({ connection, action }: { connection: ConnectionView; action: FormAction }) {
  return (
    <Form action={action} hidden={hiddenOf(connection)}>
      {hasMoved(connection) && (
        <Callout
          tone="ok"
          title={
            <>
              <span className="font-mono break-all">{connection.bucket}</span> is read now.
            </>
          }
          actions={
            <ButtonLink variant="secondary" href={stepAddress({ id: connection.id, step: 'validate' })}>
              Open the checks
            </ButtonLink>
          }
        />
      )}
      <Callout tone="warn" title="Moving makes this invalid:">
        <ul className="flex list-disc flex-col gap-1 pl-5 wrap-anywhere">
          {connection.bucketMove.lost.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </Callout>
      <p>
        The connection stays as it is, and so do all checks so far. You can move back at any time. Have AWS
        deliver the report to the new bucket first, in{' '}
        <TextLink href={connection.links.dataExports} newTab>
          Data Exports
        </TextLink>
        .
      </p>
      <p>
        Is <span className="font-mono break-all">{connection.bucket}</span> encrypted with another KMS key
        now? Enter its name again, with the ARN of the new key: what was read counts on, and the stack has to
        be updated. What AWS delivered with the old key stays encrypted with that.
      </p>
      <BucketFields account={connection.account} bucket={null} kmsKeyArn={connection.kmsKeyArn} />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Moving…">Move to this bucket</SubmitButton>
        <ButtonLink variant="secondary" href={stepAddress({ id: connection.id, step: 'validate' })}>
          Keep {connection.bucket}
        </ButtonLink>
      </div>
    </Form>
  );
}

/** The bucket of now was not read yet: what the stack needs, in AWS's words, and the way back. */
function Moving({ connection, now, actions }: MoveBucketProps) {
  const { bucketMove, bucket, tenant, validation } = connection;
  const { from } = bucketMove;
  if (from === null) return null;
  return (
    <>
      <Callout
        tone="wait"
        title={
          <>
            Waiting until <span className="font-mono break-all">{bucket}</span> can be read
          </>
        }
        actions={
          connection.may.validate && <RefreshReports connection={connection} action={actions.refresh} />
        }
      >
        Moved from <span className="font-mono break-all">{from.bucket}</span>{' '}
        <Time iso={from.at} now={now} timeZone={tenant.timeZone} />. The stack still names the old bucket:
        update it. Tributary looks every 30 minutes
        {validation.nextAt && (
          <>
            , next <Time iso={validation.nextAt} now={now} timeZone={tenant.timeZone} />
          </>
        )}
        .
      </Callout>
      {connection.bucketWarning && <Callout tone="warn" title={connection.bucketWarning} />}
      <section className="flex flex-col gap-3" aria-label="Update the stack">
        <h2 className="text-base font-semibold">Update the stack {connection.stack.stackName}</h2>
        <p>
          Its IAM role has to follow to <span className="font-mono break-all">{bucket}</span>. The page says
          what changes, and follows the update.
        </p>
        <ButtonLink className="self-start" href={updateAddress(connection.id)}>
          Update the stack
        </ButtonLink>
      </section>
      <section className="flex flex-col gap-3" aria-label="Move back">
        <h2 className="text-base font-semibold">Or move back</h2>
        <p>While the stack is not updated, nothing is to do in AWS then.</p>
        <Form
          inline
          action={actions.move}
          hidden={{ ...hiddenOf(connection), bucket: from.bucket, kmsKeyArn: from.kmsKeyArn ?? '' }}
          aria-label="Move back"
        >
          <SubmitButton variant="secondary" pendingLabel="Moving back…">
            Move back to {from.bucket}
          </SubmitButton>
        </Form>
      </section>
    </>
  );
}

/** The way to the move, where a confirmed CUR is shown; while one is under way it says so. */
export function MoveBucketLink({ connection }: { connection: ConnectionView }) {
  const { bucketMove, may } = connection;
  if (bucketMove.movable === 'no' || !may.confirm) return null;
  return (
    <TextLink href={bucketAddress(connection.id)}>
      {bucketMove.from ? 'The move to another bucket' : 'Move to another bucket'}
    </TextLink>
  );
}

/** The last move came to its end; the newest event stands first. */
function hasMoved({ timeline }: ConnectionView): boolean {
  const last = timeline.find(({ kind }) => kind === 'bucket_moved' || kind === 'bucket_read');
  return last?.kind === 'bucket_read';
}

function hiddenOf(connection: ConnectionView) {
  return { connectionId: connection.id, version: String(connection.version) };
}
