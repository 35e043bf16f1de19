import { type HeldBecause, UNCLEAR_HOLD_MS } from '@/lib/own-access';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import type { Observation } from '../connections/observe';
import { askAgain, askCanary, askOthers, askWhoWeAre } from './ask';
import { doubtOwnAccess, readDoubt } from './doubt';
import { type Evidence, judgeRefusal, ownTroubleOf } from './judge';

interface Looked {
  connection: ConnectionRow;
  observation: Observation;
  /** Whether the role has let us in before: only then a refusal would break something. */
  worked: boolean;
}

/**
 * An observation as far as it speaks of the customer's IAM role: a refusal that is our own doing, or that may be, becomes "unknown".
 * When another role lets us in it is believed at once; while nothing tells, after UNCLEAR_HOLD_MS. Asks AWS, so never inside a
 * transaction.
 */
export async function believed(ctx: Ctx, looked: Looked): Promise<Observation> {
  const { connection, observation } = looked;
  const { role } = observation;
  if (role.is === 'refused') {
    const held = await whyHeld(ctx, { connection, worked: looked.worked, saidOurs: role.ours === true });
    if (held === null) return observation;
    return { ...observation, role: { is: 'unknown', answer: role.answer, trouble: 'denied', held } };
  }
  if (role.is === 'unknown') return observation;
  if (connection.refused_since !== null) await writeRefused(ctx, { connection, since: null });
  if (observation.trust !== 'differs') return observation;
  // A trust can differ from OPERATOR_PRINCIPAL_ARN because that is not who we are; what the probes said of it stands.
  const doubt = await withScope(ctx, (tx) => readDoubt(tx, ctx));
  return doubt?.trouble === 'other-principal' ? { ...observation, trust: 'unknown' } : observation;
}

/** Why a refusal of this connection's role is not believed; null: it is the customer's doing. */
export async function whyHeld(
  ctx: Ctx,
  of: { connection: ConnectionRow; worked: boolean; saidOurs: boolean },
): Promise<HeldBecause | null> {
  const { connection, worked, saidOurs } = of;
  const doubt = await withScope(ctx, (tx) => readDoubt(tx, ctx));
  // A role that never let us in is waited for; that it refuses us is nothing to remember.
  if (doubt) return worked ? held(ctx, { connection, because: 'ours' }) : 'ours';
  if (!worked) {
    if (!saidOurs) return null;
    await doubtOwnAccess(ctx, 'may-not-assume');
    return 'ours';
  }
  if (connection.state === 'broken') return null; // nothing is left to be held back
  const whose = judgeRefusal(await gather(ctx, { connection, saidOurs }));
  if (whose.is === 'theirs') return believe(ctx, connection);
  if (whose.is === 'ours') await doubtOwnAccess(ctx, whose.why);
  return held(ctx, { connection, because: whose.is });
}

async function gather(ctx: Ctx, of: { connection: ConnectionRow; saidOurs: boolean }): Promise<Evidence> {
  const caller = await askWhoWeAre(ctx);
  const none = { caller, saidOurs: of.saidOurs, canary: null, others: [], again: null };
  if (ownTroubleOf(none) !== null) return none;
  const others = await askOthers(ctx, of.connection);
  const letsIn = others.some(({ answer }) => answer === 'accepted');
  return letsIn
    ? { ...none, others, again: await askAgain(ctx, of.connection) }
    : { ...none, others, canary: await askCanary(ctx) };
}

/** Since when it refuses us stands with the connection, and ends an unclear hold. */
async function held(
  ctx: Ctx,
  of: { connection: ConnectionRow; because: HeldBecause },
): Promise<HeldBecause | null> {
  const now = ctx.now();
  const { refused_since } = of.connection;
  const since = refused_since === null ? now.getTime() : Date.parse(refused_since);
  // Time in which it was we says nothing of the customer's role.
  const begins = refused_since === null || of.because === 'ours';
  if (begins) await writeRefused(ctx, { ...of, since: now.toISOString() });
  const isOver = of.because === 'unclear' && now.getTime() - since >= UNCLEAR_HOLD_MS;
  return isOver ? believe(ctx, of.connection) : of.because;
}

/** The refusal is the customer's, so nothing is held back any more. */
async function believe(ctx: Ctx, connection: ConnectionRow): Promise<null> {
  if (connection.refused_since !== null) await writeRefused(ctx, { connection, since: null });
  return null;
}

async function writeRefused(
  ctx: Ctx,
  of: { connection: ConnectionRow; since: string | null },
): Promise<void> {
  // What another look has written since is younger than what this one read.
  const before = of.connection.refused_since;
  await withScope(ctx, (tx) =>
    tx
      .updateTable('connections')
      .set({ refused_since: of.since })
      .where('id', '=', of.connection.id)
      .where('role_name', '=', of.connection.role_name)
      .where('refused_since', before === null ? 'is' : '=', before)
      .where(visible(ctx.actor.scope, 'connections'))
      .execute(),
  );
}
