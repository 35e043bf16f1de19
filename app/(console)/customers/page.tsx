import type { Metadata } from 'next';
import { CustomerFilters } from '@/components/customers/customer-filters';
import { CustomerTree } from '@/components/customers/customer-tree';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pager } from '@/components/ui/pager';
import { CustomerQuery } from '@/lib/customers';
import { pageCaller } from '@/server/trpc/caller';
import { startConnection } from '../connections/actions';

export const metadata: Metadata = { title: 'Customers' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function CustomersPage({ searchParams }: Props) {
  const { q, delivery, status, after } = await searchParams;
  const asked = CustomerQuery.safeParse({ name: q, delivery, status, after });
  const query = asked.success ? asked.data : CustomerQuery.parse({});
  const api = await pageCaller();
  const { rows, next, found, total, kindsToAdd, now } = await api.customers.list(query);
  const isFiltered = query.name !== '' || query.delivery !== '' || query.status !== '';
  const add = kindsToAdd.length > 0 && (
    <ButtonLink href="/customers/new" variant="primary" icon="plus">
      Add customer
    </ButtonLink>
  );
  return (
    <>
      <PageHeader
        title="Customers"
        meta={isFiltered ? `${found} of ${total} match` : undefined}
        actions={add}
      />
      <CustomerFilters {...query} />
      {rows.length > 0 && <CustomerTree rows={rows} now={now} start={startConnection} />}
      {rows.length === 0 && (
        <EmptyState icon="search" action={<ButtonLink href="/customers">Show all customers</ButtonLink>}>
          No customer matches these filters.
        </EmptyState>
      )}
      {total === 1 && !isFiltered && (
        <EmptyState icon="building" action={add}>
          Your customers will be here, with their progress and CUR delivery.
        </EmptyState>
      )}
      <Pager
        label="Customers"
        previousHref={query.after ? address(query, '') : undefined}
        nextHref={next ? address(query, next) : undefined}
      />
    </>
  );
}

function address(query: CustomerQuery, after: string): string {
  const { name, delivery, status } = query;
  const wanted = Object.entries({ q: name, delivery, status, after }).filter(([, value]) => value !== '');
  return `/customers?${new URLSearchParams(wanted).toString()}`;
}
