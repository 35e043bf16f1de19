import type { Ctx } from '@/server/context';
import type { ConnectionPurpose } from '@/server/db/tables';

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
  const suffix = ctx
    .newId()
    .replace(/[^0-9a-z]/gi, '')
    .slice(-12)
    .toLowerCase();
  const what = purpose === 'insights' ? 'insights' : 'reports';
  return {
    stack_name: `tributary-${what}-${suffix}`,
    role_name: `tributary-${what}-${suffix}`,
    policy_name: `tributary-${what}-${suffix}`,
  };
}
