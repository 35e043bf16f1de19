import type { ConnectionEventKind } from './connection-events';
import type { FindingCode } from './findings/vocabulary';
import { causeTitle } from './stack-causes';
import { explainReason } from './stack-reasons';
import type { Status } from './status';

/** What is known of a stack whose IAM role was accepted. */
export interface StandingFacts {
  stackName: string;
  roleName: string;
  /** As CloudFormation has it; null where the stack may not be watched. */
  status: string | null;
  findings: readonly FindingCode[];
  /** What happened to the connection, the newest first. */
  events: readonly { kind: ConnectionEventKind; detail: string | null; at: string }[];
}

/** Something that became of it, and what to do. */
export interface StackNotice {
  kind: 'deleted' | 'replaced' | 'update_failed' | 'unreachable';
  title: string;
  says: string;
  /** AWS's own reason, when there is one that nobody foresaw. */
  aws: string | null;
  at: string | null;
}

export interface StandingView {
  status: { look: Status; word: string };
  notices: StackNotice[];
  /** False: it is gone, or soon will be, so it is created again, not updated. */
  stands: boolean;
}

/** AWS's statuses of a stack that was complete once, in words. */
const statusWords: readonly [RegExp, StandingView['status']][] = [
  [/^(CREATE|IMPORT)_COMPLETE$/, { look: 'done', word: 'Complete' }],
  [/^UPDATE_COMPLETE$/, { look: 'done', word: 'Complete, updated' }],
  [/^UPDATE_(COMPLETE_CLEANUP_)?IN_PROGRESS$/, { look: 'in_progress', word: 'Being updated' }],
  [/^UPDATE_ROLLBACK_COMPLETE$/, { look: 'attention', word: 'Update rolled back' }],
  [/^(UPDATE_ROLLBACK_FAILED|UPDATE_FAILED)$/, { look: 'failed', word: 'Update failed' }],
  [/^UPDATE_ROLLBACK_/, { look: 'in_progress', word: 'Update is being rolled back' }],
  [/^DELETE_IN_PROGRESS$/, { look: 'attention', word: 'Being deleted' }],
  [/^DELETE_FAILED$/, { look: 'failed', word: 'Could not be deleted' }],
  [/^DELETE_COMPLETE$/, { look: 'failed', word: 'Deleted' }],
];

/** The state of a stack for its page: its status in words, what became of it since, and what to do about each. */
export function stackStanding(facts: StandingFacts): StandingView {
  const { status, findings } = facts;
  const word = statusWords.find(([says]) => status !== null && says.test(status))?.[1];
  const isDeleted = status !== null && /^DELETE_(IN_PROGRESS|COMPLETE)$/.test(status);
  const isUnreachable = findings.includes('ROLE_NOT_REACHABLE');
  return {
    status: isUnreachable
      ? { look: 'failed', word: 'Not to be seen' }
      : (word ?? { look: 'done', word: status ?? 'Not watched; its IAM role answers' }),
    notices: noticesOf(facts, { isDeleted, isUnreachable }),
    stands: !isDeleted && !isUnreachable,
  };
}

/** A role that differs from the template is told above every step, with its remedy. */
function noticesOf(facts: StandingFacts, is: { isDeleted: boolean; isUnreachable: boolean }): StackNotice[] {
  const { status } = facts;
  const notices: StackNotice[] = [];
  if (is.isUnreachable) notices.push(unreachable(facts));
  else if (is.isDeleted || status === 'DELETE_FAILED') notices.push(deleted(facts));
  else if (status !== null && /^UPDATE_(ROLLBACK_|FAILED)/.test(status)) notices.push(updateFailed(facts));
  else if (lastOfStack(facts)?.kind === 'stack_replaced') notices.push(replaced(facts));
  return notices;
}

/** The role refuses us, so nothing is seen of the stack either. */
function unreachable(facts: StandingFacts): StackNotice {
  return {
    kind: 'unreachable',
    title: `The IAM role ${facts.roleName} does not let Tributary in.`,
    says: `Most often the stack was deleted: then create it again below, under the same name. If AWS still shows ${facts.stackName} as complete, look at Trust relationships of the IAM role, and whether a policy of your organization denies sts:AssumeRole.`,
    aws: null,
    at: timeOf(facts, ['broken', 'stack_deleted']),
  };
}

function deleted(facts: StandingFacts): StackNotice {
  const at = timeOf(facts, ['stack_deleted']);
  const { stackName, roleName, status } = facts;
  const notice = { kind: 'deleted', aws: null, at } as const;
  switch (status) {
    case 'DELETE_IN_PROGRESS':
      return {
        ...notice,
        title: `The stack ${stackName} is being deleted.`,
        says: 'Once its IAM role is gone nothing can be read any more. To go on, wait for DELETE_COMPLETE and create it again below, under the same name.',
      };
    case 'DELETE_FAILED':
      return {
        ...notice,
        title: `The stack ${stackName} could not be deleted.`,
        says: 'Its Events in AWS say why. To go on with this connection, finish deleting it there, and create it again below, under the same name.',
      };
    default:
      return {
        ...notice,
        title: `The stack ${stackName} was deleted, and its IAM role stayed.`,
        says: `It goes on being used. A new stack needs its name: delete the IAM role ${roleName} under Roles in IAM, then create the stack again below.`,
      };
  }
}

function updateFailed(facts: StandingFacts): StackNotice {
  const event = facts.events.find(({ kind }) => kind === 'stack_update_failed');
  const reason = event?.detail ?? null;
  const { cause, about } = reason === null ? { cause: null, about: null } : explainReason(reason);
  const why = cause === null ? '' : ` ${causeTitle(cause, about)}`;
  const stuck = facts.status === 'UPDATE_ROLLBACK_FAILED' || facts.status === 'UPDATE_FAILED';
  return {
    kind: 'update_failed',
    title: `An update of the stack ${facts.stackName} failed.${why}`,
    says: stuck
      ? 'AWS could not take it back. Select the stack in CloudFormation and choose Stack actions, Continue update rollback; then update it once more: Update the stack says how.'
      : 'The stack is as it was before, and everything that worked goes on. Mend the cause, then update it once more: Update the stack says how.',
    aws: reason,
    at: event?.at ?? null,
  };
}

function replaced(facts: StandingFacts): StackNotice {
  return {
    kind: 'replaced',
    title: `The stack ${facts.stackName} was deleted and created again under its name.`,
    says: 'The new one was proven like the first. Nothing to do.',
    aws: null,
    at: timeOf(facts, ['stack_replaced']),
  };
}

const ofStack: readonly ConnectionEventKind[] = [
  'stack_complete',
  'stack_deleted',
  'stack_replaced',
  'stack_updated',
  'stack_update_failed',
];

function lastOfStack({ events }: StandingFacts) {
  return events.find(({ kind }) => ofStack.includes(kind));
}

function timeOf({ events }: StandingFacts, kinds: readonly ConnectionEventKind[]): string | null {
  return events.find(({ kind }) => kinds.includes(kind))?.at ?? null;
}
