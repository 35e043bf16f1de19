import type { ReactNode } from 'react';
import { AskForHelp, type HelpActions, HelpAsked } from '@/components/connections/ask-for-help';
import { ProposedElsewhere } from '@/components/connections/bucket-proposals';
import { ConnectionStanding } from '@/components/connections/connection-standing';
import { HandOff, type HandOffActions } from '@/components/connections/hand-off';
import { LeftoversElsewhere } from '@/components/connections/leftover-stacks';
import { WizardFrame } from '@/components/console/wizard-frame';
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
  actions: HandOffActions & HelpActions;
  children: ReactNode;
};

/** A step of the connection wizard in its frame, with what stands above every step: paused, blocked, on behalf. */
export function WizardPage(props: WizardPageProps) {
  const { connection, step, intro, stepUrl, now, actions, children } = props;
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
        bucketRegion: connection.bucketRegion,
        externalId: connection.externalId,
        colleagues: edited && (
          <>
            {edited.by} {edited.what},{' '}
            <Time iso={edited.at} now={now} timeZone={connection.tenant.timeZone} />
          </>
        ),
        stepUrl,
        handOff: <HandOff connection={connection} now={now} actions={actions} />,
        help: connection.partner && (
          <AskForHelp connection={connection} step={step} now={now} actions={actions} />
        ),
      }}
    >
      <ConnectionStanding connection={connection} step={step} />
      <HelpAsked connection={connection} now={now} action={actions.settle} />
      <ProposedElsewhere connection={connection} step={step} />
      {children}
      <LeftoversElsewhere connection={connection} step={step} />
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
