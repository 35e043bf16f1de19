import type { ReactNode } from 'react';
import { StackOfBefore } from '@/components/connections/aws-parts';
import { BackPanel } from '@/components/connections/back-panel';
import { WizardPage } from '@/components/connections/wizard-page';
import type { BackView, ConnectionView } from '@/lib/connection-views';
import type { WizardStep } from '@/lib/connections';
import { pageCaller } from '@/server/trpc/caller';
import { askForHelp, goBack, makeHandoff, revokeHandoff, settleHelp } from './actions';

export type StepParams = { params: Promise<{ connectionId: string }> };

/** What every step's page reads: the connection (a step that is not open yet goes to the one that is due) and the frame's facts. */
export async function openStep(params: StepParams['params'], step: WizardStep) {
  const { connectionId } = await params;
  const api = await pageCaller();
  const connection = await api.connections.get({ connectionId, step });
  return { api, connection, now: new Date().toISOString() };
}

type WizardProps = {
  connection: ConnectionView;
  step: WizardStep;
  now: string;
  intro?: ReactNode;
  children: ReactNode;
};

export function Wizard({ connection, step, now, intro, children }: WizardProps) {
  const stepUrl = `${connection.links.base}/connections/${connection.id}/${step}`;
  return (
    <WizardPage
      connection={connection}
      step={step}
      stepUrl={stepUrl}
      now={now}
      intro={intro}
      actions={{ make: makeHandoff, revoke: revokeHandoff, ask: askForHelp, settle: settleHelp }}
    >
      {children}
    </WizardPage>
  );
}

/** A step of the first half: its form while the connection is a draft, else what going back would make invalid. */
export function FormOrBack(props: {
  connection: ConnectionView;
  back: BackView | null;
  children: ReactNode;
}) {
  if (props.back === null) {
    return (
      <>
        <StackOfBefore parts={props.connection.awsSteps} />
        {props.children}
      </>
    );
  }
  return <BackPanel connection={props.connection} back={props.back} action={goBack} />;
}

const formStates: readonly ConnectionView['state'][] = ['draft', 'unsupported'];

/** The preview of going back, where the step's form is not simply open. */
export async function previewBack(
  api: Awaited<ReturnType<typeof openStep>>['api'],
  at: { connection: ConnectionView; step: 'review' | 'account' | 'report' },
): Promise<BackView | null> {
  if (formStates.includes(at.connection.state)) return null;
  return api.connections.previewBack({ connectionId: at.connection.id, step: at.step });
}
