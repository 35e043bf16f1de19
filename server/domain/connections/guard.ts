import { formatAccountId } from '@/lib/aws-ids';
import { isStepOpen, stepAddress, stepDue, stepTitles, type WizardStep } from '@/lib/connections';
import type { Permission } from '@/lib/roles';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { lockTenant } from '../contracts/fetch';
import { contractGate, type OpenGate } from '../contracts/gate';
import { type Found, fetchConnection, stepFacts } from './fetch';
import { staleError } from './stale';

export interface Wanted {
  ctx: Ctx;
  connectionId: string;
  permission: Permission;
  /** The step that the procedure belongs to. */
  step: WizardStep;
  /** Of the form; left out where no form is saved. */
  version?: number;
}

/**
 * What stands before every write of the wizard, in this order: in scope, permitted, an active contract, the step is due or done,
 * and the form was drawn from what is there now.
 */
export async function fetchForStep(tx: Tx, wanted: Wanted): Promise<Found & { gate: OpenGate }> {
  const found = await fetchConnection(tx, wanted);
  // Writers of the tenant's contracts hold the same lock, so the gate cannot close between the look and the write.
  await lockTenant(tx, found.tenant.id);
  const gate = await requireContract(tx, { ctx: wanted.ctx, tenantId: found.tenant.id });
  requireStep(found.connection, wanted.step);
  if (wanted.version !== undefined && wanted.version !== found.connection.version) {
    throw staleError(found.connection, wanted.ctx.now().toISOString());
  }
  return { ...found, gate };
}

/** No connection starts, advances or is confirmed without an active contract; the answer says which it is and who must act. */
export async function requireContract(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'now'>; tenantId: string },
): Promise<OpenGate> {
  const gate = await contractGate(tx, { tenantId: of.tenantId, now: of.ctx.now().toISOString() });
  if (gate.open) return gate;
  throw new AppError('contract_required', { happened: gate.says, todo: gate.todo });
}

/** A step after the one that is due answers with the one that is due. */
export function requireStep(connection: ConnectionRow, step: WizardStep): void {
  const facts = stepFacts(connection);
  if (isStepOpen(facts, step)) return;
  const due = stepDue(facts);
  throw new AppError('step_due', {
    happened: `${stepTitles[step]} is not open yet.`,
    todo: `${stepTitles[due]} comes first.`,
    goTo: stepAddress({ id: connection.id, step: due }),
  });
}

/** A step that is done is changed by going back to it, which says first what becomes invalid. */
export function requireDraft(connection: ConnectionRow): void {
  if (connection.state === 'draft') return;
  const step = stepDue(stepFacts(connection));
  throw new AppError('step_due', {
    happened: 'This step is done, and later ones build on it.',
    todo: 'Go back to it first: the page then says what becomes invalid.',
    goTo: stepAddress({ id: connection.id, step }),
  });
}

type Account = Pick<ConnectionRow, 'purpose' | 'account_id'>;

/** Whether the contract covers this account. Its list is of AWS management accounts: any account may be linked for insights. */
export function isListed(gate: OpenGate, { purpose, account_id }: Account): boolean {
  if (gate.accounts === null || purpose === 'insights') return true;
  return gate.accounts.some((listed) => listed === account_id);
}

/** An account that the contract does not list is refused with who can add it. `field`: where the form asks for it. */
export async function requireListed(
  tx: Tx,
  about: { gate: OpenGate; tenant: TenantRow; account: Account; field?: string },
): Promise<void> {
  const { gate, tenant, account, field } = about;
  if (isListed(gate, account)) return;
  throw new AppError('conflict', {
    happened: `The contract "${gate.contractName}" does not list ${formatAccountId(account.account_id ?? '')}.`,
    todo: `${(await partnerName(tx, tenant)) ?? 'Your partner'} can add it to the contract.`,
    ...(field === undefined ? {} : { field }),
  });
}

/** From above only when the end customer's Admin allowed it (product.md section 1). */
export function requireOwnWord(ctx: Pick<Ctx, 'actor'>, tenant: TenantRow): void {
  if (mayConfirmFor(ctx, tenant)) return;
  throw new AppError('forbidden', {
    happened: `${tenant.name} has not allowed its partner to do this.`,
    todo: `An Admin of ${tenant.name} does it, or allows it in Settings.`,
  });
}

export function mayConfirmFor(
  ctx: Pick<Ctx, 'actor'>,
  tenant: Pick<TenantRow, 'id' | 'partner_may_confirm'>,
): boolean {
  const { actor } = ctx;
  return actor.kind === 'system' || actor.tenantId === tenant.id || tenant.partner_may_confirm === 1;
}

/** The name of the direct parent, who can help; it may lie outside the actor's scope. */
export async function partnerName(tx: Tx, tenant: Pick<TenantRow, 'parent_id'>): Promise<string | null> {
  if (tenant.parent_id === null) return null;
  const parent = await tx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', tenant.parent_id)
    .executeTakeFirst();
  return parent?.name ?? null;
}
