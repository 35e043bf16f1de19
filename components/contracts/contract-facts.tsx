import { ContractPeriod } from '@/components/contracts/contract-status';
import { AccountId } from '@/components/ui/account-id';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { type KeyValue, KeyValues } from '@/components/ui/key-values';
import { billingFields } from '@/lib/billing-fields';
import { type BillingDetails, entitlementNames, renewalNames } from '@/lib/contracts';
import type { TenantKind } from '@/lib/tenants';

export type ContractFactsProps = {
  contract: {
    tenant: { kind: TenantKind };
    startDate: string;
    endDate: string | null;
    timeZone: string;
    accountsMode: 'all' | 'listed';
    accountIds: readonly string[];
    renewal: keyof typeof renewalNames;
    entitlement: keyof typeof entitlementNames;
    invoicingPrefix: string | null;
    notes: string | null;
    billing: BillingDetails | null;
    cancelReason: string | null;
  };
};

/** What the contract says. */
export function ContractFacts({ contract }: ContractFactsProps) {
  const billing = billingFields
    .map((field) => ({ key: field.name, label: field.label, value: contract.billing?.[field.name] ?? '' }))
    .filter((item) => item.value !== '');
  return (
    <>
      <Card title="General">
        <KeyValues items={generalItems(contract)} />
      </Card>
      {billing.length > 0 && (
        <Disclosure look="card" summary="Billing details, kept for reference">
          <KeyValues items={billing} />
        </Disclosure>
      )}
    </>
  );
}

function generalItems(contract: ContractFactsProps['contract']): KeyValue[] {
  const items: KeyValue[] = [
    { key: 'period', label: 'Start and end', value: <ContractPeriod {...contract} /> },
    { key: 'renewal', label: 'Renewal policy', value: renewalNames[contract.renewal] },
    { key: 'entitlement', label: 'Entitlement', value: entitlementNames[contract.entitlement] },
  ];
  if (contract.tenant.kind === 'customer') {
    items.splice(1, 0, {
      key: 'accounts',
      label: 'Management accounts',
      value: <Accounts contract={contract} />,
    });
    items.push({
      key: 'prefix',
      label: 'Invoicing customer prefix',
      value: contract.invoicingPrefix ? <code className="font-mono">{contract.invoicingPrefix}</code> : '–',
    });
  }
  if (contract.notes) {
    items.push({
      key: 'notes',
      label: 'Notes',
      value: <span className="whitespace-pre-line">{contract.notes}</span>,
    });
  }
  if (contract.cancelReason)
    items.push({ key: 'reason', label: 'Cancelled because', value: contract.cancelReason });
  return items;
}

function Accounts({ contract }: ContractFactsProps) {
  if (contract.accountsMode === 'all') return 'All accounts';
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {contract.accountIds.map((id) => (
        <li key={id}>
          <AccountId id={id} />
        </li>
      ))}
    </ul>
  );
}
