import type { ConnectionEventKind } from '@/lib/connection-events';
import type { ConnectionState } from '@/lib/connection-states';
import type { ProgressLine } from '@/lib/connection-views';

export interface ProgressFacts {
  /** A paused connection is drawn as the state that it left. */
  state: ConnectionState;
  linkMadeAt: string | null;
  stackStatus: string | null;
  roleFirstSeenAt: string | null;
  /** The first error among the role's findings, in words. */
  refused: string | null;
  taken: boolean;
  /** What happened to the connection, the newest first. */
  events: readonly { kind: ConnectionEventKind; at: string }[];
}

type Key = ProgressLine['key'];

const labels = {
  waiting: 'Waiting for the stack',
  started: 'Stack started',
  role: 'IAM role found',
  complete: 'Stack complete',
  checks: 'IAM role checked',
  connected: 'Connected',
} satisfies Record<Key, string>;

const order = ['waiting', 'started', 'role', 'complete', 'checks', 'connected'] as const;

/** How many lines are done in each state of the stack; later states have all. */
const doneIn: Partial<Record<ConnectionState, number>> = {
  draft: 0,
  unsupported: 0,
  awaiting_stack: 0,
  stack_in_progress: 2,
  stack_failed: 1,
  verifying: 4,
};

/** The lines that the stack step shows live. What failed is the first line that is not done. */
export function stackProgress(facts: ProgressFacts): ProgressLine[] {
  const seen = facts.state === 'stack_in_progress' && facts.roleFirstSeenAt !== null ? 3 : 0;
  const done = Math.max(doneIn[facts.state] ?? order.length, seen);
  const failed =
    facts.state === 'stack_failed' || (facts.state === 'verifying' && facts.refused !== null) || facts.taken;
  return order.map((key, index) => {
    const state = index < done ? 'done' : index > done ? 'todo' : failed ? 'failed' : 'current';
    return {
      key,
      label: labelOf(key, { state, facts }),
      state,
      at: state === 'todo' ? null : timeOf(key, facts),
      detail: index === done ? detailOf(facts) : null,
    };
  });
}

/** A stack that may not be watched counts once its IAM role stayed: then that is said, and not that AWS called it complete. */
function labelOf(key: Key, of: { state: ProgressLine['state']; facts: ProgressFacts }): string {
  const { state, facts } = of;
  if (facts.state === 'stack_failed' && state === 'failed') {
    return /ROLLBACK/.test(facts.stackStatus ?? '') ? 'Stack rolled back' : 'Stack failed';
  }
  if (key !== 'complete') return labels[key];
  if (state === 'current') return 'Waiting for the stack to finish';
  return state === 'done' && facts.stackStatus === null ? 'IAM role stayed' : labels.complete;
}

/** Of the attempt that stands: what happened before its link was made belongs to another. */
function timeOf(key: Key, facts: ProgressFacts): string | null {
  const at = (kind: ConnectionEventKind) =>
    facts.events.find((event) => event.kind === kind && event.at >= (facts.linkMadeAt ?? ''))?.at ?? null;
  switch (key) {
    case 'waiting':
      return facts.linkMadeAt;
    case 'started':
      return at(facts.state === 'stack_failed' ? 'stack_failed' : 'stack_started');
    case 'role':
      return facts.roleFirstSeenAt;
    case 'complete':
      return at('stack_complete');
    case 'checks':
    case 'connected':
      return at('role_verified');
  }
}

function detailOf(facts: ProgressFacts): string | null {
  // Why it failed stands above the lines, in words.
  if (facts.state === 'stack_failed') return facts.stackStatus;
  return facts.refused ?? (facts.state === 'stack_in_progress' ? facts.stackStatus : null);
}
