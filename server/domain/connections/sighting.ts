import { cleanReason } from '@/lib/stack-reasons';
import type { StackSighting } from '@/server/aws/port';
import type { ConnectionRow } from '@/server/db/tables';
import type { Changes } from './move';
import type { Observation } from './observe';
import { stackGiven } from './stack-difference';

/** What AWS said of our stack; null when it said nothing, or spoke of another stack. */
export function sightingOf({ stack }: Pick<Observation, 'stack'>): StackSighting | null {
  return stack.is === 'seen' ? stack.sighting : null;
}

/** An update that was rolled back leaves the stack as it was before: it still stands. */
export function stackComplete(status: string): boolean {
  return status === 'CREATE_COMPLETE' || /^(UPDATE|IMPORT)_/.test(status);
}

export function stackFailed(status: string): boolean {
  return /^(CREATE_FAILED|ROLLBACK_|DELETE_)/.test(status);
}

export function stackDeleted(status: string): boolean {
  return status.startsWith('DELETE_');
}

/** AWS's own reason, bounded: that of the first resource that failed by itself in the newest operation, else the stack's. */
export function failureReason(sighting: StackSighting | null): string | null {
  if (sighting === null) return null;
  const first = eventsOfNow(sighting).find(
    ({ status, reason }) => /FAILED$/.test(status) && reason !== null && !/cancell?ed$/.test(reason),
  );
  const reason = first?.reason ?? sighting.reason;
  return reason === null ? null : cleanReason(reason);
}

/** Since the stack was last begun to be created or updated: what an update failed for before is not told again. */
function eventsOfNow({ id, events }: StackSighting): StackSighting['events'] {
  const name = id.split('/')[1];
  const begun = events.findLastIndex(
    ({ resource, status }) => resource === name && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status),
  );
  return events.slice(begun + 1);
}

/**
 * What is written down of a sighting. The ID is recorded once the trust is proven to be ours, and then stays until the stack is deleted:
 * from then on the status of no other stack counts.
 */
export function stackColumns(
  connection: Pick<ConnectionRow, 'stack_id'>,
  observation: Pick<Observation, 'stack' | 'trust'>,
): Changes {
  const { stack, trust } = observation;
  if (stack.is === 'deleted') {
    return { stack_status: 'DELETE_COMPLETE', stack_reason: null, stack_given_json: null };
  }
  if (stack.is === 'unknown') return {};
  const sighting = stack.is === 'replaced' ? stack.by : stack.sighting;
  const given = stackGiven(sighting);
  return {
    // What is being changed keeps what was known of it.
    ...(given === null ? {} : { stack_given_json: JSON.stringify(given) }),
    stack_id: trust === 'exact' || stack.is === 'replaced' ? sighting.id : connection.stack_id,
    stack_status: sighting.status,
    stack_reason: /^UPDATE_.*(FAILED|ROLLBACK)/.test(sighting.status)
      ? failureReason(sighting)
      : sighting.reason,
    stack_updated_at: sighting.updatedAt,
  };
}
