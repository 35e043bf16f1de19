import type { Metadata } from 'next';
import { AddFrame } from '@/components/customers/add-frame';
import { KindChoice } from '@/components/customers/kind-choice';
import { ProfileStep } from '@/components/customers/profile-step';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { pageCaller } from '@/server/trpc/caller';
import { addCustomer } from '../actions';

export const metadata: Metadata = { title: 'Add customer' };

type Props = { searchParams: Promise<{ kind?: string; parent?: string }> };

const titles = { customer: 'Add end customer', reseller: 'Add reseller' } as const;

export default async function NewCustomerPage({ searchParams }: Props) {
  const { kind, parent } = await searchParams;
  const api = await pageCaller();
  const choices = await api.customers.parents();
  const choice = choices.length === 1 ? choices[0] : choices.find((one) => one.kind === kind);
  if (!choice) {
    return (
      <>
        <PageHeader
          title="Add customer"
          path={[{ label: 'Customers', href: '/customers' }, { label: 'Add customer' }]}
        />
        <p className="text-muted">What do you want to add?</p>
        <KindChoice kinds={choices.map((one) => one.kind)} />
      </>
    );
  }
  if (choice.parents.length === 0) {
    return (
      <AddFrame title={titles[choice.kind]} step="profile">
        <EmptyState
          icon="users"
          action={
            <ButtonLink href="/customers/new?kind=reseller" variant="primary">
              Add reseller
            </ButtonLink>
          }
        >
          An end customer belongs to a reseller. Add a reseller first.
        </EmptyState>
      </AddFrame>
    );
  }
  return (
    <AddFrame title={titles[choice.kind]} step="profile">
      <ProfileStep
        action={addCustomer}
        kind={choice.kind}
        parents={choice.parents}
        chosenParent={choice.parents.find((one) => one.id === parent)?.id}
      />
    </AddFrame>
  );
}
