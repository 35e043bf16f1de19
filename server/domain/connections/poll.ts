import type { ActivityAction, ActivityDetail } from '@/lib/activities';
import { formatAccountId } from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ConnectionEventKind } from '@/lib/connection-events';
import type { ConnectionState } from '@/lib/connection-states';
import { reasonInWords } from '@/lib/stack-causes';
import { expectedGrants } from '@/server/aws/templates/grants';
import { templateKindOf } from '@/server/aws/templates/publish';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { contractGate } from '../contracts/gate';
import { believed } from '../own-access/believe';
import { readConnection } from './fetch';
import { heldOf } from './held';
import { judgeRole, missingProofs } from './judge';
import { slowDown, spendTokens } from './look-budget';
import { writeConnection } from './move';
import { type Observation, observe } from './observe';
import { enqueuePoll } from './open-stack';
import { isPolled, type Plan, planAfterLook } from './plan';
import { accountIsTaken, lostReservation } from './reserve';
import { nextPollAt, ROLE_GONE_MS } from './schedule';
import { stackWanted } from './stack-difference';
import { nameOfStack } from './stack-of-set';
import { templateValues, trustedPrincipal } from './template-values';
import { isDue, mayLook } from './turns';

/** Of a role that lets us in: without and with a wrong external ID, and once more with the right one. */
const PROBES = 3;

export interface Polled {
  state: ConnectionState;
  /** What is missing for the IAM role to be accepted, a sentence each. */
  missing: string[];
}

/**
 * Looks once at the stack and the IAM role of a connection and writes down what that means. `due`: only when its time has come (the
 * schedule); a person's "check now" does not wait. Null when there is nothing to look for. AWS is asked outside any transaction, and
 * a look that comes late, or that somebody's form has overtaken, changes nothing.
 */
export async function pollConnection(
  ctx: Ctx,
  input: { connectionId: string; due: boolean },
): Promise<Polled | null> {
  const begun = await withScope(ctx, (tx) => beginLook(tx, { ctx, ...input }));
  if (!begun) return null;
  const principal = await principalOrNull(ctx);
  if (principal === null)
    return { state: begun.state, missing: ['Tributary cannot reach AWS now. It tries again.'] };
  const observation = await lookAt(ctx, { begun, principal });
  await account(ctx, { observation, due: input.due });
  const missing = missingProofs(observation, begun);
  const state = await writeLook(ctx, { begun, observation });
  return { state, missing };
}

async function lookAt(ctx: Ctx, of: { begun: ConnectionRow; principal: string }): Promise<Observation> {
  const { begun: connection, principal } = of;
  const observation = await observe(ctx.aws, targetOf(ctx, { connection, principal }));
  const seenAt = connection.trust_checked_at;
  const sinceSeen = seenAt === null ? null : ctx.now().getTime() - Date.parse(seenAt);
  // A role that let us in a moment ago is not given up yet, so nobody else is asked.
  if (observation.role.is === 'refused' && sinceSeen !== null && sinceSeen < ROLE_GONE_MS) return observation;
  return believed(ctx, { connection, observation, worked: seenAt !== null });
}

/** What the look took of AWS beyond the one call that its alarm asked for. */
async function account(ctx: Ctx, of: { observation: Observation; due: boolean }): Promise<void> {
  const { role } = of.observation;
  if (role.is === 'unknown' && role.trouble === 'throttled') await slowDown(ctx);
  const calls = (of.due ? 0 : 1) + (role.is === 'assumed' ? PROBES : 0);
  if (calls > 0) await spendTokens(ctx, calls);
}

