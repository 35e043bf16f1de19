import type { ConnectionState } from '@/lib/connection-states';

/** CUR delivery: the health of a connection after onboarding. */
export type Health = 'success' | 'warning' | 'failed' | 'not_available';

export interface HealthFacts {
  state: ConnectionState;
  /** What the last check made of the chosen report and its bucket. */
  delivery: Health;
  /** Something about the IAM role or its stack should be looked at. */
  roleWarns: boolean;
  /** When reports were last judged; null: never, or not since a move to another bucket. */
  validatedAt: string | null;
  nextCheckAt: string | null;
}

/** Checks are made once a day: whose last one is older than this, nothing is known of. */
export const STALE_MS = 48 * 3_600_000;

/**
 * The health as it is shown: what the last check found, no better than Warning while the IAM role or its stack warns, and Not
 * available where checks have not run for two days. What is broken stays Failed as long as its IAM role is still asked.
 */
export function healthShown(facts: HealthFacts, now: string): { health: Health; isStale: boolean } {
  const { state, delivery, roleWarns } = facts;
  if (delivery === 'not_available' || state === 'disconnected') {
    return { health: 'not_available', isStale: false };
  }
  if (isStale(facts, Date.parse(now))) return { health: 'not_available', isStale: true };
  return { health: delivery === 'success' && roleWarns ? 'warning' : delivery, isStale: false };
}

/** A broken connection judges no report: whether it is still looked at is told by the check that is due. */
function isStale({ state, validatedAt, nextCheckAt }: HealthFacts, now: number): boolean {
  const last = state === 'broken' ? nextCheckAt : validatedAt;
  return last !== null && now - Date.parse(last) > STALE_MS;
}
