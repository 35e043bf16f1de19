import type { ConnectionState } from '@/lib/connection-states';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Every 30 min while AWS has yet to deliver or something broke, else daily; 5 min after a look that could not be taken. */
const waits: Partial<Record<ConnectionState, number>> = {
  role_verified: 30 * MINUTE,
  awaiting_report: 30 * MINUTE,
  broken: 30 * MINUTE,
};

/** `movedAt`: when it was moved to a bucket that could not be read yet; the stack is updated within days or not at all. */
export function nextValidationAt(after: {
  state: ConnectionState;
  now: Date;
  trouble: boolean;
  movedAt?: string | null;
}): Date {
  const { now, movedAt = null } = after;
  const isMoving = movedAt !== null && now.getTime() - Date.parse(movedAt) < 14 * DAY;
  const wait = after.trouble ? 5 * MINUTE : (waits[after.state] ?? (isMoving ? 30 * MINUTE : DAY));
  return new Date(after.now.getTime() + wait);
}

/** A validation that ran for so long died with its process: another one may begin. */
export const VALIDATION_LEASE_MS = 5 * MINUTE;

/** The longest that one look at a bucket may take. */
export const LOOK_BUDGET_MS = 3 * MINUTE;

/** The IAM role and the bucket together. What is under way then has a minute to end before another look may begin. */
export const WHOLE_LOOK_MS = VALIDATION_LEASE_MS - MINUTE;
