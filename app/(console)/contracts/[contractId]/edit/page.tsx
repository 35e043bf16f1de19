import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ContractForm } from '@/components/contracts/contract-form';
import { ContractBadge } from '@/components/contracts/contract-status';
import { PageHeader } from '@/components/ui/page-header';
import { timeZones } from '@/lib/zones';
import { pageCaller } from '@/server/trpc/caller';
import { editContract } from '../../actions';

export const metadata: Metadata = { title: 'Edit contract' };

type Props = { params: Promise<{ contractId: string }> };

export default async function EditContractPage({ params }: Props) {
  const { contractId } = await params;
  const api = await pageCaller();
  const contract = await api.contracts.get({ contractId });
  if (!contract.mayWrite) notFound();
  const address = `/contracts/${contract.id}`;
  return (
    <>
      <PageHeader
        title={`Edit ${contract.name}`}
        path={[
          { label: 'Contracts', href: '/contracts' },
          { label: contract.name, href: address },
          { label: 'Edit' },
        ]}
        meta={<ContractBadge state={contract.state} />}
      />
      <div className="max-w-2xl">
        <ContractForm
          action={editContract}
          hidden={{ contractId: contract.id, version: String(contract.version) }}
          kind={contract.tenant.kind}
          values={{
            ...contract,
            endDate: contract.endDate ?? '',
            invoicingPrefix: contract.invoicingPrefix ?? '',
            notes: contract.notes ?? '',
          }}
          timeZones={timeZones()}
          mayActivate={contract.state === 'draft'}
          cancelHref={address}
        />
      </div>
    </>
  );
}
