import { type ContractFields, contractInterval } from '@/lib/contracts';
import type { ContractRow, TenantRow } from '@/server/db/tables';

/** The columns that a form writes; what only customer contracts have is emptied for the other kinds. */
export function contractColumns(fields: ContractFields, tenant: Pick<TenantRow, 'kind'>) {
  const { startsAt, endsAt } = contractInterval(fields);
  const isCustomers = tenant.kind === 'customer';
  const isListed = isCustomers && fields.accountsMode === 'listed';
  return {
    name: fields.name,
    start_date: fields.startDate,
    end_date: fields.endDate || null,
    time_zone: fields.timeZone,
    starts_at: startsAt,
    ends_at: endsAt,
    accounts_mode: isListed ? 'listed' : 'all',
    account_ids_json: JSON.stringify(isListed ? fields.accountIds : []),
    renewal: fields.renewal,
    entitlement: fields.entitlement,
    invoicing_prefix: (isCustomers && fields.invoicingPrefix) || null,
    notes: fields.notes || null,
    billing_json: JSON.stringify(fields.billing),
  } satisfies Partial<ContractRow>;
}
