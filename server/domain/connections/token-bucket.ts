/** A bucket of tokens that fills by time; instants are milliseconds. */
export interface Bucket {
  /** Below 0 after more was spent than there was: whoever asks waits until it is paid back. */
  tokens: number;
  filledAt: number;
  /** 1 in fair weather; the filling is divided by it after AWS throttled. */
  slowdown: number;
  slowedAt: number | null;
}

/** Two seconds' worth may be taken at once, so that what gathers between two turns of a worker is not lost. */
const BURST_SECONDS = 2;
/** Many calls are on their way when AWS begins to throttle: together they slow down once. */
const SLOW_ONCE_MS = 5_000;
/** After each quiet minute the pace doubles again. */
const RECOVER_MS = 60_000;
const MOST_SLOWDOWN = 16;
/** A filling further ahead than any two clocks differ is of a clock that was set back. */
const CLOCK_MS = 60_000;

export function burstOf(perSecond: number): number {
  return Math.max(1, perSecond * BURST_SECONDS);
}

export function fullBucket(at: { now: number; perSecond: number }): Bucket {
  return { tokens: burstOf(at.perSecond), filledAt: at.now, slowdown: 1, slowedAt: null };
}

/** The bucket as it is now. A replica whose clock is behind fills nothing and takes nothing away. */
export function filled(bucket: Bucket, at: { now: number; perSecond: number }): Bucket {
  const filledAt = bucket.filledAt - at.now > CLOCK_MS ? at.now : bucket.filledAt;
  const elapsed = Math.max(0, at.now - filledAt);
  const tokens = Math.min(burstOf(at.perSecond), bucket.tokens + (elapsed / 1_000) * paceOf(bucket, at));
  return { ...bucket, tokens, filledAt: Math.max(filledAt, at.now) };
}

/** Tokens a second, of now. */
export function paceOf(bucket: Bucket, at: { now: number; perSecond: number }): number {
  return at.perSecond / slowdownNow(bucket, at.now);
}

/** AWS throttled: half the pace from now on, and nothing that was saved up. */
export function slowed(bucket: Bucket, now: number): Bucket {
  const isKnown = bucket.slowedAt !== null && now - bucket.slowedAt < SLOW_ONCE_MS && now >= bucket.slowedAt;
  if (isKnown) return bucket;
  const slowdown = Math.min(MOST_SLOWDOWN, slowdownNow(bucket, now) * 2);
  return { ...bucket, tokens: Math.min(bucket.tokens, 0), slowdown, slowedAt: now };
}

function slowdownNow({ slowdown, slowedAt }: Bucket, now: number): number {
  if (slowedAt === null) return 1;
  const quiet = Math.floor(Math.max(0, now - slowedAt) / RECOVER_MS);
  return Math.max(1, slowdown / 2 ** quiet);
}