/** Numbers the look and sets the alarm for the next one, so that a process that dies here loses nothing. */
async function beginLook(
  tx: Tx,
  of: { ctx: Ctx; connectionId: string; due: boolean },
): Promise<ConnectionRow | null> {
  const { ctx } = of;
  const now = ctx.now();
  const row = await readConnection(tx, of);
  if (!row || !isPolled(row) || !row.role_name) return null;
  if (of.due && !(await isDue(tx, { ctx, row }))) return null;
  const gate = await contractGate(tx, { tenantId: row.tenant_id, now: now.toISOString() });
  if (!gate.open) return null;
  if (of.due && !(await mayLook(tx, { ctx, row }))) return null;
  const since = new Date(row.poll_since ?? row.updated_at);
  const next = nextPollAt({ since, now }, ctx.settings);
  const begin = tx
    .updateTable('connections')
    .set((column) => ({
      poll_begun: column('poll_begun', '+', 1),
      next_poll_at: next?.toISOString() ?? null,
      look_granted_at: null,
    }))
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('version', '=', row.version);
  // Two alarms of one moment make one look.
  const claim = of.due ? begin.where('next_poll_at', '=', row.next_poll_at) : begin;
  const begun = await claim.returning('poll_begun').executeTakeFirst();
  if (!begun) return null;
  if (next) await enqueuePoll(tx, { ctx, connectionId: row.id, at: next });
  return { ...row, poll_begun: begun.poll_begun };
}

async function principalOrNull(ctx: Ctx): Promise<string | null> {
  try {
    return await trustedPrincipal(ctx);
  } catch (error) {
    if (error instanceof AwsTrouble) return null;
    throw error;
  }
}

export function targetOf(ctx: Ctx, of: { connection: ConnectionRow; principal: string }) {
  const { connection, principal } = of;
  const accountId = connection.account_id ?? '';
  const stackName = nameOfStack(connection);
  const kind = templateKindOf(connection);
  const values = templateValues(connection, principal);
  return {
    accountId,
    roleName: connection.role_name ?? '',
    policyName: connection.policy_name ?? '',
    stackName,
    stackId: connection.stack_id,
    ...heldOf(connection),
    principal,
    wrongExternalId: ctx.newSecret(),
    grants: expectedGrants(kind, { values, accountId, stackName }),
    wanted: stackWanted(kind, values),
    purpose: connection.purpose,
  };
}

interface Seen {
  begun: ConnectionRow;
  observation: Observation;
}

/** Twice at most: a reservation that was lost in the same moment is seen as taken the second time. */
async function writeLook(ctx: Ctx, seen: Seen): Promise<ConnectionState> {
  const asTributary: Ctx = { ...ctx, actor: { kind: 'system', name: 'Tributary', scope: ctx.actor.scope } };
  const attempt = async () => {
    try {
      return await withScope(ctx, (tx) => finish(tx, { ctx: asTributary, ...seen }));
    } catch (error) {
      if (error instanceof AppError && error.code === 'stale') return seen.begun.state; // somebody was faster
      throw error;
    }
  };
  try {
    return await attempt();
  } catch (error) {
    if (!lostReservation(error)) throw error;
    return attempt();
  }
}

async function finish(tx: Tx, of: Seen & { ctx: Ctx }): Promise<ConnectionState> {
  const { ctx, begun, observation } = of;
  const connection = await readConnection(tx, { ctx, connectionId: begun.id });
  if (!connection) return begun.state;
  const overtaken =
    connection.version !== begun.version || connection.poll_done >= begun.poll_begun || !isPolled(connection);
  if (overtaken) return connection.state;
  const now = ctx.now();
  // A contract that ended while AWS was asked: nothing advances any more, the clock's job pauses it.
  const gate = await contractGate(tx, { tenantId: connection.tenant_id, now: now.toISOString() });
  if (!gate.open) return connection.state;
  const verdict = judgeRole(observation, { connection, now, consoleUrl: ctx.settings.consoleUrl });
  const plan = planAfterLook({ connection, observation, verdict, now });
  const taken = plan.way.at(-1) === 'role_verified' && (await accountIsTaken(tx, connection));
  const allowed = taken
    ? withoutReservation(
        plan,
        await alreadySaid(tx, { connection, kind: 'account_taken', since: connection.link_made_at }),
      )
    : plan;
  const written = await follow(tx, { ctx, connection, plan: allowed, look: begun.poll_begun });
  if (written.next_poll_at === null && isPolled(written)) await sayStalled(tx, { ctx, connection: written });
  return written.state;
}

