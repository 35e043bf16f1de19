import type { Metadata } from 'next';
import { ContractActs } from '@/components/contracts/contract-acts';
import { ContractFacts } from '@/components/contracts/contract-facts';
import { ContractBadge } from '@/components/contracts/contract-status';
import { Callout } from '@/components/ui/callout';
import { TextLink } from '@/components/ui/link';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { baseContractReach, contractKindNames } from '@/lib/contracts';
import { formatDate } from '@/lib/time';
import { pageCaller } from '@/server/trpc/caller';
import { activateContract, cancelContract } from '../actions';

export const metadata: Metadata = { title: 'Contract' };

type Props = { params: Promise<{ contractId: string }> };

export default async function ContractPage({ params }: Props) {
  const { contractId } = await params;
  const api = await pageCaller();
  const contract = await api.contracts.get({ contractId });
  return (
    <>
      <PageHeader
        title={contract.name}
        path={[{ label: 'Contracts', href: '/contracts' }, { label: contract.name }]}
        meta={
          <>
            <ContractBadge state={contract.state} />
            <span>
              {contractKindNames[contract.tenant.kind]} of{' '}
              <TextLink href={`/customers/${contract.tenant.id}`}>{contract.tenant.name}</TextLink>
            </span>
            {contract.tenant.kind === 'distributor' && <span>{baseContractReach}</span>}
            <span>
              Version {contract.version}, changed{' '}
              <Time iso={contract.updatedAt} now={contract.now} timeZone={contract.timeZone} />
            </span>
          </>
        }
        actions={
          contract.mayWrite && (
            <ContractActs contract={contract} activate={activateContract} cancel={cancelContract} />
          )
        }
      />
      {contract.state === 'scheduled' && (
        <Callout tone="wait" title={`It becomes active on ${formatDate(contract.startDate)}`}>
          At the beginning of the day in {contract.timeZone}. A contract that is active then is superseded.
        </Callout>
      )}
      {contract.state === 'draft' && contract.replaces && (
        <Callout title={`“${contract.replaces}” is active`}>Marking this one as active replaces it.</Callout>
      )}
      <div className="flex max-w-3xl flex-col gap-6">
        <ContractFacts contract={contract} />
      </div>
    </>
  );
}
