import type { ConnectionState } from '@/lib/connection-states';
import type { ProgressLine } from '@/lib/connection-views';

export interface ProgressFacts {
  /** A paused connection is drawn as the state that it left. */
  state: ConnectionState;
  linkMadeAt: string | null;
  stackStatus: string | null;
  stackReason: string | null;
  roleFirstSeenAt: string | null;
  /** The first error among the role's findings, in words. */
  refused: string | null;
  taken: boolean;
}

const labels = {
  waiting: 'Waiting for the stack',
  started: 'Stack started',
  role: 'IAM role found',
  checks: 'IAM role checked',
  connected: 'Connected',
} satisfies Record<ProgressLine['key'], string>;

const order = ['waiting', 'started', 'role', 'checks', 'connected'] as const;

/** How many lines are done in each state of the stack; later states have all. */
const doneIn: Partial<Record<ConnectionState, number>> = {
  draft: 0,
  unsupported: 0,
  awaiting_stack: 0,
  stack_in_progress: 2,
  stack_failed: 1,
  verifying: 3,
};

/** The lines that the stack step shows live. What failed is the first line that is not done. */
export function stackProgress(facts: ProgressFacts): ProgressLine[] {
  const seen = facts.state === 'stack_in_progress' && facts.roleFirstSeenAt !== null ? 3 : 0;
  const done = Math.max(doneIn[facts.state] ?? order.length, seen);
  const failed =
    facts.state === 'stack_failed' || (facts.state === 'verifying' && facts.refused !== null) || facts.taken;
  return order.map((key, index) => ({
    key,
    label: labels[key],
    state: index < done ? 'done' : index > done ? 'todo' : failed ? 'failed' : 'current',
    at: key === 'waiting' ? facts.linkMadeAt : key === 'role' ? facts.roleFirstSeenAt : null,
    detail: index === done ? detailOf(facts) : null,
  }));
}

function detailOf(facts: ProgressFacts): string | null {
  if (facts.state === 'stack_failed') return facts.stackReason ?? facts.stackStatus;
  return facts.refused ?? (facts.state === 'stack_in_progress' ? facts.stackStatus : null);
}
