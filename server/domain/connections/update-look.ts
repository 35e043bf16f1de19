import type { ConnectionState } from '@/lib/connection-states';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { contractGate } from '../contracts/gate';
import { lookAtRole } from '../reports/look-at-reports';
import { isBehindNow, updateRuns } from './behind';
import { isIn, readConnection } from './fetch';
import { takeToken } from './look-budget';
import { lookNow } from './look-now';
import { writeConnection } from './move';
import { isUpdateFastPhaseSpent, nextUpdateLookAt, UPDATE_LOOK_DELAYED_MS } from './schedule';
import { recordStackChanges } from './stack-changes';

/** A stack stands, and its IAM role was accepted. Those after Confirm are looked at without a contract too. */
const confirmed: readonly ConnectionState[] = ['confirmed', 'complete'];
const updatable: readonly ConnectionState[] = [
  ...confirmed,
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
];

/**
 * Begins to look for an update more often than each day. What is looked at already goes on, unless its fast phase is spent or somebody
 * says that the update began (`anew`).
 */
export async function watchUpdate(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'now' | 'jobs' | 'settings'>; connection: ConnectionRow; anew: boolean },
): Promise<ConnectionRow> {
  const { ctx, connection } = of;
  const now = ctx.now();
  const since = connection.update_since === null ? null : new Date(connection.update_since);
  const goesOn =
    since !== null && connection.next_update_look_at !== null && !isUpdateFastPhaseSpent({ since, now });
  if ((goesOn && !of.anew) || !(await mayWatch(tx, { now, connection }))) return connection;
  const at = now.toISOString();
  const set = { update_since: at, next_update_look_at: at };
  const begun = await tx
    .updateTable('connections')
    .set(set)
    .where('id', '=', connection.id)
    .where('state', '=', connection.state)
    .returning('id')
    .executeTakeFirst();
  if (!begun) return connection;
  await enqueueUpdateLook(tx, { ctx, connectionId: connection.id, at: now });
  return { ...connection, ...set };
}

/** Somebody looked again and found a stack that is behind: it is looked for more often for a while. */
export async function watchIfBehind(ctx: Ctx, input: { connectionId: string }): Promise<void> {
  await withScope(ctx, async (tx) => {
    const connection = await readConnection(tx, { ctx, connectionId: input.connectionId });
    if (connection && isBehindNow(ctx, connection)) await watchUpdate(tx, { ctx, connection, anew: false });
  });
}

async function mayWatch(tx: Tx, of: { now: Date; connection: ConnectionRow }): Promise<boolean> {
  const { connection, now } = of;
  if (!isIn(connection.state, updatable) || connection.stack_name === null) return false;
  if (isIn(connection.state, confirmed)) return true;
  return (await contractGate(tx, { tenantId: connection.tenant_id, now: now.toISOString() })).open;
}

/**
 * Looks at the IAM role and its stack alone, so that an update is seen within seconds. It moves no state: a role that is not fit any
 * more, and an update that is done, bring the whole check forward. Asks AWS outside any transaction.
 */
export async function lookAtUpdate(ctx: Ctx, input: { connectionId: string }): Promise<void> {
  const begun = await withScope(ctx, (tx) => beginLook(tx, { ctx, ...input }));
  if (!begun) return;
  const looked = await lookAtRole(ctx, begun);
  if (looked.is === 'trouble') return;
  try {
    await withScope(ctx, (tx) => finishLook(tx, { ctx: asTributary(ctx), begun, looked }));
  } catch (error) {
    // Somebody's form was faster: the next look is near.
    if (error instanceof AppError && error.code === 'stale') return;
    throw error;
  }
}

function asTributary(ctx: Ctx): Ctx {
  return { ...ctx, actor: { kind: 'system', name: 'Tributary', scope: ctx.actor.scope } };
}

/** Sets the alarm for the next look first, so that a process that dies here loses nothing. */
async function beginLook(tx: Tx, of: { ctx: Ctx; connectionId: string }): Promise<ConnectionRow | null> {
  const { ctx, connectionId } = of;
  const now = ctx.now();
  const row = await readConnection(tx, { ctx, connectionId });
  if (!row || row.next_update_look_at === null || row.update_since === null) return null;
  const due = new Date(row.next_update_look_at);
  if (due.getTime() > now.getTime()) {
    await enqueueUpdateLook(tx, { ctx, connectionId, at: due });
    return null;
  }
  const may = await mayWatch(tx, { now, connection: row });
  const since = new Date(row.update_since);
  const next = may ? nextUpdateLookAt({ since, now }, ctx.settings) : null;
  const isDelayed = next !== null && !(await takeToken(tx, ctx));
  const at = isDelayed ? new Date(now.getTime() + UPDATE_LOOK_DELAYED_MS) : next;
  const claimed = await tx
    .updateTable('connections')
    .set({ next_update_look_at: at?.toISOString() ?? null, ...(at === null ? { update_since: null } : {}) })
    .where('id', '=', connectionId)
    .where('state', '=', row.state)
    .where('next_update_look_at', '=', row.next_update_look_at)
    .returning('id')
    .executeTakeFirst();
  if (!claimed || at === null) return null;
  await enqueueUpdateLook(tx, { ctx, connectionId, at });
  return isDelayed ? null : { ...row, next_update_look_at: at.toISOString() };
}

type Looked = Exclude<Awaited<ReturnType<typeof lookAtRole>>, { is: 'trouble' }>;

async function finishLook(tx: Tx, of: { ctx: Ctx; begun: ConnectionRow; looked: Looked }): Promise<void> {
  const { ctx, begun, looked } = of;
  const read = await readConnection(tx, { ctx, connectionId: begun.id });
  if (!read || isOvertaken(read, begun)) return;
  if (looked.is === 'role-unfit') {
    const ended = { next_update_look_at: null, update_since: null };
    await lookNow(tx, { ctx, connection: await writeConnection(tx, { ctx, connection: read, set: ended }) });
    return;
  }
  const told = await recordStackChanges(tx, { ctx, row: read, seen: looked.seen });
  const findings_json = JSON.stringify(looked.findings);
  const seen = { ...told, findings_json };
  const isDone = told.next_external_id === null && !isBehindNow(ctx, seen) && !updateRuns(seen);
  const written = await writeConnection(tx, {
    ctx,
    connection: told,
    set: {
      findings_json,
      polled_at: ctx.now().toISOString(),
      ...(isDone ? { next_update_look_at: null, update_since: null } : {}),
    },
  });
  if (isDone) await lookNow(tx, { ctx, connection: written });
}

/** Somebody changed it, began anew, or a whole check was written: what this look saw may be older than that. */
function isOvertaken(row: ConnectionRow, begun: ConnectionRow): boolean {
  return (
    row.version !== begun.version ||
    row.state !== begun.state ||
    row.next_update_look_at !== begun.next_update_look_at ||
    row.validated_at !== begun.validated_at
  );
}

export async function enqueueUpdateLook(
  tx: Tx,
  look: { ctx: Pick<Ctx, 'jobs'>; connectionId: string; at: Date },
): Promise<void> {
  const { connectionId } = look;
  await look.ctx.jobs.enqueue(
    tx,
    'connection.update',
    { connectionId },
    { key: `update:${connectionId}`, runAt: look.at },
  );
}
