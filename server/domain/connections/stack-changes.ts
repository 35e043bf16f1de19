import type { ActivityAction, ActivityDetail } from '@/lib/activities';
import type { ConnectionEventKind } from '@/lib/connection-events';
import { titleOf } from '@/lib/findings';
import { driftCodes, type Finding } from '@/lib/findings/vocabulary';
import { reasonInWords } from '@/lib/stack-causes';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { type Changes, writeConnection } from './move';
import type { Observation } from './observe';
import { followRotation } from './rotation';
import { failureReason, stackColumns, stackDeleted } from './sighting';

export interface StackChanges {
  set: Changes;
  events: { kind: ConnectionEventKind; detail?: string | null }[];
  /** The gravest of what changed, for the activity. */
  activity?: { action: ActivityAction; detail: ActivityDetail };
}

type Before = Pick<
  ConnectionRow,
  'stack_id' | 'stack_name' | 'stack_status' | 'stack_updated_at' | 'findings_json'
>;

export interface SeenOfStack {
  observation: Pick<Observation, 'role' | 'stack' | 'trust' | 'policies' | 'rotation'> &
    Partial<Pick<Observation, 'without' | 'wrong'>>;
  findings: readonly Finding[];
}

/** Writes down what became of the stack, and that its role's trust was read, before what else was seen is; gives the row as it is then. */
export async function recordStackChanges(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow; seen?: SeenOfStack | undefined },
): Promise<ConnectionRow> {
  const { ctx, row, seen } = of;
  if (!seen) return row;
  const changes = stackChanges(row, seen);
  const { events, activity } = changes;
  const isRead = seen.observation.trust === 'exact';
  const set = { ...changes.set, ...(isRead ? { trust_checked_at: ctx.now().toISOString() } : {}) };
  const isSame = events.length === 0 && Object.keys(set).length === 0;
  const told = isSame ? row : await writeConnection(tx, { ctx, connection: row, set, events, activity });
  return followRotation(tx, { ctx, row: told, observation: seen.observation });
}

/**
 * What became of the stack of a connection whose IAM role was accepted, since the last look: updated, an update that failed, deleted,
 * made anew under the same name, and an IAM role that differs from the template or does so no more.
 */
export function stackChanges(before: Before, seen: SeenOfStack): StackChanges {
  // A role that does not let us in tells nothing of its stack.
  if (seen.observation.role.is !== 'assumed') return { set: {}, events: [] };
  const events = [
    ...eventsOfStack(before, seen.observation),
    ...eventsOfBehind(before, seen),
    ...eventsOfDrift(before, seen),
  ];
  const said = events.map(({ kind, detail }) => activityOf(kind, { before, detail: detail ?? null }));
  const activity = said.find((one) => one !== null);
  return { set: stackColumns(before, seen.observation), events, ...(activity ? { activity } : {}) };
}

function eventsOfStack(before: Before, { stack }: Pick<Observation, 'stack'>): StackChanges['events'] {
  const wasDeleted = before.stack_status !== null && stackDeleted(before.stack_status);
  if (stack.is === 'deleted') return wasDeleted ? [] : [{ kind: 'stack_deleted' }];
  if (stack.is === 'replaced') {
    return [...(wasDeleted ? [] : [{ kind: 'stack_deleted' as const }]), { kind: 'stack_replaced' }];
  }
  // What was never seen before cannot have changed.
  if (stack.is === 'unknown' || before.stack_status === null) return [];
  const { status, updatedAt } = stack.sighting;
  if (stackDeleted(status)) return wasDeleted ? [] : [{ kind: 'stack_deleted' }];
  const isSame = status === before.stack_status && updatedAt === before.stack_updated_at;
  if (isSame) return [];
  if (status === 'UPDATE_COMPLETE') return [{ kind: 'stack_updated' }];
  const failed = /^UPDATE_(ROLLBACK_COMPLETE|ROLLBACK_FAILED|FAILED)$/.test(status);
  return failed ? [{ kind: 'stack_update_failed', detail: failureReason(stack.sighting) }] : [];
}

/** Told when it begins; its end is an update, which is told as one. */
function eventsOfBehind(before: Before, { findings }: SeenOfStack): StackChanges['events'] {
  const behind = findings.find(({ code }) => code === 'STACK_BEHIND');
  if (!behind || before.findings_json.includes('"STACK_BEHIND"')) return [];
  return [{ kind: 'stack_behind', detail: behind.needed }];
}

/** Each way to differ is told once when it comes, and once when none is left. */
function eventsOfDrift(before: Before, { observation, findings }: SeenOfStack): StackChanges['events'] {
  const had = driftCodes.filter((code) => before.findings_json.includes(`"${code}"`));
  const has = driftCodes.filter((code) => findings.some((finding) => finding.code === code));
  const fresh = has.filter((code) => !had.includes(code));
  const isKnown = observation.trust === 'exact' && observation.policies.is === 'seen';
  if (had.length > 0 && has.length === 0 && isKnown) return [{ kind: 'drift_ended' }];
  return fresh.map((code) => ({ kind: 'drifted', detail: code }));
}

function activityOf(
  kind: ConnectionEventKind,
  of: { before: Before; detail: string | null },
): StackChanges['activity'] | null {
  const stack = of.before.stack_name;
  switch (kind) {
    case 'stack_deleted':
      return { action: 'connection.stack_deleted', detail: { stack } };
    case 'stack_replaced':
      return { action: 'connection.stack_replaced', detail: { stack } };
    case 'stack_update_failed':
      return {
        action: 'connection.stack_update_failed',
        detail: { stack, why: of.detail === null ? null : reasonInWords(of.detail) },
      };
    case 'stack_behind':
      return { action: 'connection.stack_behind', detail: { stack, why: of.detail } };
    case 'stack_updated':
      return { action: 'connection.stack_updated', detail: { stack } };
    case 'drifted': {
      const code = driftCodes.find((one) => one === of.detail);
      return { action: 'connection.drifted', detail: { why: code ? titleOf(code).failed : null } };
    }
    case 'drift_ended':
      return { action: 'connection.drift_ended', detail: { stack } };
    default:
      return null;
  }
}
