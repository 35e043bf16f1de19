import { createHash } from 'node:crypto';
import { type ExpressionBuilder, sql } from 'kysely';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { Tables } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { scopeOfInstallation } from './scope';

type Deps = Pick<Ctx, 'db' | 'now'>;

/** `waits`: after `free` attempts each further one must wait, in seconds, for as long as the list says; the last holds on. */
interface Growing {
  kind: 'growing';
  free: number;
  waits: readonly number[];
}

/** At most `limit` attempts in `seconds`, then none until the window ends. */
interface Window {
  kind: 'window';
  limit: number;
  seconds: number;
}

/**
 * What is counted. An account never waits longer than a minute and a refused attempt does not prolong the wait, so nobody can lock
 * its owner out. Guessing one password at one a minute is hopeless; guessing many accounts meets the address and the installation.
 */
const rules = {
  account: { kind: 'growing', free: 5, waits: [1, 2, 4, 8, 15, 30, 60] },
  address: { kind: 'window', limit: 60, seconds: 60 },
  installation: { kind: 'window', limit: 300, seconds: 60 },
  // Links that open nothing, counted apart from sign-ins: a dead page that is left open must make nobody wait.
  link: { kind: 'window', limit: 60, seconds: 60 },
  'link-overall': { kind: 'window', limit: 300, seconds: 60 },
  // Buckets that one hand-off link proposes.
  proposal: { kind: 'window', limit: 10, seconds: 3600 },
  // Looks that people of one end customer, or above it, ask for: each makes calls to AWS that all customers share.
  look: { kind: 'window', limit: 60, seconds: 60 },
  'mail-to': { kind: 'window', limit: 3, seconds: 3600 },
  'mail-overall': { kind: 'window', limit: 60, seconds: 60 },
} as const satisfies Record<string, Growing | Window>;

export type ThrottleRule = keyof typeof rules;

export interface Throttled {
  rule: ThrottleRule;
  /** Whose attempts: an email, an address, or nothing for the whole installation. */
  subject?: string;
}

/** Quiet for so long, an account's failures are forgotten. */
const forgottenAfterMs = 15 * 60_000;

/**
 * Counts one attempt against each rule and throws `throttled`, saying how long, when one of them is used up. Counting and judging
 * are one statement, so attempts at the same time cannot slip through together. The address "direct" stands for a peer that is not
 * known: then only the other rules hold.
 */
export async function throttle(deps: Deps, attempts: readonly Throttled[]): Promise<void> {
  const seconds = await countAttempts(deps, attempts);
  if (seconds > 0) throw tooMany(seconds);
}

/** Like throttle, but tells instead of throwing: for answers that must always be the same. */
export async function isThrottled(deps: Deps, attempts: readonly Throttled[]): Promise<boolean> {
  return (await countAttempts(deps, attempts)) > 0;
}

/** Forgets an account's failures after a right password. */
export async function forgive(tx: Tx, attempt: Throttled): Promise<void> {
  await tx.deleteFrom('throttles').where('key', '=', keyOf(attempt)).execute();
}

/** Removes what has no effect any more. */
export async function purgeThrottles(tx: Tx, now: Date): Promise<void> {
  const past = new Date(now.getTime() - 4 * forgottenAfterMs).toISOString();
  await tx.deleteFrom('throttles').where('expires_at', '<', past).execute();
}

/** Seconds that somebody must wait, 0 when every attempt may pass. The counts stay when it refuses, hence no exception inside. */
function countAttempts(deps: Deps, attempts: readonly Throttled[]): Promise<number> {
  const now = deps.now();
  return withScope({ db: deps.db, actor: { scope: scopeOfInstallation() } }, async (tx) => {
    let longest = 0;
    for (const attempt of attempts) {
      if (attempt.subject === 'direct') continue;
      const rule = rules[attempt.rule];
      const key = keyOf(attempt);
      const until =
        rule.kind === 'window'
          ? await takeWindow(tx, { key, rule, now })
          : await takeGrowing(tx, { key, rule, now });
      if (until !== null)
        longest = Math.max(longest, Math.ceil((Date.parse(until) - now.getTime()) / 1000), 1);
    }
    return longest;
  });
}

type Existing = ExpressionBuilder<Tables, 'throttles'>;

/** The end of the window when its limit is passed, else null. */
async function takeWindow(tx: Tx, take: { key: string; rule: Window; now: Date }): Promise<string | null> {
  const at = take.now.toISOString();
  const end = later(take.now, take.rule.seconds);
  const over = (eb: Existing) => eb('throttles.expires_at', '<=', at);
  const row = await tx
    .insertInto('throttles')
    .values({ key: take.key, points: 1, expires_at: end })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        points: (eb) =>
          eb
            .case()
            .when(over(eb))
            .then(1)
            .else(eb('throttles.points', '+', 1))
            .end(),
        expires_at: (eb) => eb.case().when(over(eb)).then(end).else(eb.ref('throttles.expires_at')).end(),
      }),
    )
    .returning(['points', 'expires_at'])
    .executeTakeFirstOrThrow();
  return row.points > take.rule.limit ? row.expires_at : null;
}

/** The end of the wait when one is on, else null; the row then holds the wait before the next attempt. */
async function takeGrowing(tx: Tx, take: { key: string; rule: Growing; now: Date }): Promise<string | null> {
  const { key, rule, now } = take;
  const at = now.toISOString();
  const forgotten = new Date(now.getTime() - forgottenAfterMs).toISOString();
  const taken = await tx
    .insertInto('throttles')
    .values({ key, points: 1, expires_at: at })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          points: (eb) =>
            eb
              .case()
              .when('throttles.expires_at', '<=', forgotten)
              .then(1)
              .else(eb('throttles.points', '+', 1))
              .end(),
          expires_at: nextWait(rule, { now, forgotten }),
        })
        .where('throttles.expires_at', '<=', at),
    )
    .returning('points')
    .executeTakeFirst();
  if (taken) return null;
  const row = await tx.selectFrom('throttles').select('expires_at').where('key', '=', key).executeTakeFirst();
  return row?.expires_at ?? null;
}

/** The wait that the next attempt meets, chosen in SQL by how many there were before this one. */
function nextWait(rule: Growing, at: { now: Date; forgotten: string }) {
  const last = later(at.now, rule.waits.at(-1) ?? 0);
  const steps = rule.waits.map((wait, index) => {
    return sql`when throttles.points < ${rule.free + index} then ${later(at.now, wait)}`;
  });
  return sql<string>`case
    when throttles.expires_at <= ${at.forgotten} or throttles.points + 1 < ${rule.free} then ${at.now.toISOString()}
    ${sql.join(steps, sql` `)} else ${last} end`;
}

function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}

/** Subjects are hashed: an email that somebody typed is not worth keeping. */
function keyOf({ rule, subject = '' }: Throttled): string {
  return `${rule}:${createHash('sha256').update(subject.toLowerCase()).digest('base64url')}`;
}

function tooMany(seconds: number): AppError {
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  return new AppError('throttled', { happened: 'Too many attempts.', todo: `Try again in ${wait}.` });
}
