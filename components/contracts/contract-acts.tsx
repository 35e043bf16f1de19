import { ReplaceQuestion } from '@/components/contracts/replace-question';
import { ButtonLink } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { Dialog } from '@/components/ui/dialog';
import { Form } from '@/components/ui/form';
import { SubmitButton } from '@/components/ui/submit-button';
import { Textarea } from '@/components/ui/textarea';
import type { ContractState } from '@/lib/contracts';
import type { FormAction } from '@/lib/form-state';

type ContractActsProps = {
  contract: {
    id: string;
    version: number;
    name: string;
    state: ContractState;
    tenant: { name: string; kind: string };
  };
  activate: FormAction;
  cancel: FormAction;
};

/** What may be done to a contract that is not final: edit, activate a draft, cancel. */
export function ContractActs({ contract, activate, cancel }: ContractActsProps) {
  const hidden = { contractId: contract.id, version: String(contract.version) };
  return (
    <div className="flex flex-wrap items-start gap-2">
      <Dialog trigger="Cancel contract" title={`Cancel ${contract.name}?`} variant="secondary">
        <CancelWarning contract={contract} />
        <Form action={cancel} hidden={hidden}>
          <Textarea name="reason" label="Reason" optional maxLength={500} />
          <div>
            <SubmitButton variant="danger" pendingLabel="Cancelling…">
              Cancel contract
            </SubmitButton>
          </div>
        </Form>
      </Dialog>
      <ButtonLink href={`/contracts/${contract.id}/edit`} icon="pencil">
        Edit
      </ButtonLink>
      {contract.state === 'draft' && (
        <Form action={activate} hidden={hidden} className="max-w-md">
          <div>
            <SubmitButton pendingLabel="Activating…">Mark as active</SubmitButton>
          </div>
          <ReplaceQuestion />
        </Form>
      )}
    </div>
  );
}

function CancelWarning({ contract }: Pick<ContractActsProps, 'contract'>) {
  if (contract.state !== 'active') {
    return <p>Cancelling is final. The contract stays in the list as cancelled.</p>;
  }
  return (
    <Callout tone="warn" title="Cancelling is final">
      {contract.tenant.kind === 'customer'
        ? `${contract.tenant.name} then has no active contract: it cannot connect further AWS accounts, and connections that are not confirmed pause where they are. Confirmed ones go on being checked.`
        : `${contract.tenant.name} then has no active contract. Its customers are not affected.`}
    </Callout>
  );
}
