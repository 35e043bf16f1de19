import { stateWhenActivated } from '@/lib/contracts';
import { formatDate } from '@/lib/time';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ContractRow, TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { changedMeanwhile } from './fetch';

type Standing = Pick<ContractRow, 'id' | 'name' | 'ends_at'>;

/**
 * Makes a draft or scheduled contract active, or scheduled when its start lies in the future. At most one is active: another that
 * would stand then is superseded, at once or by the clock at the start, but only with the yes to that one (`replace` is its id);
 * without it a conflict names the one that stands. The tenant must be locked.
 */
export async function makeActive(
  tx: Tx,
  wanted: { ctx: Ctx; tenant: TenantRow; contract: ContractRow; replace: string | undefined },
): Promise<'active' | 'scheduled'> {
  const { ctx, contract } = wanted;
  const now = ctx.now().toISOString();
  const state = stateWhenActivated({ startsAt: contract.starts_at, endsAt: contract.ends_at }, now);
  if (state === 'over') {
    throw new AppError('invalid', {
      happened: `The contract ended on ${formatDate(contract.end_date ?? now)}.`,
      todo: 'Choose a later end date.',
      field: 'endDate',
    });
  }
  const standing = await standingAtStart(tx, { contract, now });
  if (standing) {
    requireYes(standing, { ...wanted, now });
    if (state === 'active') await supersede(tx, { ctx, contract, standing, now });
  }
  const moved = await tx
    .updateTable('contracts')
    .set({ state, activated_at: now, updated_at: now, version: contract.version + 1 })
    .where('id', '=', contract.id)
    .where('version', '=', contract.version)
    .where('state', 'in', ['draft', 'scheduled'])
    .executeTakeFirst();
  if (moved.numUpdatedRows === 0n) throw await changedMeanwhile(tx, contract);
  await recordActivity(tx, {
    ctx,
    tenant: contract,
    action: state === 'active' ? 'contract.activated' : 'contract.scheduled',
    subjectId: contract.id,
    detail: { name: contract.name, start: contract.start_date },
    onBehalf: onBehalfOf(ctx, contract),
  });
  return state;
}

/** The tenant's contract in state active, as stored: its end may have passed without the clock's job having run. */
export function activeContract(tx: Tx, tenantId: string): Promise<Standing | undefined> {
  return tx
    .selectFrom('contracts')
    .select(['id', 'name', 'ends_at'])
    .where('tenant_id', '=', tenantId)
    .where('state', '=', 'active')
    .executeTakeFirst();
}

/**
 * The contract that would stand when this one starts: the active one, or for a later start the last that is scheduled to start before.
 * One that starts after this one takes over from it then: that was asked when it was scheduled.
 */
export async function standingAtStart(
  tx: Tx,
  of: { contract: Pick<ContractRow, 'id' | 'tenant_id' | 'starts_at'>; now: string },
): Promise<Standing | undefined> {
  const { contract, now } = of;
  if (contract.starts_at <= now) return activeContract(tx, contract.tenant_id);
  const scheduled = await tx
    .selectFrom('contracts')
    .select(['id', 'name', 'ends_at'])
    .where('tenant_id', '=', contract.tenant_id)
    .where('state', '=', 'scheduled')
    .where('starts_at', '<=', contract.starts_at)
    .where('id', '<>', contract.id)
    .orderBy('starts_at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return scheduled ?? activeContract(tx, contract.tenant_id);
}

/** Whether somebody other than the direct parent, who owns the contract, or the system writes it. */
export function onBehalfOf(
  ctx: Pick<Ctx, 'actor'>,
  contract: Pick<ContractRow, 'parent_id' | 'tenant_id'>,
): boolean {
  return ctx.actor.kind === 'user' && ctx.actor.tenantId !== (contract.parent_id ?? contract.tenant_id);
}

/** Refuses a contract that would end the standing one at its start, unless the yes was given to that very one. */
export function requireYes(
  standing: Standing,
  by: { contract: ContractRow; replace: string | undefined; now: string },
): void {
  const { contract, now } = by;
  const isLater = contract.starts_at > now;
  const start = isLater ? contract.starts_at : now;
  if (standing.ends_at !== null && standing.ends_at <= start) return;
  if (by.replace === standing.id) return;
  const from = isLater ? formatDate(contract.start_date) : undefined;
  throw new AppError('conflict', {
    happened: `The contract "${standing.name}" is active${from ? ` on ${from}` : ''}, and only one contract can be active at a time.`,
    todo: `Replace it to activate "${contract.name}".`,
    replaces: { id: standing.id, name: standing.name, from },
  });
}

async function supersede(
  tx: Tx,
  by: { ctx: Ctx; contract: ContractRow; standing: Standing; now: string },
): Promise<void> {
  const { ctx, contract, standing, now } = by;
  const hasEnded = standing.ends_at !== null && standing.ends_at <= now;
  await tx
    .updateTable('contracts')
    .set((row) => ({
      state: hasEnded ? 'expired' : 'superseded',
      ended_at: now,
      updated_at: now,
      version: row('version', '+', 1),
    }))
    .where('id', '=', standing.id)
    .where('state', '=', 'active')
    .execute();
  await recordActivity(tx, {
    ctx,
    tenant: contract,
    action: hasEnded ? 'contract.expired' : 'contract.superseded',
    subjectId: standing.id,
    detail: { name: standing.name, by: contract.name },
    onBehalf: onBehalfOf(ctx, contract),
  });
}
