import type { ConnectionEventKind } from '@/lib/connection-events';
import type { ConnectionState } from '@/lib/connection-states';
import { ROLE_TAKEN_AWAY } from '@/lib/stack-reasons';
import type { ConnectionRow } from '@/server/db/tables';
import { isIn } from './fetch';
import type { Verdict } from './judge';
import type { Changes } from './move';
import type { Observation } from './observe';
import { PROOF_APART_MS, ROLE_GONE_MS } from './schedule';
import {
  failureReason,
  sightingOf,
  stackColumns,
  stackComplete,
  stackDeleted,
  stackFailed,
} from './sighting';

/** States in which the stack and the IAM role are looked for. */
export const polledStates = [
  'awaiting_stack',
  'stack_in_progress',
  'verifying',
] as const satisfies readonly ConnectionState[];

export interface Plan {
  /** The states to go through, in order; empty: it stays where it is. */
  way: ConnectionState[];
  set: Changes;
  events: { kind: ConnectionEventKind; detail?: string | null }[];
}

type About = Pick<
  ConnectionRow,
  'state' | 'role_first_seen_at' | 'trust_checked_at' | 'findings_json' | 'stack_id' | 'stack_status'
>;

interface Look {
  connection: About;
  observation: Observation;
  verdict: Verdict;
  now: Date;
}

/**
 * What one look makes of a connection that waits for its stack. A role that lets us in is believed once the stack is complete, or when
 * it let us in twice, 20 s apart: a stack that fails takes its role away again.
 */
export function planAfterLook(look: Look): Plan {
  const { connection, observation, verdict, now } = look;
  const base: Plan = { way: [], set: { polled_at: now.toISOString() }, events: [] };
  if (observation.role.is === 'unknown') return base;
  if (verdict.refused) return roleRefused(look, base);
  const seen = withRole(look, base);
  if (observation.stack.is === 'replaced') return provenAnew(look, seen);
  const status =
    observation.stack.is === 'deleted' ? 'DELETE_COMPLETE' : (sightingOf(observation)?.status ?? null);
  if (status !== null && stackDeleted(status)) return deleted(seen);
  if (status !== null && stackFailed(status)) return failed(seen, failureReason(sightingOf(observation)));
  const first = connection.role_first_seen_at ? Date.parse(connection.role_first_seen_at) : now.getTime();
  const complete = status !== null && stackComplete(status);
  const connected = complete || (status === null && now.getTime() - first >= PROOF_APART_MS);
  if (!connected) {
    if (connection.state !== 'awaiting_stack') return seen;
    return {
      ...seen,
      way: ['stack_in_progress'],
      events: [{ kind: 'stack_started' }, ...seen.events],
    };
  }
  if (complete && !wasComplete(connection)) seen.events.push({ kind: 'stack_complete' });
  const way: ConnectionState[] = connection.state === 'verifying' ? [] : ['verifying'];
  if (!verdict.accepted) return { ...seen, way };
  return { ...seen, way: [...way, 'role_verified'] };
}

/** Of a role that was there: gone for a minute means that the stack was rolled back, or deleted. */
function roleRefused({ connection, verdict, now }: Look, base: Plan): Plan {
  const set = { ...base.set, findings_json: JSON.stringify(verdict.findings) };
  const lastSeen = connection.trust_checked_at;
  if (lastSeen === null || now.getTime() - Date.parse(lastSeen) < ROLE_GONE_MS) {
    return { ...base, set: lastSeen === null ? set : base.set };
  }
  const gone = { role_first_seen_at: null, trust_checked_at: null, stack_status: null };
  if (connection.state === 'stack_in_progress') {
    return failed({ ...base, set: { ...set, ...gone } }, ROLE_TAKEN_AWAY);
  }
  const way: ConnectionState[] = connection.state === 'verifying' ? ['awaiting_stack'] : [];
  return { way, set: { ...set, ...gone }, events: [{ kind: 'role_lost' }] };
}

function withRole({ connection, observation, verdict, now }: Look, base: Plan): Plan {
  const at = now.toISOString();
  const plan: Plan = {
    way: [],
    set: {
      ...base.set,
      findings_json: JSON.stringify(verdict.findings),
      role_first_seen_at: connection.role_first_seen_at ?? at,
      trust_checked_at: at,
      ...organizationColumn(observation),
      ...stackColumns(connection, observation),
    },
    events: connection.role_first_seen_at === null ? [{ kind: 'role_found' }] : [],
  };
  const refused = verdict.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  for (const code of refused) {
    if (!connection.findings_json.includes(`"${code}"`))
      plan.events.push({ kind: 'role_refused', detail: code });
  }
  return plan;
}

/** Somebody deleted the stack and made it again under its name: what the one before had proven counts for nothing. */
function provenAnew({ now }: Look, seen: Plan): Plan {
  return {
    ...seen,
    set: { ...seen.set, role_first_seen_at: now.toISOString() },
    events: [...seen.events, { kind: 'stack_deleted' }, { kind: 'stack_replaced' }],
  };
}

function deleted(seen: Plan): Plan {
  return {
    way: ['stack_failed'],
    set: { ...seen.set, stack_reason: null, next_poll_at: null },
    events: [...seen.events, { kind: 'stack_deleted' }],
  };
}

function organizationColumn({ organization }: Observation): Changes {
  return organization.is === 'unknown' ? {} : { organization: organization.is };
}

function failed(plan: Plan, reason: string | null): Plan {
  return {
    way: ['stack_failed'],
    set: { ...plan.set, stack_reason: reason, next_poll_at: null },
    events: [...plan.events, { kind: 'stack_failed', detail: reason }],
  };
}

function wasComplete(connection: Pick<ConnectionRow, 'stack_status'>): boolean {
  return connection.stack_status !== null && stackComplete(connection.stack_status);
}

/** Whether this connection is looked at by the schedule. */
export function isPolled(connection: Pick<ConnectionRow, 'state'>): boolean {
  return isIn(connection.state, polledStates);
}
