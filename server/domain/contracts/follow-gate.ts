import { unconfirmedStates } from '@/lib/connection-states';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';
import { activeContract } from './activation';
import { tellContractEnded, tellYouCanConnect } from './tell';

/** Whether a contract of this tenant is active, as stored. */
export async function isOpen(tx: Tx, tenantId: string): Promise<boolean> {
  return (await activeContract(tx, tenantId)) !== undefined;
}

/**
 * What follows when the tenant's contracts changed, in the same transaction: the gate closed, so what is not confirmed pauses where
 * it is and the partner is told; or it opened, so what was paused goes on and the end customer's Admins learn that they can connect.
 */
export async function followGate(
  tx: Tx,
  change: { ctx: Ctx; tenant: TenantRow; wasOpen: boolean },
): Promise<void> {
  const { ctx, tenant } = change;
  const nowOpen = await isOpen(tx, tenant.id);
  if (nowOpen === change.wasOpen) return;
  const count = nowOpen ? await resumeConnections(tx, change) : await pauseConnections(tx, change);
  if (count > 0) {
    await recordActivity(tx, {
      ctx,
      tenant,
      action: nowOpen ? 'connections.resumed' : 'connections.paused',
      detail: { count: count === 1 ? '1 connection' : `${count} connections` },
      onBehalf: false,
    });
  }
  if (nowOpen) await tellYouCanConnect(tx, { ctx, tenant });
  else await tellContractEnded(tx, { ctx, tenant, paused: count });
}

/** An account with insights whose IAM role is proven works already, like a confirmed connection: it goes on being checked. */
const beforeProof = ['draft', 'awaiting_stack', 'stack_in_progress', 'stack_failed', 'verifying'] as const;

async function pauseConnections(tx: Tx, of: { ctx: Ctx; tenant: TenantRow }): Promise<number> {
  const now = of.ctx.now().toISOString();
  const paused = await tx
    .updateTable('connections')
    .set((row) => ({
      state: 'paused',
      state_before: row.ref('state'),
      next_poll_at: null,
      next_validation_at: null,
      version: row('version', '+', 1),
      updated_at: now,
    }))
    .where('tenant_id', '=', of.tenant.id)
    .where((row) =>
      row.or([
        row.and([row('purpose', '=', 'reports'), row('state', 'in', unconfirmedStates)]),
        row.and([row('purpose', '=', 'insights'), row('state', 'in', beforeProof)]),
      ]),
    )
    .executeTakeFirst();
  return Number(paused.numUpdatedRows);
}

/** Back to where each was; the worker looks at once at what happened in AWS meanwhile. */
async function resumeConnections(tx: Tx, of: { ctx: Ctx; tenant: TenantRow }): Promise<number> {
  const now = of.ctx.now().toISOString();
  let count = 0;
  for (const state of unconfirmedStates) {
    const look = lookAfter(state);
    const resumed = await tx
      .updateTable('connections')
      .set((row) => ({
        state,
        state_before: null,
        ...(look === 'connection.poll' ? { poll_since: now, next_poll_at: now } : {}),
        ...(look === 'connection.validate' ? { next_validation_at: now } : {}),
        version: row('version', '+', 1),
        updated_at: now,
      }))
      .where('tenant_id', '=', of.tenant.id)
      .where('state', '=', 'paused')
      .where('state_before', '=', state)
      .returning('id')
      .execute();
    count += resumed.length;
    if (look === null) continue;
    for (const { id } of resumed) {
      const key = `${look === 'connection.poll' ? 'poll' : 'check'}:${id}`;
      await of.ctx.jobs.enqueue(tx, look, { connectionId: id }, { key, runAt: of.ctx.now() });
    }
  }
  return count;
}

/** What the worker does with a connection in this state; a draft waits for a person. */
function lookAfter(
  state: (typeof unconfirmedStates)[number],
): 'connection.poll' | 'connection.validate' | null {
  switch (state) {
    case 'draft':
    case 'stack_failed':
      return null;
    case 'awaiting_stack':
    case 'stack_in_progress':
    case 'verifying':
      return 'connection.poll';
    case 'role_verified':
    case 'awaiting_report':
    case 'report_invalid':
    case 'report_valid':
      return 'connection.validate';
  }
}
