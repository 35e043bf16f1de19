import { formatDate } from '@/lib/time';
import type { ContractFacts, Facts } from './facts';
import { partnerTurn, type TaskFacts } from './task-facts';
import type { Viewer } from './viewer';

/** The task "Contract active": the nearest contract to being active speaks. */
export function contractTask(facts: Facts, viewer: Viewer): TaskFacts {
  const of = (state: ContractFacts['state']) => facts.contracts.find((contract) => contract.state === state);
  const active = of('active');
  if (active) return { state: 'done', since: active.activated_at, says: `"${active.name}" is active.` };
  const scheduled = of('scheduled');
  if (scheduled) {
    return {
      state: 'waiting',
      says: `"${scheduled.name}" starts on ${formatDate(scheduled.start_date)} (${scheduled.time_zone}).`,
      turn: { side: 'clock', who: formatDate(scheduled.start_date) },
      since: scheduled.activated_at,
      button: open(scheduled, viewer),
    };
  }
  const turn = partnerTurn(facts);
  const draft = of('draft');
  if (draft) {
    return {
      state: 'in_progress',
      says: `"${draft.name}" is a draft.`,
      turn,
      since: draft.created_at,
      button: viewer.mayWriteContract ? { label: 'Activate contract', href: `/contracts/${draft.id}` } : null,
    };
  }
  // A draft that was cancelled never was a contract.
  const ended = facts.contracts.find((contract) => contract.activated_at !== null);
  return {
    state: ended ? 'attention' : 'not_started',
    says: ended ? `"${ended.name}" is ${ended.state}.` : 'No contract is written yet.',
    turn,
    since: ended?.ended_at ?? facts.tenant.created_at,
    button: viewer.mayWriteContract
      ? { label: 'Create contract', href: `/contracts/new?tenant=${facts.tenant.id}` }
      : null,
  };
}

function open(contract: ContractFacts, viewer: Viewer) {
  return viewer.mayWriteContract ? { label: 'Open contract', href: `/contracts/${contract.id}` } : null;
}
