import type { ReactNode } from 'react';
import { WizardFrame } from '@/components/console/wizard-frame';
import { Callout } from '@/components/ui/callout';
import type { Step } from '@/components/ui/stepper';
import { Time } from '@/components/ui/time';
import type { ConnectionView, StepView } from '@/lib/connection-views';
import { stepTitles, type WizardStep } from '@/lib/connections';

type WizardPageProps = {
  connection: ConnectionView;
  step: WizardStep;
  intro?: ReactNode;
  /** The address of this step, for people who can sign in. */
  stepUrl: string;
  now: string;
  children: ReactNode;
};

/** A step of the connection wizard in its frame, with what stands above every step: paused, blocked, on behalf. */
export function WizardPage({ connection, step, intro, stepUrl, now, children }: WizardPageProps) {
  const { edited } = connection;
  return (
    <WizardFrame
      title={wizardTitle(connection)}
      stepTitle={stepTitles[step]}
      intro={intro}
      steps={connection.steps.map((view) => stepperStep(view, { open: step, due: connection.step }))}
      facts={{
        accountId: connection.account,
        bucket: connection.bucket,
        externalId: connection.externalId,
        colleagues: edited && (
          <>
            {edited.by} {edited.what},{' '}
            <Time iso={edited.at} now={now} timeZone={connection.tenant.timeZone} />
          </>
        ),
        stepUrl,
        help: connection.partner && <p>Questions go to {connection.partner}, your partner.</p>,
      }}
    >
      <Standing connection={connection} />
      {children}
    </WizardFrame>
  );
}

function wizardTitle(connection: ConnectionView): string {
  if (connection.purpose === 'insights') return 'Link new account';
  return connection.onBehalf
    ? `Connect for ${connection.tenant.name}`
    : 'Connect your AWS Management Account';
}

function stepperStep(view: StepView, at: { open: WizardStep; due: WizardStep }): Step {
  const current = view.step === at.open;
  return {
    key: view.step,
    label: view.step === 'insights' ? 'Insights' : view.title,
    optional: view.step === 'insights',
    href: view.state === 'locked' || current ? undefined : view.href,
    state: view.step === at.due ? 'due' : view.state === 'done' ? 'done' : 'later',
    current,
  };
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
  if (connection.state === 'broken') {
    return (
      <Callout tone="bad" title="This connection worked before and does not now.">
        The checks below say why. When they pass again, it goes on by itself.
      </Callout>
    );
  }
  if (connection.state === 'disconnected') {
    return <Callout title="This connection is disconnected. Start a new one from Assets." />;
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
