import { ContractLine, ContractPeriod } from '@/components/contracts/contract-status';
import { TextLink } from '@/components/ui/link';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { type ContractState, contractKindNames } from '@/lib/contracts';
import type { TenantKind } from '@/lib/tenants';

export type ContractListRow = {
  id: string;
  name: string;
  state: ContractState;
  startDate: string;
  endDate: string | null;
  timeZone: string;
  updatedAt: string;
  tenant: { id: string; name: string; kind: TenantKind };
};

const columns = [
  { key: 'name', label: 'Contract' },
  { key: 'tenant', label: 'Customer' },
  { key: 'state', label: 'State' },
  { key: 'period', label: 'Start and end' },
  { key: 'changed', label: 'Changed', align: 'right' },
] as const;

export function ContractTable({ rows, now }: { rows: readonly ContractListRow[]; now: string }) {
  return (
    <Table label="Contracts" columns={columns} stickyFirst>
      {rows.map((row) => (
        <TableRow key={row.id}>
          <TableCell head className="max-w-64 min-w-40">
            <TextLink plain href={`/contracts/${row.id}`} className="block truncate">
              {row.name}
            </TextLink>
            <span className="text-xs text-muted">{contractKindNames[row.tenant.kind]}</span>
          </TableCell>
          <TableCell className="max-w-56 truncate">
            <TextLink plain href={`/customers/${row.tenant.id}`}>
              {row.tenant.name}
            </TextLink>
          </TableCell>
          <TableCell className="whitespace-nowrap">
            <ContractLine state={row.state} />
          </TableCell>
          <TableCell className="min-w-56">
            <ContractPeriod {...row} />
          </TableCell>
          <TableCell align="right" muted className="whitespace-nowrap">
            <Time iso={row.updatedAt} now={now} />
          </TableCell>
        </TableRow>
      ))}
    </Table>
  );
}
