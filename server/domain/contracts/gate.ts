import { z } from 'zod';
import { AwsAccountId } from '@/lib/aws-ids';
import type { ContractState } from '@/lib/contracts';
import { formatDate } from '@/lib/time';
import type { Tx } from '@/server/db/scope';

const AccountIds = z.array(AwsAccountId);

export interface OpenGate {
  open: true;
  contractId: string;
  contractName: string;
  /** The AWS management accounts that the contract lists; null: all of them. */
  accounts: AwsAccountId[] | null;
}

export interface ClosedGate {
  open: false;
  reason: 'none' | 'draft' | 'scheduled' | 'ended';
  /** One sentence on what stands in the way. */
  says: string;
  /** One sentence on who does what next. */
  todo: string;
  /** The direct parent, who writes the contract. */
  whoActs: string;
  contractId: string | null;
}

export type ContractGate = OpenGate | ClosedGate;

type Row = {
  id: string;
  name: string;
  state: ContractState;
  start_date: string;
  end_date: string | null;
  time_zone: string;
  starts_at: string;
  ends_at: string | null;
  accounts_mode: 'all' | 'listed';
  account_ids_json: string;
  activated_at: string | null;
};

/**
 * Whether this tenant may start or go on connecting AWS accounts (product.md section 4, Gate). Call it only with a tenant that a
 * scoped query has found: the rows are read by that tenant alone. `now` is UTC ISO text; an active contract whose end has passed
 * counts as ended although the clock's job has not yet said so.
 */
export async function contractGate(tx: Tx, of: { tenantId: string; now: string }): Promise<ContractGate> {
  const contracts = await tx
    .selectFrom('contracts')
    .select(['id', 'name', 'state', 'start_date', 'end_date', 'time_zone', 'starts_at', 'ends_at'])
    .select(['accounts_mode', 'account_ids_json', 'activated_at'])
    .where('tenant_id', '=', of.tenantId)
    .orderBy('updated_at', 'desc')
    .execute();
  const active = contracts.find((one) => one.state === 'active' && !isOver(one, of.now));
  if (active) {
    return {
      open: true,
      contractId: active.id,
      contractName: active.name,
      accounts: active.accounts_mode === 'all' ? null : AccountIds.parse(JSON.parse(active.account_ids_json)),
    };
  }
  const parent = await tx
    .selectFrom('tenants as child')
    .innerJoin('tenants as parent', 'parent.id', 'child.parent_id')
    .select('parent.name')
    .where('child.id', '=', of.tenantId)
    .executeTakeFirst();
  return closedBy(contracts, { parent: parent?.name ?? 'Your company', now: of.now });
}

/** The nearest thing to a contract speaks: one that is to start, then a draft, then the one that ended last. A draft that was cancelled never was one. */
function closedBy(contracts: readonly Row[], by: { parent: string; now: string }): ClosedGate {
  const { parent } = by;
  const scheduled = contracts.find((one) => one.state === 'scheduled');
  if (scheduled) {
    return closed(scheduled, {
      reason: 'scheduled',
      says: `The contract "${scheduled.name}" starts on ${formatDate(scheduled.start_date)} (${scheduled.time_zone}).`,
      todo: `${parent} can move its start date.`,
      whoActs: parent,
    });
  }
  const draft = contracts.find((one) => one.state === 'draft');
  if (draft) {
    return closed(draft, {
      reason: 'draft',
      says: `The contract "${draft.name}" is a draft and not active yet.`,
      todo: `${parent} must activate it.`,
      whoActs: parent,
    });
  }
  const ended = contracts.find((one) => one.activated_at !== null);
  if (ended) {
    const when = ended.end_date && isOver(ended, by.now) ? ` on ${formatDate(ended.end_date)}` : '';
    return closed(ended, {
      reason: 'ended',
      says: `The contract "${ended.name}" ended${when}.`,
      todo: `${parent} must renew it.`,
      whoActs: parent,
    });
  }
  return closed(null, {
    reason: 'none',
    says: 'There is no contract yet.',
    todo: `${parent} must create one.`,
    whoActs: parent,
  });
}

function closed(row: Row | null, why: Omit<ClosedGate, 'open' | 'contractId'>): ClosedGate {
  return { open: false, contractId: row?.id ?? null, ...why };
}

function isOver(contract: Pick<Row, 'ends_at'>, now: string): boolean {
  return contract.ends_at !== null && contract.ends_at <= now;
}
