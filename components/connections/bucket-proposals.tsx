import { Callout } from '@/components/ui/callout';
import { Form } from '@/components/ui/form';
import { TextLink } from '@/components/ui/link';
import { SubmitButton } from '@/components/ui/submit-button';
import { Time } from '@/components/ui/time';
import type { ConnectionView } from '@/lib/connection-views';
import { stepAddress, type WizardStep } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import type { ProposalItem } from '@/lib/handoffs';

type BucketProposalsProps = {
  connection: ConnectionView;
  now: string;
  /** The step's form is open, so that a bucket can be entered. */
  isOpen: boolean;
  actions: { accept: FormAction; dismiss: FormAction };
};

/** Step 3: what colleagues with a hand-off link propose. Nothing changes before somebody decides here. */
export function BucketProposals({ connection, now, isOpen, actions }: BucketProposalsProps) {
  return connection.proposals.map((proposal) => (
    <Callout key={proposal.id} title={<Proposed proposal={proposal} />}>
      <p className="text-muted">
        Proposed <Time iso={proposal.at} now={now} timeZone={connection.tenant.timeZone} />, by a hand-off
        link. {isOpen ? 'It is entered only if you use it.' : 'To use it, go back to this step first.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {isOpen && (
          <Form action={actions.accept} hidden={acceptance(connection, proposal)}>
            <SubmitButton variant="secondary">Use this bucket</SubmitButton>
          </Form>
        )}
        <Form action={actions.dismiss} hidden={{ proposalId: proposal.id }}>
          <SubmitButton variant="quiet">Dismiss</SubmitButton>
        </Form>
      </div>
    </Callout>
  ));
}

function Proposed({ proposal }: { proposal: ProposalItem }) {
  return (
    <>
      {proposal.by} proposes the bucket{' '}
      <code className="font-mono text-xs wrap-anywhere">{proposal.bucket}</code>
    </>
  );
}

/** The same form as the step's own, with the bucket of the proposal. */
function acceptance(connection: ConnectionView, proposal: ProposalItem): Record<string, string> {
  return {
    connectionId: connection.id,
    version: String(connection.version),
    bucket: proposal.bucket,
    kmsKeyArn: connection.kmsKeyArn ?? '',
  };
}

/** On every other step: that there is something to decide. */
export function ProposedElsewhere({ connection, step }: { connection: ConnectionView; step: WizardStep }) {
  const [first] = connection.proposals;
  if (!first || step === 'report') return null;
  return (
    <Callout title={<Proposed proposal={first} />}>
      <TextLink href={stepAddress({ id: connection.id, step: 'report' })}>Decide on it in step 3</TextLink>
    </Callout>
  );
}
