import { createHash } from 'node:crypto';
import type { ConnectionState } from '@/lib/connection-states';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every 30 min while AWS has yet to deliver or something broke, else daily at its own time; 5 min after a look that could not be taken. */
const waits: Partial<Record<ConnectionState, number>> = {
  role_verified: 30 * MINUTE,
  awaiting_report: 30 * MINUTE,
  broken: 30 * MINUTE,
};

/** `id`: of the connection. `movedAt`: to a bucket that could not be read yet; the stack is updated within days or not at all. */
export function nextValidationAt(after: {
  id: string;
  state: ConnectionState;
  now: Date;
  trouble: boolean;
  movedAt?: string | null;
}): Date {
  const { id, state, now, trouble, movedAt = null } = after;
  const isMoving = movedAt !== null && now.getTime() - Date.parse(movedAt) < 14 * DAY;
  const wait = trouble ? 5 * MINUTE : (waits[state] ?? (isMoving ? 30 * MINUTE : null));
  return wait === null ? dailyAt({ id, now }) : new Date(now.getTime() + wait);
}

/**
 * The next time of day that is a connection's own, an hour away or more: steady, and spread over the day by its id, so that what was
 * connected, refreshed or caught up together is not checked together for ever. Never more than 25 h away.
 */
export function dailyAt({ id, now }: { id: string; now: Date }): Date {
  const share = createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32;
  const own = Math.floor(share * DAY);
  const earliest = now.getTime() + HOUR;
  return new Date(own + Math.ceil((earliest - own) / DAY) * DAY);
}

/** A validation that ran for so long died with its process: another one may begin. */
export const VALIDATION_LEASE_MS = 5 * MINUTE;

/** The longest that one look at a bucket may take. */
export const LOOK_BUDGET_MS = 3 * MINUTE;

/** The IAM role and the bucket together. What is under way then has a minute to end before another look may begin. */
export const WHOLE_LOOK_MS = VALIDATION_LEASE_MS - MINUTE;
