import type { Metadata } from 'next';
import { ContractTable } from '@/components/contracts/contract-table';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { pageCaller } from '@/server/trpc/caller';
import { TenantFrame } from '../tenant-frame';

export const metadata: Metadata = { title: 'Contracts' };

type Props = { params: Promise<{ tenantId: string }> };

export default async function TenantContractsPage({ params }: Props) {
  const { tenantId } = await params;
  const api = await pageCaller();
  const tenant = await api.customers.get({ tenantId });
  const { rows, now } = await api.contracts.list({ tenantId, state: '', after: '' });
  const create = tenant.may.writeContract && (
    <ButtonLink href={`/contracts/new?tenant=${tenant.id}`} variant="primary" size="sm" icon="plus">
      Create contract
    </ButtonLink>
  );
  return (
    <TenantFrame tenant={tenant} tab="contracts" actions={rows.length > 0 && create}>
      {rows.length > 0 ? (
        <ContractTable rows={rows} now={now} />
      ) : (
        <EmptyState icon="contract" action={create}>
          The contract of {tenant.name} will be here.
          {tenant.kind === 'customer' && ' Until one is active, no AWS account can be connected.'}
        </EmptyState>
      )}
    </TenantFrame>
  );
}
