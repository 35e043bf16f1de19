/** A part of what a person does in AWS, its steps in order and in AWS's words. */
export interface AwsPart {
  title: string;
  lines: string[];
}

/** A stack that stands, or may stand. `account`: as AWS shows it; null when it is not known any more. */
export interface StackInAws {
  name: string;
  account: string | null;
}

/** Where the stack is, then that it is deleted. */
export function deletion(stack: StackInAws): string[] {
  return [
    stack.account === null
      ? 'Sign in to the AWS account in which the stack was created and open CloudFormation in the Region us-east-1.'
      : `Sign in to AWS account ${stack.account} and open CloudFormation in the Region us-east-1.`,
    `Under Stacks, select ${stack.name} and choose Delete, then Delete stack. Wait for DELETE_COMPLETE.`,
  ];
}

/** How a stack takes over new values without being created again. `values`: which parameter gets what. */
export function update(stack: StackInAws, values: string): string[] {
  const where = stack.account === null ? 'In' : `In AWS account ${stack.account}, in`;
  return [
    `${where} CloudFormation in the Region us-east-1, under Stacks, select ${stack.name} and choose Update stack, Make a direct update.`,
    'Choose Use existing template; when the permissions are to change, or after a download, choose Replace existing template and upload the new file. Then Next.',
    `${values} Leave the other parameters as they are and choose Next.`,
    'Tick the box about IAM resources, choose Next, and choose Submit. Wait for UPDATE_COMPLETE.',
  ];
}
