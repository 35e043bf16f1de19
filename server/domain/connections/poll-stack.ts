import type { StackProgress } from '@/lib/connection-views';
import { type ConnectionLook, type ConnectionRef, stepAddress } from '@/lib/connections';
import { can } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { contractGate } from '../contracts/gate';
import { fetchConnection } from './fetch';
import { partnerName, requireContract } from './guard';
import { limitLooks } from './look-limit';
import { enqueuePoll } from './open-stack';
import { isPolled } from './plan';
import { pollConnection } from './poll';
import { isFastPhaseSpent } from './schedule';
import { stackProgressOf } from './view';

/**
 * What the open stack step asks every few seconds: answered from the database alone. When the fast phase of the schedule is spent it
 * starts over, so that a page which somebody looks at is never slow.
 */
export async function pollStack(ctx: Ctx, input: ConnectionRef): Promise<StackProgress> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      ...input,
      permission: 'connection:read',
    });
    // A look at the page by somebody who may only read costs no call to AWS.
    const may = can(ctx.actor, 'connection:write', connection.tenant_id);
    const row = may ? await wakeSchedule(tx, { ctx, connection }) : connection;
    return {
      ...(await stackProgressOf(tx, { ctx, row, partner: await partnerName(tx, tenant) })),
      missing: [],
    };
  });
}

/** For those who work on the connection. */
export async function wakeSchedule(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'now' | 'jobs'>; connection: ConnectionRow },
): Promise<ConnectionRow> {
  const { ctx, connection } = of;
  const now = ctx.now();
  const since = connection.poll_since === null ? null : new Date(connection.poll_since);
  if (!isPolled(connection) || !isFastPhaseSpent({ since, now })) return connection;
  const gate = await contractGate(tx, { tenantId: connection.tenant_id, now: now.toISOString() });
  if (!gate.open) return connection;
  const woken = { poll_since: now.toISOString(), next_poll_at: now.toISOString() };
  await tx
    .updateTable('connections')
    .set(woken)
    .where('id', '=', connection.id)
    .where('state', '=', connection.state)
    .execute();
  await enqueuePoll(tx, { ctx, connectionId: connection.id, at: now });
  return { ...connection, ...woken };
}

/** Next, pressed early: looks at once and says what is missing. */
export async function checkNow(ctx: Ctx, input: ConnectionLook): Promise<StackProgress & { goTo: string }> {
  const { connectionId } = input;
  const asked = await withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, { ctx, connectionId, permission: 'connection:write' });
    // Without a contract nothing is looked at, so nothing may be said of what a look would find.
    if (isPolled(connection) || connection.state === 'paused')
      await requireContract(tx, { ctx, tenantId: connection.tenant_id });
    return connection;
  });
  await limitLooks(ctx, asked);
  const polled = await pollConnection(ctx, { connectionId, due: false });
  const progress = await pollStack(ctx, { connectionId });
  const goTo = stepAddress({ id: connectionId, step: progress.step });
  return { ...progress, goTo, missing: missingWords(progress, polled?.missing ?? []) };
}

function missingWords(progress: StackProgress, missing: string[]): string[] {
  const errors = progress.findings.filter(({ severity }) => severity === 'error').map(({ seen }) => seen);
  const words = [...missing, ...(progress.conflict ? [progress.conflict] : [])];
  if (words.length > 0 || progress.step !== 'stack') return words;
  if (errors.length > 0) return errors;
  if (progress.state === 'stack_failed') return ['The stack failed. Use Try again.'];
  return ['The IAM role let us in. It is checked once more in a moment, to be sure that the stack stays.'];
}
