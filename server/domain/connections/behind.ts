import { remediesOf } from '@/lib/findings/remedies';
import type { ParameterChange, StackDifference } from '@/lib/stack-update';
import { templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import type { ConnectionRow } from '@/server/db/tables';
import { roleFindings } from './role-findings';
import { readStackGiven, type StackGiven, stackDifference, stackWanted } from './stack-difference';
import { templateValues } from './template-values';

type Configured = Pick<Ctx, 'settings'>;

/** How the stack that stands differs from what the connection wants now; null when AWS told nothing of it. Asks nobody. */
export function differenceNow(ctx: Configured, row: ConnectionRow): StackDifference | null {
  const given = readStackGiven(row.stack_given_json);
  if (given === null || row.role_name === null || row.account_id === null) return null;
  const difference = stackDifference(given, stackWanted(templateKindOf(row), valuesNow(ctx, { row, given })));
  return { ...difference, parameters: [...rotated(row, given), ...difference.parameters] };
}

/** While a rotation is under way the stack is to take over the next external ID; no finding says so, since nothing is wrong. */
function rotated({ next_external_id: next }: ConnectionRow, given: StackGiven): ParameterChange[] {
  const seen = given.parameters.ExternalId ?? '';
  return next === null || seen === next ? [] : [{ name: 'ExternalId', seen, wanted: next }];
}

/** Who is trusted is only compared where the operator named it; else a look has, and its finding says so. */
export function valuesNow(ctx: Configured, of: { row: ConnectionRow; given: StackGiven | null }) {
  const principal = ctx.settings.operatorPrincipalArn ?? of.given?.parameters.TrustedPrincipal ?? '';
  return templateValues(of.row, principal);
}

/** Whether it is to be updated: a look said so, or something was changed here since. */
export function isBehindNow(ctx: Configured, row: ConnectionRow): boolean {
  if (roleFindings(row).some(({ code }) => code === 'STACK_BEHIND')) return true;
  const difference = differenceNow(ctx, row);
  return difference !== null && (difference.parameters.length > 0 || difference.template === 'other');
}

export function updateRuns({ stack_status: status }: Pick<ConnectionRow, 'stack_status'>): boolean {
  return /^UPDATE_.*IN_PROGRESS$/.test(status ?? '');
}

/** What a person does about the stack and its IAM role: update the one, or put back by hand what was changed by hand. */
export function remedyOf(ctx: Configured, row: ConnectionRow): 'update' | 'restore' | null {
  if (row.state === 'disconnected' || row.stack_name === null) return null;
  if (isBehindNow(ctx, row) || updateRuns(row)) return 'update';
  const { policy, trust } = remediesOf(roleFindings(row));
  return policy || trust ? 'restore' : null;
}
