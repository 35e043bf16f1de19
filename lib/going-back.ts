import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionState } from '@/lib/connection-states';
import type { BackView } from '@/lib/connection-views';
import { stepTitles } from '@/lib/connections';

export type BackStep = 'review' | 'account' | 'report';

export interface BackFacts {
  step: BackStep;
  state: ConnectionState;
  linkMade: boolean;
  account: string | null;
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
    awsSteps: allowed && facts.linkMade && facts.stackName !== null ? awsSteps(facts) : [],
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

/** A stack may exist: its values have to follow the change. */
function awsSteps(facts: BackFacts): { title: string; lines: string[] }[] {
  const account = formatAccountId(facts.account ?? '');
  const remove = {
    title: 'Delete the stack, then use Try again',
    lines: [
      `Sign in to AWS account ${account} and open CloudFormation in the Region us-east-1.`,
      `Under Stacks, select ${facts.stackName} and choose Delete, then Delete stack. Wait for DELETE_COMPLETE.`,
      'Come back here, change the value, and go on to the CloudFormation step.',
      'There use Try again: it takes new names for the stack and the IAM role. Then open the link and create the stack.',
    ],
  };
  if (facts.step !== 'report') return [remove];
  const update = {
    title: 'Or update the stack, when only the bucket changes',
    lines: [
      'Change the bucket here first, and go on to the CloudFormation step.',
      `In AWS account ${account}, under CloudFormation, Stacks, select ${facts.stackName} and choose Update stack, Make a direct update.`,
      'Choose Use existing template (after a download: Replace existing template, and upload the new file), then Next.',
      'Under BucketName enter the new bucket, choose Next, tick the box about IAM resources, and choose Submit.',
    ],
  };
  return [remove, update];
}
