import type { Settings } from '@/server/context';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How often a stack is looked for, by the time since the step was opened last (aws.md: new IAM roles take 2 to 30 s, a person in the
 * console takes minutes, and some come back after days). After the last line the looking stops: stalled.
 */
export const pollSchedule = [
  { until: 2 * MINUTE, every: 3 * SECOND },
  { until: 15 * MINUTE, every: 10 * SECOND },
  { until: HOUR, every: MINUTE },
  { until: DAY, every: 15 * MINUTE },
  { until: 14 * DAY, every: 6 * HOUR },
] as const;

type PollSettings = Pick<Settings, 'stackPollSeconds'>;

/** When to look next; null when nothing came for 14 days. `since`: when the step was opened last. */
export function nextPollAt(clock: { since: Date; now: Date }, settings: PollSettings): Date | null {
  const age = Math.max(0, clock.now.getTime() - clock.since.getTime());
  const line = pollSchedule.find(({ until }) => age < until);
  if (!line) return null;
  const every = line === pollSchedule[0] ? settings.stackPollSeconds * SECOND : line.every;
  return new Date(clock.now.getTime() + every);
}

/** The pace of now in words: "every 3 s". Null when nothing is looked for any more. */
export function paceAt(clock: { since: Date; now: Date }, settings: PollSettings): string | null {
  const next = nextPollAt(clock, settings);
  if (next === null) return null;
  const apart = next.getTime() - clock.now.getTime();
  if (apart < MINUTE) return `every ${apart / SECOND} s`;
  return apart === MINUTE
    ? 'every minute'
    : `every ${apart < HOUR ? `${apart / MINUTE} min` : `${apart / HOUR} h`}`;
}

export function firstPollAt(now: Date, settings: PollSettings): Date {
  return new Date(now.getTime() + settings.stackPollSeconds * SECOND);
}

/** An open step starts the fast phase over, but only when it is spent: pages ask every few seconds. */
export function isFastPhaseSpent(clock: { since: Date | null; now: Date }): boolean {
  if (clock.since === null) return true;
  return clock.now.getTime() - clock.since.getTime() >= pollSchedule[0].until;
}

/**
 * How often a stack is looked at whose update somebody began, or is about to: an update takes a minute, and who has read the steps may
 * need an hour. After the last line only the daily check looks.
 */
const updateSchedule = [
  { until: 5 * MINUTE, every: 5 * SECOND },
  { until: 30 * MINUTE, every: 30 * SECOND },
  { until: 4 * HOUR, every: 5 * MINUTE },
] as const;

/** A look for which AWS may not be asked now. */
export const UPDATE_LOOK_DELAYED_MS = 5 * SECOND;

/** When to look for an update next; null when it was looked for long enough. */
export function nextUpdateLookAt(clock: { since: Date; now: Date }, settings: PollSettings): Date | null {
  const age = Math.max(0, clock.now.getTime() - clock.since.getTime());
  const line = updateSchedule.find(({ until }) => age < until);
  if (!line) return null;
  const every = line === updateSchedule[0] ? settings.stackPollSeconds * SECOND : line.every;
  return new Date(clock.now.getTime() + every);
}

export function isUpdateFastPhaseSpent({ since, now }: { since: Date; now: Date }): boolean {
  return now.getTime() - since.getTime() >= updateSchedule[0].until;
}

/** A role that worked may still be rolled back with its stack: two successes that lie this far apart count as connected. */
export const PROOF_APART_MS = 20 * SECOND;

/** IAM forgets and finds a role again within seconds; gone for so long means gone. */
export const ROLE_GONE_MS = MINUTE;
