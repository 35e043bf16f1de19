import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { CopyValue } from '@/components/ui/copy-value';
import { Form } from '@/components/ui/form';
import { KeyValues } from '@/components/ui/key-values';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { stepAddress } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';

type Actions = { rotate: FormAction; cancel: FormAction };
type RotateProps = { connection: ConnectionView; now: string; actions: Actions };

/** How far the rotation is, with its two values; before it the question, after it what became of it. */
export function RotateExternalId({ connection, now, actions }: RotateProps) {
  return connection.rotation ? (
    <Rotating connection={connection} now={now} action={actions.cancel} />
  ) : (
    <>
      <Outcome connection={connection} now={now} />
      <Question connection={connection} action={actions.rotate} />
    </>
  );
}

type PartProps = { connection: ConnectionView; action: FormAction };

function Question({ connection, action }: PartProps) {
  const back = connection.onBehalf ? `/customers/${connection.tenant.id}/aws` : '/assets';
  if (!connection.may.rotate) {
    return (
      <Callout
        title="You cannot rotate this external ID."
        actions={
          <ButtonLink variant="secondary" href={back}>
            Back
          </ButtonLink>
        }
      >
        {connection.may.write
          ? 'There is no IAM role yet that was accepted. Try again on the CloudFormation step makes a new one.'
          : 'An Admin does it.'}
      </Callout>
    );
  }
  return (
    <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
      <p>
        The IAM role lets Tributary in only with this connection&apos;s external ID. Rotate it when somebody
        may have it who has no business with it, or when your rules ask for it from time to time.
      </p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>
          Tributary makes the next external ID. You update the stack in AWS, so that the IAM role asks for it.
        </li>
        <li>
          Until then everything goes on with the present one: both are tried, and your stack trusts one at a
          time.
        </li>
        <li>It ends by itself when AWS lets Tributary in with the next one and refuses the one of before.</li>
      </ul>
      <KeyValues
        items={[
          {
            key: 'external-id',
            label: 'External ID',
            value: <CopyValue value={connection.externalId} label="external ID" />,
          },
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingLabel="Making the next one…">Rotate external ID</SubmitButton>
        <ButtonLink variant="secondary" href={back}>
          Keep the present one
        </ButtonLink>
      </div>
    </Form>
  );
}

function Rotating({ connection, now, action }: PartProps & { now: string }) {
  const { externalId, may, rotation, tenant } = connection;
  if (rotation === null) return null;
  const { next, seenAt, startedAt } = rotation;
  return (
    <section className="flex flex-col gap-4" aria-label="Rotation">
      <p role="status" className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <StatusLine
          status={seenAt ? 'in_progress' : 'waiting'}
          word={seenAt ? 'AWS takes over the next one' : 'Waiting for the stack to be updated'}
        />
        <span className="text-xs text-muted">
          Begun <Time iso={startedAt} now={now} timeZone={tenant.timeZone} />
        </span>
      </p>
      <p>
        {seenAt
          ? 'The IAM role lets Tributary in with the next external ID. The one of before counts until AWS refuses it everywhere: seconds as a rule.'
          : 'Nothing stops meanwhile: the present external ID counts until the stack has the next one.'}
      </p>
      <KeyValues
        items={[
          {
            key: 'next',
            label: 'Next external ID',
            value: <CopyValue value={next} label="next external ID" />,
          },
          {
            key: 'present',
            label: seenAt ? 'External ID of before' : 'Present external ID',
            value: <span className="font-mono text-xs wrap-anywhere">{externalId}</span>,
          },
        ]}
      />
      {connection.state === 'broken' && (
        <Callout tone="bad" title="The IAM role of this connection does not work now.">
          It is looked at every half hour, and at once by Refresh on{' '}
          <TextLink
            href={stepAddress({
              id: connection.id,
              step: connection.purpose === 'insights' ? 'insights' : 'validate',
            })}
          >
            the step that has its checks
          </TextLink>
          , with both values.
        </Callout>
      )}
      <p className="text-muted">
        Made with Terraform? Download the module again on the CloudFormation step and apply it: it carries the
        next external ID.
      </p>
      {may.write && (
        <Form action={action} hidden={{ connectionId: connection.id, version: String(connection.version) }}>
          <SubmitButton variant="secondary" className="self-start" pendingLabel="Asking AWS…">
            Cancel rotation
          </SubmitButton>
        </Form>
      )}
    </section>
  );
}

/** What the last rotation came to. */
function Outcome({ connection, now }: { connection: ConnectionView; now: string }) {
  const last = connection.timeline.find(({ kind }) => kind === 'rotated' || kind === 'rotation_cancelled');
  if (!last) return null;
  const when = <Time iso={last.at} now={now} timeZone={connection.tenant.timeZone} />;
  return last.kind === 'rotated' ? (
    <Callout tone="ok" title="The external ID was rotated." live>
      Proven {when}: AWS refuses the one of before, which is never given out again.
    </Callout>
  ) : (
    <Callout title="The last rotation was cancelled.">
      Given up {when}: the present external ID counts. A stack that is updated with the value that was given
      up would keep Tributary out.
    </Callout>
  );
}
