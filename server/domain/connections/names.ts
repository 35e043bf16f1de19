import type { Ctx } from '@/server/context';
import type { ConnectionPurpose, ConnectionRow } from '@/server/db/tables';

export interface StackNames {
  stack_name: string;
  role_name: string;
  policy_name: string;
}

/**
 * Names for one attempt: chosen by us, so that the IAM role's ARN is known before the stack exists, and new for each attempt, since
 * AWS keeps a failed stack's name until it is deleted.
 */
export function namesForAttempt(ctx: Pick<Ctx, 'newId'>, purpose: ConnectionPurpose): StackNames {
  const suffix = suffixOf(ctx);
  const what = purpose === 'insights' ? 'insights' : 'reports';
  return {
    stack_name: `tributary-${what}-${suffix}`,
    role_name: `tributary-${what}-${suffix}`,
    policy_name: `tributary-${what}-${suffix}`,
  };
}

/** Names that were taken for a stack of another template, or in another account, are not used again. */
export const forgetNames = {
  stack_name: null,
  role_name: null,
  policy_name: null,
} as const satisfies Record<keyof StackNames, null>;

/**
 * A bucket for the stack to create, and the name of the report in it. New for each attempt: a bucket outlives its stack, and one name
 * exists once in all of Amazon S3.
 */
function bucketForReport(ctx: Pick<Ctx, 'newId'>, account: string): string {
  return `tributary-cur-${account}-${suffixOf(ctx)}`;
}

/** The change of a connection whose stack creates the bucket: another account and another attempt need another one. */
export function newBucketFor(
  ctx: Pick<Ctx, 'newId'>,
  { account_id, report_by }: Pick<ConnectionRow, 'account_id' | 'report_by'>,
): Partial<Pick<ConnectionRow, 'bucket'>> {
  return report_by === 'stack' && account_id ? { bucket: bucketForReport(ctx, account_id) } : {};
}

function suffixOf(ctx: Pick<Ctx, 'newId'>): string {
  return ctx
    .newId()
    .replace(/[^0-9a-z]/gi, '')
    .slice(-12)
    .toLowerCase();
}
