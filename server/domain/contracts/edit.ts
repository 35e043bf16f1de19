import type { ContractEdit } from '@/lib/contracts';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ContractRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { rememberOnboarded } from '../onboarding/remember';
import { makeActive, onBehalfOf, requireYes, standingAtStart } from './activation';
import { changedMeanwhile, fetchContractToWrite } from './fetch';
import { followGate, isOpen } from './follow-gate';
import { contractColumns } from './row';

/**
 * Saves a contract that is not final; the version guards against a second person's older form. An active contract stays inside
 * its dates (ending it is cancelling); a scheduled one whose start was moved to the past becomes active, under the same rules as
 * activation. One whose start was moved nearer asks again what it will replace.
 */
export function editContract(ctx: Ctx, input: ContractEdit): Promise<{ id: string; tenantId: string }> {
  return withScope(ctx, async (tx) => {
    const { contract, tenant } = await fetchContractToWrite(tx, { ctx, ...input });
    await rememberOnboarded(tx, { ctx, tenant });
    const wasOpen = await isOpen(tx, tenant.id);
    const now = ctx.now().toISOString();
    const changed: ContractRow = {
      ...contract,
      ...contractColumns(input, tenant),
      version: contract.version + 1,
      updated_at: now,
    };
    if (contract.state === 'active') refuseLeavingNow(changed, now);
    if (contract.state === 'scheduled' && changed.starts_at < contract.starts_at) {
      const standing = await standingAtStart(tx, { contract: changed, now });
      if (standing) requireYes(standing, { contract: changed, replace: input.replace, now });
    }
    const saved = await tx
      .updateTable('contracts')
      .set({ ...contractColumns(input, tenant), version: changed.version, updated_at: now })
      .where('id', '=', contract.id)
      .where('version', '=', contract.version)
      .where('state', '=', contract.state)
      .executeTakeFirst();
    if (saved.numUpdatedRows === 0n) throw await changedMeanwhile(tx, contract);
    await recordActivity(tx, {
      ctx,
      tenant: contract,
      action: 'contract.updated',
      subjectId: contract.id,
      detail: { name: changed.name },
      onBehalf: onBehalfOf(ctx, contract),
    });
    if (isToBeActivated(changed, { input, now })) {
      await makeActive(tx, { ctx, tenant, contract: changed, replace: input.replace });
      await followGate(tx, { ctx, tenant, wasOpen });
    }
    return { id: contract.id, tenantId: tenant.id };
  });
}

function isToBeActivated(contract: ContractRow, by: { input: ContractEdit; now: string }): boolean {
  if (contract.state === 'scheduled') return contract.starts_at <= by.now;
  return contract.state === 'draft' && (by.input.intent === 'activate' || by.input.replace !== undefined);
}

function refuseLeavingNow(contract: ContractRow, now: string): void {
  if (contract.starts_at > now) {
    throw new AppError('invalid', {
      happened: 'This contract is active already, so it cannot start in the future.',
      todo: 'Keep a start date that has passed, or cancel the contract.',
      field: 'startDate',
    });
  }
  if (contract.ends_at !== null && contract.ends_at <= now) {
    throw new AppError('invalid', {
      happened: 'This end date has passed.',
      todo: 'Choose today or later, or cancel the contract to end it now.',
      field: 'endDate',
    });
  }
}
