import type { ConnectionState } from './connection-states';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the stack step says of a wait that has lasted so long. */
interface Stage {
  /** Milliseconds since the state's own beginning. */
  after: number;
  title: string;
  /** What to look at, and what happens by itself. */
  says: string;
  /** Whether the usual causes stand below it. */
  causes?: true;
}

interface Wait {
  /** What the wait is counted from. */
  since: 'link_made' | 'role_found' | 'stack_complete';
  /** How long it takes where nothing is the matter. */
  normal: string;
  /** The first begins where the normal time is over. */
  stages: readonly [Stage, ...Stage[]];
  /** After 14 days, when nobody looks any more. */
  stalled: string;
}

/** The states of the stack step in which something is waited for. A failed stack waits for its Try again, which its own callout says. */
export type WaitingState = Extract<ConnectionState, 'awaiting_stack' | 'stack_in_progress' | 'verifying'>;

/**
 * How long each state is normal, when the page says what to look at, and what it says when looking stopped. Sources: a person needs
 * some minutes in the AWS console; CloudFormation makes a role and a policy within a minute and gives up a custom resource after the
 * 5 minutes of our template, any other part after an hour; a new IAM role is known everywhere after 2 to 30 s, rarely a minute.
 */
export const patience = {
  awaiting_stack: {
    since: 'link_made',
    normal: 'The IAM role is usually seen within a minute after Create stack.',
    stages: [
      {
        after: 2 * MINUTE,
        title: 'Nothing is seen of the stack yet.',
        says: 'Still in the AWS console? Go on there: this page sees the stack by itself. If AWS shows an error, it is most often one of these, in this order.',
        causes: true,
      },
      {
        after: HOUR,
        title: 'Nothing was seen of the stack for more than an hour.',
        says: 'If the stack was not created, open the link above; it does not expire. If AWS shows it as CREATE_COMPLETE, compare its account and Region first. Otherwise it is most often one of these, in this order.',
        causes: true,
      },
    ],
    stalled:
      'If the stack was never created, open the link above; it still counts. If it stands in AWS, compare its account and Region with those shown here.',
  },
  stack_in_progress: {
    since: 'role_found',
    normal: 'AWS finishes such a stack within a minute.',
    stages: [
      {
        after: 5 * MINUTE,
        title: 'The stack takes longer than usual.',
        says: 'Look at Events of the stack in AWS: its newest line names the part that is waited for. AWS gives a part up after at most an hour, and takes the stack back.',
      },
      {
        after: HOUR,
        title: 'AWS has been working on the stack for more than an hour.',
        says: 'Look at Events of the stack in AWS. If nothing happens there any more, delete the stack and begin a new attempt below.',
      },
    ],
    stalled: 'Look at the stack in AWS. If it did not finish, delete it there and begin a new attempt below.',
  },
  verifying: {
    since: 'stack_complete',
    normal: 'A new IAM role is known everywhere in AWS after 2 to 30 s, rarely after a minute.',
    stages: [
      {
        after: 2 * MINUTE,
        title: 'The IAM role is not accepted yet.',
        says: 'What is to fix stands above. If nothing does, the stack may have failed without AWS taking its IAM role back: its Events in AWS say so. It is most often one of these, in this order.',
        causes: true,
      },
      {
        after: HOUR,
        title: 'The IAM role has not been accepted for more than an hour.',
        says: 'If nothing to fix stands above, look at Events of the stack and at Trust relationships of its IAM role in AWS, or begin a new attempt below. It is most often one of these, in this order.',
        causes: true,
      },
    ],
    stalled:
      'If something to fix stands above, fix it. Otherwise look at Trust relationships of the IAM role in AWS, or begin a new attempt below.',
  },
} as const satisfies Record<WaitingState, Wait>;

export interface PatienceView {
  /** `normal`: nothing to say but how long it takes. */
  phase: 'normal' | 'long' | 'stalled';
  title: string | null;
  says: string;
  causes: boolean;
}

/** What a wait of this length is met with; null in a state that waits for nothing. Both instants are UTC ISO text. */
export function patienceFor(
  state: ConnectionState,
  of: { since: string | null; now: string; stalled: boolean },
): PatienceView | null {
  if (!isWaiting(state)) return null;
  const wait: Wait = patience[state];
  if (of.stalled) {
    const title = 'Nothing came for 14 days, so looking stopped.';
    return { phase: 'stalled', title, says: wait.stalled, causes: state !== 'stack_in_progress' };
  }
  const age = of.since === null ? 0 : Date.parse(of.now) - Date.parse(of.since);
  const stage = wait.stages.findLast(({ after }) => age >= after);
  if (!stage) return { phase: 'normal', title: null, says: wait.normal, causes: false };
  const { title, says, causes = false } = stage;
  return { phase: 'long', title, says, causes };
}

export function isWaiting(state: ConnectionState): state is WaitingState {
  return Object.hasOwn(patience, state);
}
