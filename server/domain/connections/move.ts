import type { ActivityAction, ActivityDetail } from '@/lib/activities';
import type { ConnectionEventKind } from '@/lib/connection-events';
import { type ConnectionState, canMove, reservingStates } from '@/lib/connection-states';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { recordActivity } from '../activity/record';
import { nameShown } from '../tenants/name-shown';
import { connectionColumns, isIn } from './fetch';
import { stale } from './stale';

/** What a write may change beside the state; the state, the guards and the external ID are not among it. */
export type Changes = Partial<
  Omit<
    ConnectionRow,
    | 'id'
    | 'tenant_id'
    | 'reseller_id'
    | 'distributor_id'
    | 'purpose'
    | 'state'
    | 'state_before'
    | 'version'
    | 'external_id'
    | 'next_external_id'
    | 'rotation_started_at'
    | 'reserved_account_id'
    | 'created_at'
    | 'created_by'
  >
>;

export interface Write {
  ctx: Pick<Ctx, 'actor' | 'now' | 'newId'>;
  /** The row as it was read in this transaction; its state and version are the guard. */
  connection: ConnectionRow;
  to?: ConnectionState;
  set?: Changes;
  events?: { kind: ConnectionEventKind; detail?: string | null }[];
  activity?: { action: ActivityAction; detail?: ActivityDetail };
  /** A person's form: "changed the bucket". The version rises, so that the next form from before is refused. */
  edited?: string;
  /** `start`: with this next external ID. Counts only while the row holds the values that it was read with. */
  rotation?: { is: 'start'; next: string } | { is: 'cancel' } | { is: 'finish' };
  /** Of the look that this writes down: it counts only when no younger look was written before. */
  look?: number;
}

/**
 * The only place that changes the state of a connection (but for the pause at a contract's end). The move must be on the table; the
 * row must still have the state and the version that it was read with, else the race was lost and `stale` is thrown. Returns the
 * row as it is now.
 */
export async function writeConnection(tx: Tx, write: Write): Promise<ConnectionRow> {
  const { ctx, connection, to = connection.state } = write;
  const at = ctx.now().toISOString();
  const moved = to !== connection.state;
  const { look } = write;
  const edits = write.edited === undefined ? {} : await editColumns(tx, { write, at });
  const update = tx
    .updateTable('connections')
    .set({
      ...write.set,
      ...(look === undefined ? {} : { poll_done: look }),
      ...(moved ? stateColumns(connection, to) : {}),
      ...edits,
      ...(write.rotation ? rotationColumns(connection, { rotation: write.rotation, at }) : {}),
      updated_at: at,
    })
    .where('id', '=', connection.id)
    .where('state', '=', connection.state)
    .where('version', '=', connection.version)
    .where('external_id', '=', connection.external_id)
    .where(
      'next_external_id',
      connection.next_external_id === null ? 'is' : '=',
      connection.next_external_id,
    );
  const guarded = look === undefined ? update : update.where('poll_done', '<', look);
  const written = await guarded.returning(connectionColumns).executeTakeFirst();
  if (!written) throw await stale(tx, { ctx, connectionId: connection.id });
  await recordEvents(tx, write);
  if (write.activity) {
    const { action, detail } = write.activity;
    await recordActivity(tx, { ctx, tenant: connection, action, subjectId: connection.id, detail });
  }
  return written;
}

/** A connection keeps where it came from while it is away, and its account for as long as the account is proven. */
function stateColumns(connection: ConnectionRow, to: ConnectionState) {
  const { state: from, state_before: cameFrom } = connection;
  if (!canMove(from, { to, cameFrom })) {
    throw new Error(`A connection cannot move from ${from} to ${to}`);
  }
  const leaves = to === 'paused' || to === 'broken';
  return {
    state: to,
    state_before: leaves ? from : null,
    ...(to === 'paused'
      ? {}
      : { reserved_account_id: isIn(to, reservingStates) ? reservation(connection) : null }),
  };
}

/** The database refuses any other change of the values. What was asked with those of before counts no more, so its lease ends. */
function rotationColumns(
  connection: ConnectionRow,
  of: { rotation: NonNullable<Write['rotation']>; at: string },
) {
  const ended = { next_external_id: null, rotation_started_at: null, rotation_seen_at: null };
  switch (of.rotation.is) {
    case 'start':
      return {
        ...ended,
        next_external_id: of.rotation.next,
        rotation_started_at: of.at,
        validating_since: null,
      };
    case 'cancel':
      return { ...ended, validating_since: null };
    case 'finish':
      return {
        ...ended,
        // For a minute a node of IAM may still know the one of before alone.
        rotation_seen_at: of.at,
        external_id: connection.next_external_id ?? connection.external_id,
      };
  }
}

/** One account is bound to one live connection of each purpose. */
export function reservation(connection: Pick<ConnectionRow, 'purpose' | 'account_id'>): string | null {
  if (connection.account_id === null) return null;
  return connection.purpose === 'insights' ? `insights:${connection.account_id}` : connection.account_id;
}

async function editColumns(tx: Tx, of: { write: Write; at: string }) {
  const { write, at } = of;
  return {
    version: write.connection.version + 1,
    edited_by: await editorName(tx, write),
    edited_what: write.edited ?? null,
    edited_at: at,
  };
}

/** The end customer reads it, so whoever acts from above its partner is its partner. */
export async function editorName(
  tx: Tx,
  of: Pick<Write, 'connection'> & { ctx: Pick<Ctx, 'actor'> },
): Promise<string> {
  const { tenant_id, reseller_id, distributor_id } = of.connection;
  const parentId = reseller_id ?? distributor_id;
  return (await nameShown(tx, { ctx: of.ctx, tenantId: tenant_id, parentId })).name;
}

async function recordEvents(tx: Tx, write: Write): Promise<void> {
  const { ctx, connection, events = [] } = write;
  for (const event of events) {
    await tx
      .insertInto('connection_events')
      .values({
        id: ctx.newId(),
        tenant_id: connection.tenant_id,
        reseller_id: connection.reseller_id,
        distributor_id: connection.distributor_id,
        connection_id: connection.id,
        kind: event.kind,
        detail: event.detail ?? null,
        at: ctx.now().toISOString(),
      })
      .execute();
  }
}
