import { deliveryStatus } from '@/components/connections/connection-list';
import { RowTasks } from '@/components/customers/row-tasks';
import { TreeKeys } from '@/components/customers/tree-keys';
import { cx } from '@/components/ui/cx';
import { TextLink } from '@/components/ui/link';
import { StatusLine } from '@/components/ui/status';
import { Table, TableCell, TableRow } from '@/components/ui/table';
import { deliveryNames } from '@/lib/connections';
import type { FormAction } from '@/lib/form-state';
import type { Progress } from '@/lib/onboarding';
import { type TenantKind, tenantKindNames } from '@/lib/tenants';
import { type UserState, userStates } from '@/lib/users';

export type CustomerTreeRow = {
  id: string;
  depth: number;
  kind: TenantKind;
  name: string;
  domain: string;
  progress: Progress;
  delivery: keyof typeof deliveryNames;
  firstAdmin: { name: string; email: string; state: UserState } | null;
  /** False for a parent that stays because a child matches the filters. */
  matches: boolean;
};

type CustomerTreeProps = {
  rows: readonly CustomerTreeRow[];
  now: string;
  start: FormAction;
};

const columns = [
  { key: 'name', label: 'Name' },
  { key: 'status', label: 'Status' },
  { key: 'progress', label: 'Progress' },
  { key: 'delivery', label: 'CUR delivery' },
  { key: 'admin', label: 'First Admin' },
] as const;

/** The hierarchy as a table: thin guides, one row a tenant, the tasks behind the progress. Arrow keys move, Enter opens. */
export function CustomerTree({ rows, now, start }: CustomerTreeProps) {
  return (
    <div id="customer-tree">
      <TreeKeys within="customer-tree" />
      <Table label="Customers" columns={columns} stickyFirst className="[&_td]:py-0 [&_th[scope=row]]:py-0">
        {rows.map((row) => (
          <TableRow key={row.id}>
            <TableCell head className="max-w-80 min-w-52">
              <Name row={row} />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {row.kind === 'distributor' ? (
                <span className="text-muted">–</span>
              ) : (
                <StatusLine status={row.progress.status} />
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {row.progress.total > 0 ? (
                <RowTasks name={row.name} progress={row.progress} now={now} start={start} />
              ) : (
                <span className="text-muted">–</span>
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap">
              {row.kind === 'customer' ? (
                <StatusLine status={deliveryStatus[row.delivery]} word={deliveryNames[row.delivery]} />
              ) : (
                <span className="text-muted">–</span>
              )}
            </TableCell>
            <TableCell className="max-w-64">
              <Admin admin={row.firstAdmin} />
            </TableCell>
          </TableRow>
        ))}
      </Table>
    </div>
  );
}

/** 28 px high, so that 25 rows fit a laptop; the guides run through the full height. */
function Name({ row }: { row: CustomerTreeRow }) {
  return (
    <span className="flex h-7 items-center gap-2">
      {Array.from({ length: row.depth }, (_, depth) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a guide is its depth
          key={depth}
          aria-hidden="true"
          className="ml-1.5 w-2.5 shrink-0 self-stretch border-l border-line"
        />
      ))}
      <a
        href={`/customers/${row.id}`}
        data-row
        data-depth={row.depth}
        className={cx(
          'truncate rounded-sm no-underline underline-offset-2 hover:text-accent hover:underline',
          // A parent that is here for its child's sake steps back.
          row.matches ? 'font-medium text-ink' : 'text-muted',
        )}
      >
        {row.name}
      </a>
      <span className="truncate text-xs text-muted max-lg:hidden">
        {row.kind === 'customer' ? row.domain : tenantKindNames[row.kind]}
      </span>
    </span>
  );
}

function Admin({ admin }: { admin: CustomerTreeRow['firstAdmin'] }) {
  if (!admin) return <span className="text-muted">–</span>;
  const state = userStates[admin.state];
  return (
    <span className="flex items-center gap-2">
      <TextLink plain href={`mailto:${admin.email}`} className="truncate !font-normal">
        {admin.name || admin.email}
      </TextLink>
      {admin.state !== 'active' && (
        <StatusLine status={state.status} word={state.word} className="text-xs whitespace-nowrap" />
      )}
    </span>
  );
}
