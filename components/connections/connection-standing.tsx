import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { TextLink } from '@/components/ui/link';
import type { ConnectionView } from '@/lib/connection-views';
import {
  connectionStateNames,
  disconnectAddress,
  stepAddress,
  stepTitles,
  type WizardStep,
} from '@/lib/connections';
import { updateAddress } from '@/lib/stack-update';

type StandingProps = { connection: ConnectionView; step: WizardStep };

/** What stands above every step: paused, blocked, broken, on behalf, and who else holds the account. */
export function ConnectionStanding({ connection, step }: StandingProps) {
  return (
    <>
      {connection.state === 'broken' && <Broken connection={connection} step={step} />}
      {connection.keptOut && !saysItself.includes(step) && (
        <Callout tone="wait" title="The IAM role cannot be looked at now.">
          {connection.keptOut}
        </Callout>
      )}
      <Standing connection={connection} />
      <StackRemedy connection={connection} />
      <SameAccount connection={connection} />
    </>
  );
}

function Standing({ connection }: { connection: ConnectionView }) {
  if (connection.state === 'paused') {
    return (
      <Callout tone="wait" title="Paused where it is. Nothing is lost.">
        {connection.blocked
          ? `${connection.blocked.happened} ${connection.blocked.todo}`
          : 'It goes on with an active contract.'}
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
  if (connection.state === 'disconnected') {
    return (
      <Callout title="This connection is disconnected.">
        Start a new one from <TextLink href="/assets">Assets</TextLink>, or see{' '}
        <TextLink href={disconnectAddress(connection.id)}>what is left to do in AWS</TextLink>.
      </Callout>
    );
  }
  if (connection.onBehalf && connection.may.write) {
    return (
      <Callout title={`You work on behalf of ${connection.tenant.name}.`}>
        What you do is marked so in the activity.
        {!connection.may.confirm &&
          ' Confirming, completing and insights are for their Admin, unless they allowed it to you in their Settings.'}
      </Callout>
    );
  }
  if (!connection.may.write) return <Callout title="You can read this. Changes need an Admin." />;
  return null;
}

function StackRemedy({ connection: { id, remedy, may } }: { connection: ConnectionView }) {
  if (remedy === null) return null;
  const isUpdate = remedy === 'update';
  return (
    <Callout
      tone="warn"
      title={isUpdate ? 'The stack has to be updated.' : 'The IAM role was changed by hand.'}
      actions={
        <ButtonLink variant="secondary" href={updateAddress(id)}>
          {isUpdate ? 'Update the stack' : 'Put the IAM role back'}
        </ButtonLink>
      }
    >
      {isUpdate
        ? 'It was made for other values, or from another version of the template, than it would be now.'
        : 'It differs from what the stack made.'}
      {!may.write && ' Whoever may work in the AWS account does it.'}
    </Callout>
  );
}

/** The steps that say beside what they show why there is no newer look. */
const saysItself: readonly WizardStep[] = ['stack', 'validate'];

/** The steps that draw the findings of the IAM role. */
const stepsWithFindings: readonly WizardStep[] = ['stack', 'validate', 'insights'];

function Broken({ connection, step }: StandingProps) {
  const isHere = stepsWithFindings.includes(step);
  const checks = connection.purpose === 'insights' ? 'insights' : 'validate';
  return (
    <Callout
      tone="bad"
      title="This connection worked before and does not now."
      actions={
        !isHere && (
          <ButtonLink variant="secondary" href={stepAddress({ id: connection.id, step: checks })}>
            {stepTitles[checks]}
          </ButtonLink>
        )
      }
    >
      {isHere ? 'The checks below say why.' : `The checks of ${stepTitles[checks]} say why.`} When they pass
      again, it goes on by itself.
    </Callout>
  );
}

/** Only for those who see the other connections anyway, the distributor above all: the customer reads neutral words. */
function SameAccount({ connection }: { connection: ConnectionView }) {
  const { sameAccount } = connection;
  if (sameAccount.length === 0) return null;
  return (
    <Callout
      tone={connection.conflict ? 'warn' : 'info'}
      title={
        sameAccount.length === 1
          ? 'Another connection has the same AWS account.'
          : `${sameAccount.length} other connections have the same AWS account.`
      }
    >
      <ul className="flex flex-col gap-1">
        {sameAccount.map((other) => (
          <li key={other.id}>
            <TextLink href={`/connections/${other.id}`}>{other.tenantName}</TextLink>:{' '}
            {connectionStateNames[other.state]}
          </li>
        ))}
      </ul>
      <p>The account is reserved for the first of them whose IAM role is verified.</p>
    </Callout>
  );
}
