import type { Aws, StackSighting } from '@/server/aws/port';
import type { Grants } from '@/server/aws/templates/grants';
import { NAME_IN_STACK_SET } from '@/server/aws/templates/stack-set';
import type { ConnectionRow } from '@/server/db/tables';

/** What a stack of a StackSet is told from another by. */
interface Wanted {
  accountId: string;
  roleName: string;
  policyName: string;
  externalId: string;
}

const arnOf = (accountId: string, name: string) =>
  `arn:aws:cloudformation:us-east-1:${accountId}:stack/${name}/`;

/**
 * The name of the stack that a policy of our template lets its role watch, where that is one of a StackSet: AWS chose it, so it is not
 * the name that we chose. Null for any other.
 */
export function stackOfSet(grants: Grants, accountId: string): string | null {
  const watch = `cloudformation:DescribeStacks ${arnOf(accountId, '')}`.slice(0, -1);
  for (const grant of grants) {
    const name = grant.startsWith(watch) && grant.endsWith('/*') ? grant.slice(watch.length, -2) : '';
    if (NAME_IN_STACK_SET.test(name)) return name;
  }
  return null;
}

/** What the template allows, for the stack of that name. */
export function grantsUnder(grants: Grants, of: { accountId: string; from: string; to: string }): Grants {
  const [from, to] = [arnOf(of.accountId, of.from), arnOf(of.accountId, of.to)];
  return new Set([...grants].map((grant) => grant.replace(from, to)));
}

/** The stack of that name, when it was made with our role's name and external ID; null when it is not ours. Throws AwsTrouble. */
export async function readStackOfSet(
  aws: Aws,
  wanted: Wanted & { name: string },
): Promise<StackSighting | null> {
  const { accountId, roleName, policyName, externalId, name: stackName } = wanted;
  // The session of the look is narrowed to the name that we chose.
  const purpose = { for: 'probe', account: 'insights', roleName, policyName, stackName } as const;
  const credentials = await aws.assumeRole({ accountId, roleName, externalId, purpose });
  const seen = await aws.stack({ credentials, stackName });
  const isOurs = seen?.parameters.RoleName === roleName && seen.parameters.ExternalId === externalId;
  return isOurs && seen.status !== 'DELETE_COMPLETE' ? seen : null;
}

/** Once it is recorded, the stack is asked for by the name that AWS gave it in a StackSet. */
export function nameOfStack({
  stack_id,
  stack_name,
}: Pick<ConnectionRow, 'stack_id' | 'stack_name'>): string {
  const recorded = stack_id?.split('/')[1] ?? '';
  return NAME_IN_STACK_SET.test(recorded) ? recorded : (stack_name ?? '');
}
