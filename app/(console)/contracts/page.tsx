import type { Metadata } from 'next';
import { ContractTable } from '@/components/contracts/contract-table';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { Select } from '@/components/ui/select';
import { ContractQuery, contractStateNames, contractStates } from '@/lib/contracts';
import { pageCaller } from '@/server/trpc/caller';

export const metadata: Metadata = { title: 'Contracts' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ContractsPage({ searchParams }: Props) {
  const { state, after } = await searchParams;
  const asked = ContractQuery.safeParse({ state, after });
  const query = asked.success ? asked.data : ContractQuery.parse({});
  const api = await pageCaller();
  const { rows, next, mayWrite, now } = await api.contracts.list(query);
  const create = mayWrite && (
    <ButtonLink href="/contracts/new" variant="primary" icon="plus">
      Create contract
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title="Contracts" actions={create} />
      <form method="get" action="/contracts" className="flex flex-wrap items-end gap-3">
        <Select
          name="state"
          label="State"
          placeholder="All states"
          defaultValue={query.state}
          options={contractStates.map((value) => ({ value, label: contractStateNames[value] }))}
        />
        <Button type="submit">Filter</Button>
        {query.state !== '' && (
          <ButtonLink href="/contracts" variant="quiet">
            Clear
          </ButtonLink>
        )}
      </form>
      {rows.length > 0 ? (
        <ContractTable rows={rows} now={now} />
      ) : (
        <EmptyState icon="contract" action={query.state === '' && create}>
          {query.state === ''
            ? 'Contracts with your customers will be here.'
            : `No contract is ${contractStateNames[query.state].toLowerCase()}.`}
        </EmptyState>
      )}
      <Pager
        label="Contracts"
        previousHref={query.after ? address(query.state, '') : undefined}
        nextHref={next ? address(query.state, next) : undefined}
      />
    </>
  );
}

/** The way back is to the first page: lists page forward by key. */
function address(state: string, after: string): string {
  const query = new URLSearchParams({ ...(state && { state }), ...(after && { after }) }).toString();
  return query ? `/contracts?${query}` : '/contracts';
}
