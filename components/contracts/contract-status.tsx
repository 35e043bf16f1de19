import { StatusBadge, StatusLine } from '@/components/ui/status';
import { type ContractState, contractStateNames } from '@/lib/contracts';
import type { Status } from '@/lib/status';
import { formatDate } from '@/lib/time';

const look = {
  draft: 'not_started',
  scheduled: 'waiting',
  active: 'done',
  cancelled: 'not_available',
  superseded: 'not_available',
  expired: 'attention',
} as const satisfies Record<ContractState, Status>;

export function ContractBadge({ state }: { state: ContractState }) {
  return <StatusBadge status={look[state]} word={contractStateNames[state]} />;
}

export function ContractLine({ state }: { state: ContractState }) {
  return <StatusLine status={look[state]} word={contractStateNames[state]} />;
}

type PeriodProps = { startDate: string; endDate: string | null; timeZone: string };

/** Both days count, in the contract's own zone, which stands beside them. */
export function ContractPeriod({ startDate, endDate, timeZone }: PeriodProps) {
  const end = endDate ? ` to ${formatDate(endDate)}` : ', no end date';
  return (
    <span>
      {formatDate(startDate)}
      {end} <span className="text-muted">({timeZone})</span>
    </span>
  );
}
