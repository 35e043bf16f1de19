import { formatAccountId } from '@/lib/aws-ids';
import { standing, stepAddress, stepDue, stepsOf } from '@/lib/connections';
import type { TaskButton } from '@/lib/onboarding';
import { latest } from '@/lib/onboarding';
import { reasonInWords } from '@/lib/stack-causes';
import { isWaiting } from '@/lib/stack-patience';
import type { ConnectionFacts, Facts } from './facts';
import { partnerTurn, type TaskFacts, type TaskTurn } from './task-facts';
import type { Viewer } from './viewer';

export interface AccountProgress {
  /** How many accounts onboarding wants: one, or as many as the contract lists. */
  wanted: number;
  connected: number;
  complete: number;
  onboardedAt: string | null;
}

type Of = { viewer: Viewer; connection: ConnectionFacts };

/** Nothing is connected: due once an Admin and a contract are active. */
export function startTask(facts: Facts, of: { viewer: Viewer }): TaskFacts {
  const contract = facts.contracts.find((one) => one.state === 'active');
  const admin = facts.admins.find((one) => one.state === 'active');
  if (!contract) return { state: 'not_started', says: 'Needs an active contract.' };
  if (!admin) return { state: 'not_started', says: 'Needs an active Admin.' };
  return {
    state: 'not_started',
    says: 'No AWS management account is connected yet.',
    turn: tenantTurn(facts),
    since: latest([contract.activated_at, admin.activated_at]),
    button: of.viewer.mayConnect
      ? {
          label: 'Connect your AWS Management Account',
          href: '/connections/new',
          post: of.viewer.isPartner ? { tenantId: facts.tenant.id } : {},
        }
      : null,
  };
}

/** What the connection that is next says about "AWS account connected", before its IAM role is proven. */
export function inState(facts: Facts, of: Of): TaskFacts {
  const { connection } = of;
  const button = of.viewer.mayConnect ? continueButton(connection) : null;
  const mine = { turn: tenantTurn(facts), button };
  const checked = { turn: awsTurn, button, since: connection.updated_at };
  // Nothing goes on by itself any more, so it is nobody's turn but the tenant's.
  if (isWaiting(connection.state) && connection.next_poll_at === null) {
    return { ...mine, state: 'attention', says: stalled(connection), since: connection.updated_at };
  }
  switch (connection.state) {
    case 'draft':
      return { ...mine, state: 'in_progress', says: stepSentence(connection), since: connection.updated_at };
    case 'awaiting_stack':
      return {
        ...mine,
        state: 'in_progress',
        says: `${stepSentence(connection)} The stack is not seen in AWS yet.`,
        since: connection.link_made_at ?? connection.updated_at,
      };
    case 'stack_in_progress':
      return { ...checked, state: 'waiting', says: 'AWS creates the stack.' };
    case 'verifying':
      return { ...checked, state: 'waiting', says: 'The IAM role is being checked.' };
    case 'stack_failed':
      return { ...mine, state: 'failed', says: failure(connection), since: connection.updated_at };
    case 'paused':
      return {
        state: 'waiting',
        says: 'Paused: no contract is active.',
        turn: partnerTurn(facts),
        since: connection.updated_at,
      };
    case 'unsupported':
      return {
        state: 'not_available',
        says: 'Cannot be connected yet: needs CUR 2.0.',
        since: connection.updated_at,
      };
    case 'broken':
      return {
        ...mine,
        state: 'failed',
        says: 'The connection worked and does not any more.',
        since: connection.updated_at,
      };
    default:
      return { ...mine, state: 'in_progress', says: stepSentence(connection), since: connection.updated_at };
  }
}

/** "Continue connecting 1234-5678-9012 (step 3 of 6)": the step that is due. */
export function continueButton(connection: ConnectionFacts): TaskButton {
  const step = dueOf(connection);
  const account = connection.account_id ? ` ${formatAccountId(connection.account_id)}` : '';
  return {
    label: `Continue connecting${account} (step ${step.number} of ${step.count})`,
    href: stepAddress({ id: connection.id, step: step.step }),
  };
}

export function dueOf(connection: ConnectionFacts) {
  const step = stepDue({
    purpose: connection.purpose,
    state: connection.state,
    stateBefore: connection.state_before,
    reviewed: connection.reviewed_at !== null,
    accountId: connection.account_id,
    bucket: connection.bucket,
  });
  const steps = stepsOf(connection.purpose);
  return { step, number: steps.indexOf(step) + 1, count: steps.length };
}

export function tenantTurn(facts: Facts): TaskTurn {
  return { side: 'tenant', who: facts.tenant.name };
}

export const awsTurn: TaskTurn = { side: 'aws', who: 'AWS' };

/** Where a paused connection stands is told by the state that it left. */
export function stateOf(connection: ConnectionFacts) {
  return standing({ state: connection.state, stateBefore: connection.state_before });
}

function stepSentence(connection: ConnectionFacts): string {
  const { number, count } = dueOf(connection);
  return `Step ${number} of ${count}.`;
}

function stalled(connection: ConnectionFacts): string {
  const { number, count } = dueOf(connection);
  return `Step ${number} of ${count}. Nothing came from AWS for 14 days, so looking stopped until somebody opens the step.`;
}

function failure(connection: ConnectionFacts): string {
  const { stack_reason: reason } = connection;
  return reason === null ? 'The stack failed.' : `The stack failed. ${reasonInWords(reason)}`;
}
