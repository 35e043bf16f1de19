import type { Metadata } from 'next';
import { ContractForm } from '@/components/contracts/contract-form';
import { Button } from '@/components/ui/button';
import { Callout } from '@/components/ui/callout';
import { PageHeader } from '@/components/ui/page-header';
import { Select } from '@/components/ui/select';
import { baseContractReach, contractKindNames } from '@/lib/contracts';
import { timeZones } from '@/lib/zones';
import { pageCaller } from '@/server/trpc/caller';
import { createContract } from '../actions';

export const metadata: Metadata = { title: 'Create contract' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NewContractPage({ searchParams }: Props) {
  const { tenant: asked } = await searchParams;
  const tenantId = typeof asked === 'string' && asked !== '' ? asked : null;
  const api = await pageCaller();
  const path = [{ label: 'Contracts', href: '/contracts' }, { label: 'Create contract' }];
  if (tenantId === null) {
    const targets = await api.contracts.targets();
    return (
      <>
        <PageHeader title="Create contract" path={path} />
        <form method="get" action="/contracts/new" className="flex flex-col gap-5">
          <Select
            name="tenant"
            label="For whom"
            placeholder="Select a customer"
            required
            options={targets.map((target) => ({
              value: target.id,
              label: target.parentName ? `${target.name} (${target.parentName})` : target.name,
            }))}
          />
          <div>
            <Button type="submit" variant="primary">
              Next
            </Button>
          </div>
        </form>
      </>
    );
  }
  const draft = await api.contracts.draft({ tenantId });
  return (
    <>
      <PageHeader
        title={`${contractKindNames[draft.tenant.kind]} for ${draft.tenant.name}`}
        path={path}
        meta={scopeOf(draft)}
      />
      {draft.standing && (
        <Callout title={`“${draft.standing}” is active`}>
          A tenant has one active contract at a time. Marking this one as active asks whether to replace it.
        </Callout>
      )}
      <div className="max-w-2xl">
        <ContractForm
          action={createContract}
          hidden={{ tenantId: draft.tenant.id, contractId: draft.contractId }}
          kind={draft.tenant.kind}
          values={{
            name: '',
            startDate: draft.startDate,
            endDate: '',
            timeZone: draft.timeZone,
            accountsMode: 'all',
            accountIds: [],
            renewal: 'auto',
            entitlement: 'none',
            invoicingPrefix: '',
            notes: '',
            billing: null,
          }}
          timeZones={timeZones()}
          mayActivate
          cancelHref={`/customers/${draft.tenant.id}`}
        />
      </div>
    </>
  );
}

/** Between whom the contract is, or how far a base contract reaches. */
function scopeOf(draft: {
  tenant: { name: string };
  parentName: string | null;
  isOnBehalf: boolean;
}): string {
  if (draft.parentName === null) return baseContractReach;
  const between = `Between ${draft.parentName} and ${draft.tenant.name}`;
  return draft.isOnBehalf ? `${between}, written on behalf of ${draft.parentName}` : between;
}