/** The proof holds but the account belongs to another connection: it waits before role_verified. */
function withoutReservation(plan: Plan, said: boolean): Plan {
  return {
    ...plan,
    way: plan.way.slice(0, -1),
    events: said ? plan.events : [...plan.events, { kind: 'account_taken' }],
  };
}

async function alreadySaid(
  tx: Tx,
  of: { connection: ConnectionRow; kind: ConnectionEventKind; since: string | null },
): Promise<boolean> {
  const { connection, kind, since } = of;
  const said = await tx
    .selectFrom('connection_events')
    .select('id')
    .where('connection_id', '=', connection.id)
    .where('kind', '=', kind)
    .where('at', '>=', since ?? connection.created_at)
    .executeTakeFirst();
  return said !== undefined;
}

async function follow(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; plan: Plan; look: number },
): Promise<ConnectionRow> {
  const { ctx, plan } = of;
  const [first, ...rest] = plan.way;
  let row = await writeConnection(tx, {
    ctx,
    connection: of.connection,
    to: first,
    set: plan.set,
    events: plan.events,
    activity: activityOf(of.connection, plan),
    look: of.look,
  });
  for (const to of rest) row = await writeConnection(tx, { ctx, connection: row, to });
  if (row.state === 'role_verified') row = await verified(tx, { ctx, connection: row });
  return row;
}

/** From here on the reports, or the insights, are what is looked at. */
async function verified(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<ConnectionRow> {
  const { ctx, connection } = of;
  const account = formatAccountId(connection.account_id ?? '');
  const row = await writeConnection(tx, {
    ctx,
    connection,
    set: { next_poll_at: null, next_validation_at: ctx.now().toISOString() },
    events: [{ kind: 'role_verified', detail: account }],
    activity: { action: 'connection.role_verified', detail: { account } },
  });
  const kind = row.purpose === 'insights' ? 'insights.check' : 'connection.validate';
  await ctx.jobs.enqueue(tx, kind, { connectionId: row.id }, { key: `check:${row.id}`, runAt: ctx.now() });
  return row;
}

/** One entry for each look at most: the gravest of what it found. */
function activityOf(
  connection: ConnectionRow,
  plan: Plan,
): { action: ActivityAction; detail: ActivityDetail } | undefined {
  const account = formatAccountId(connection.account_id ?? '');
  const kinds = new Map(plan.events.map((event) => [event.kind, event.detail ?? null]));
  if (kinds.has('stack_failed')) {
    const reason = kinds.get('stack_failed') ?? null;
    const why = reason === null ? 'AWS gave no reason' : reasonInWords(reason);
    return { action: 'connection.stack_failed', detail: { stack: connection.stack_name, why } };
  }
  for (const kind of ['stack_replaced', 'stack_deleted'] as const) {
    if (kinds.has(kind)) return { action: `connection.${kind}`, detail: { stack: connection.stack_name } };
  }
  if (kinds.has('account_taken')) return { action: 'connection.account_taken', detail: { account } };
  if (kinds.has('role_refused')) {
    const why = kinds.get('role_refused') ?? null;
    return { action: 'connection.role_refused', detail: { account, why } };
  }
  if (kinds.has('role_lost')) return { action: 'connection.role_lost', detail: { account } };
  const how = kinds.has('stack_complete') ? 'complete' : kinds.has('stack_started') ? 'begin' : null;
  if (how === null) return undefined;
  return { action: 'connection.stack_seen', detail: { stack: connection.stack_name, how } };
}

async function sayStalled(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<void> {
  const { connection } = of;
  // The doorbell may ring after the last look of the schedule.
  if (await alreadySaid(tx, { connection, kind: 'stalled', since: connection.poll_since })) return;
  const detail = { stack: connection.stack_name };
  await writeConnection(tx, {
    ...of,
    events: [{ kind: 'stalled' }],
    activity: { action: 'connection.stalled', detail },
  });
}
