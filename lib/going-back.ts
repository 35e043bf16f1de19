import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionEventKind } from '@/lib/connection-events';
import type { ConnectionState } from '@/lib/connection-states';
import type { BackView } from '@/lib/connection-views';
import { stepTitles } from '@/lib/connections';
import { type AwsPart, deletion, type StackInAws, update } from '@/lib/stack-in-aws';

export type BackStep = 'review' | 'account' | 'report';

export interface BackFacts {
  step: BackStep;
  state: ConnectionState;
  linkMade: boolean;
  account: string | null;
  /** Who creates the report. A stack that does never takes another bucket. */
  reportBy: 'customer' | 'stack';
  bucket: string | null;
  stackName: string | null;
  chosenRoot: string | null;
}

const proven: readonly ConnectionState[] = [
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
];

/** What going back to a step makes invalid, and what the person then does in AWS. `allowed` is the machine's word. */
export function goingBack(facts: BackFacts, allowed: boolean): BackView {
  return {
    step: facts.step,
    allowed,
    becomesInvalid: allowed ? becomesInvalid(facts) : [],
    awsSteps: allowed && facts.linkMade ? awsSteps(facts) : [],
  };
}

function becomesInvalid(facts: BackFacts): string[] {
  const lost: string[] = [];
  if (facts.linkMade) lost.push('The link to CloudFormation: a new one is made with the changed values.');
  if (proven.includes(facts.state)) {
    lost.push(
      'The proof of the IAM role: it is checked again, and the account is no longer reserved until then.',
    );
    lost.push('The results of the last validation.');
  }
  if (facts.chosenRoot !== null) lost.push(`The choice of the report ${facts.chosenRoot}.`);
  if (lost.length === 0)
    lost.push(`Nothing so far. ${stepTitles[facts.step]} and what follows is confirmed anew.`);
  return lost;
}

/** Before anybody went back: a stack may exist, and its values have to follow the change. */
function awsSteps(facts: BackFacts): AwsPart[] {
  if (facts.stackName === null) return [];
  const stack = { name: facts.stackName, account: formatAccountId(facts.account ?? '') };
  if (facts.reportBy === 'stack') return [partOfRenewing(stack)];
  const remove = partOfRemoving(stack, laterTryAgain);
  if (facts.step !== 'report') return [remove];
  return [remove, partOfUpdating(stack, { first: [firstChange], bucket: null })];
}

const firstChange = 'Change the bucket here first, and go on to the CloudFormation step.';
const newNames =
  'it takes new names for the stack and the IAM role. Then open the link and create the stack.';
const laterTryAgain = [
  'Come back here, change the value, and go on to the CloudFormation step.',
  `There use Try again: ${newNames}`,
];

function partOfRemoving(stack: StackInAws, then: string[]): AwsPart {
  return { title: 'Delete the stack, then use Try again', lines: [...deletion(stack), ...then] };
}

/** A stack that creates the report never follows a change: whatever is changed takes new names by itself. */
function partOfRenewing(stack: StackInAws): AwsPart {
  return {
    title: 'Delete the stack',
    lines: [
      ...deletion(stack),
      'Come back here, change it and go on: the CloudFormation step takes new names.',
    ],
  };
}

function partOfUpdating(stack: StackInAws, of: { first: string[]; bucket: string | null }): AwsPart {
  const values = `Under BucketName enter ${of.bucket ?? 'the new bucket'}, under KmsKeyArn the key if you gave one.`;
  return {
    title: 'Or update the stack, when only the bucket changes',
    lines: [...of.first, ...update(stack, values)],
  };
}

/** `account`: what was typed when the stack's link was made, as AWS shows it; null where it was not typed. */
interface StackOfBefore {
  name: string;
  account: string | null;
}

/**
 * The stack that may stand from before somebody went back: its link was given out, and no new names were taken since. Null when there
 * is none. `events`: of the connection, the oldest first.
 */
export function stackOfBefore(
  events: readonly { kind: ConnectionEventKind; detail: string | null }[],
): StackOfBefore | null {
  let account: string | null = null;
  let linked: StackOfBefore | null = null;
  let before: StackOfBefore | null = null;
  for (const { kind, detail } of events) {
    if (kind === 'account_set') account = detail;
    if (kind === 'link_made' || kind === 'try_again')
      linked = detail === null ? null : { name: detail, account };
    if (kind === 'try_again') before = null;
    if (kind === 'went_back') before = linked;
  }
  return before;
}

/**
 * What is done in AWS about the stack of before, while the value is changed (draft) and while the stack is waited for. A stack in
 * another account stands in nobody's way: names are taken for each account.
 */
export function afterGoingBack(facts: {
  purpose: 'reports' | 'insights';
  state: ConnectionState;
  account: string | null;
  reportBy: 'customer' | 'stack';
  bucket: string | null;
  stackName: string | null;
  before: StackOfBefore | null;
}): AwsPart[] {
  const { before: stack } = facts;
  if (stack === null) return [];
  const waits = facts.state === 'awaiting_stack';
  const account = formatAccountId(facts.account ?? '');
  if (stack.name !== facts.stackName) {
    const then = waits
      ? 'The stack of now is created with the link below.'
      : 'Come back here and go on: the CloudFormation step takes new names.';
    return [
      {
        title: `Delete the stack ${stack.name}, which is not used any more`,
        lines: [...deletion(stack), then],
      },
    ];
  }
  if (waits && stack.account !== null && stack.account !== account) {
    return [
      {
        title: `Delete the stack in ${stack.account}, which is not used any more`,
        lines: [...deletion(stack), `The stack in ${account} is created with the link below.`],
      },
    ];
  }
  const then = waits ? [`Come back here and use Try again: ${newNames}`] : laterTryAgain;
  const remove = partOfRemoving(stack, then);
  if (facts.reportBy === 'stack') return [waits ? remove : partOfRenewing(stack)];
  if (facts.purpose === 'insights') return [remove];
  const following = { first: waits ? [] : [firstChange], bucket: waits ? facts.bucket : null };
  return [remove, partOfUpdating(stack, following)];
}
