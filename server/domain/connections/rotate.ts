import { type ConnectionState, reservingStates } from '@/lib/connection-states';
import type { ConnectionForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { updateRuns } from './behind';
import { fetchConnection, isIn } from './fetch';
import { holdsSame } from './held';
import { limitLooks } from './look-limit';
import { type Changes, writeConnection } from './move';
import { type Observation, observe } from './observe';
import { templateToOffer } from './open-stack';
import { targetOf } from './poll';
import { accountShown, followRotation } from './rotation';
import { rotationOutcome } from './rotation-outcome';
import { type Saved, saved } from './saved';
import { sightingOf } from './sighting';
import { staleError } from './stale';
import { linkFor } from './template-values';
import { watchUpdate } from './update-look';

/** Where an IAM role was accepted: earlier there is nothing to rotate, Try again makes everything new. */
const rotatable: readonly ConnectionState[] = reservingStates;

export function isRotatable({ state }: Pick<ConnectionRow, 'state'>): boolean {
  return isIn(state, rotatable);
}

/**
 * Gives the connection its next external ID, which its stack is to take over by an update. Until that is proven both values are tried,
 * so nothing stops. Asks for no contract, as Disconnect does: a value that leaked must be replaceable. Begun twice, it is begun once.
 */
export async function startRotation(ctx: Ctx, input: ConnectionForm): Promise<Saved> {
  const wanted = { ctx, ...input, permission: 'connection:write' } as const;
  const before = await withScope(ctx, (tx) => fetchConnection(tx, wanted));
  if (before.connection.next_external_id !== null) return saved(before.connection);
  requireRole(before.connection);
  await limitLooks(ctx, before.connection);
  const { principal, withheld } = await templateToOffer(ctx, before.connection);
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, wanted);
    if (connection.next_external_id !== null) return saved(connection);
    requireRole(connection);
    requireVersion(ctx, { connection, input });
    const next = ctx.newSecret();
    const held = { ...connection, next_external_id: next };
    const written = await writeConnection(tx, {
      ctx,
      connection,
      rotation: { is: 'start', next },
      set: relinked(ctx, { connection: held, principal, withheld }),
      events: [{ kind: 'rotation_started' }],
      activity: { action: 'connection.rotation_started', detail: { account: accountShown(connection) } },
      edited: 'began to rotate the external ID',
    });
    return saved(await watchUpdate(tx, { ctx, connection: written, anew: true }));
  });
}

/**
 * Gives the next external ID up, as long as AWS still requires the present one. What the stack has taken over, or is about to, cannot be
 * cancelled: the rotation then goes on, and ends by itself. AWS is asked outside any transaction.
 */
export async function cancelRotation(ctx: Ctx, input: ConnectionForm): Promise<Saved> {
  const wanted = { ctx, ...input, permission: 'connection:write' } as const;
  const { connection: asked } = await withScope(ctx, (tx) => fetchConnection(tx, wanted));
  requireVersion(ctx, { connection: asked, input });
  if (asked.next_external_id === null) return saved(asked);
  requireRole(asked);
  await limitLooks(ctx, asked);
  const { principal, withheld } = await templateToOffer(ctx, asked);
  const observation = await observe(ctx.aws, targetOf(ctx, { connection: asked, principal }));
  const refusal = whyNotCancelled(observation, asked);
  const answer = await withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, wanted);
    requireVersion(ctx, { connection, input });
    if (!holdsSame(connection, asked)) throw staleError(connection, ctx.now().toISOString());
    if (refusal !== null) {
      const tributary: Ctx = { ...ctx, actor: { kind: 'system', name: 'Tributary', scope: ctx.actor.scope } };
      await followRotation(tx, { ctx: tributary, row: connection, observation });
      return null;
    }
    return cancel(tx, { ctx, connection, principal, withheld });
  });
  if (answer !== null) return answer;
  throw refusal;
}

async function cancel(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; principal: string; withheld: string | null },
): Promise<Saved> {
  const { ctx, connection } = of;
  const held = { ...connection, next_external_id: null };
  const written = await writeConnection(tx, {
    ctx,
    connection,
    rotation: { is: 'cancel' },
    set: relinked(ctx, { ...of, connection: held }),
    events: [{ kind: 'rotation_cancelled' }],
    activity: { action: 'connection.rotation_cancelled', detail: { account: accountShown(connection) } },
    edited: 'cancelled the rotation of the external ID',
  });
  return saved(written);
}

/** Cancelled only with the proof that AWS requires the present value and is not about to change that: else we would lock ourselves out. */
function whyNotCancelled(observation: Observation, row: ConnectionRow): AppError | null {
  const outcome = rotationOutcome(observation);
  const status = sightingOf(observation)?.status ?? null;
  // A stack that told of itself before and does not now may be in the middle of an update.
  const isHidden = status === null && row.stack_id !== null;
  if (outcome === 'waiting' && !isHidden && !updateRuns({ stack_status: status })) return null;
  if (outcome === 'taken' || outcome === 'proven' || (outcome === 'waiting' && !isHidden)) {
    return new AppError('conflict', {
      happened: 'The stack has taken over the next external ID already, or is about to.',
      todo: 'The rotation cannot be cancelled any more. It ends by itself when AWS refuses the one of before.',
    });
  }
  return new AppError('conflict', {
    happened: 'It cannot be told now which external ID the stack has.',
    todo: 'Nothing is lost: both are tried. Cancel again when the connection works, or update the stack.',
  });
}

/** A link that creates the stack anew carries the value that it is to have. */
function relinked(
  ctx: Ctx,
  of: { connection: ConnectionRow; principal: string; withheld: string | null },
): Changes {
  if (of.connection.link_url === null) return {};
  return { link_url: of.withheld === null ? linkFor(ctx, of) : null, link_withheld: of.withheld };
}

function requireRole(connection: ConnectionRow): void {
  if (isRotatable(connection)) return;
  throw new AppError('conflict', {
    happened: 'This connection has no IAM role that was accepted.',
    todo: 'Go on with the step that is shown.',
  });
}

function requireVersion(ctx: Ctx, of: { connection: ConnectionRow; input: ConnectionForm }): void {
  const { connection, input } = of;
  if (connection.version !== input.version) throw staleError(connection, ctx.now().toISOString());
}
