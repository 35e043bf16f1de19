import { withScope } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { insertConnection } from '@/server/domain/connections/insert';
import { enqueuePoll } from '@/server/domain/connections/open-stack';
import { nextPollAt } from '@/server/domain/connections/schedule';
import { print } from './print';
import { type VirtualWorld, virtualWorld } from './virtual-world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Goals of P8, and how much longer the unluckiest end customer may wait than the one in the middle. */
const GOAL = { ratio: 1 / 15, seenWithinMs: 15 * SECOND, worstToMedian: 4 } as const;
/** What P8 is measured against: each pending stack is asked for every 30 s. */
const FIXED_MS = 30 * SECOND;
/** The default of ASSUME_ROLE_PER_SECOND. */
const PER_SECOND = 25;

interface Pending {
  tenant: number;
  /** How long ago its step was opened when the measurement begins; below 0: it is opened later. */
  age: number;
  /** When its stack is created, from the beginning; null: never. */
  changesAt: number | null;
}

/** Calls to AWS, how soon a change is seen, and fairness of the polling (P8), on virtual time. */
export async function benchPolling(): Promise<boolean> {
  let isMet = true;
  const say = (line: Parameters<typeof print>[0]) => {
    print(line);
    isMet &&= line.met;
  };
  say(await economy('mixed ages, even over 14 days', { pending: mixed(evenly), window: HOUR }));
  // How far the goal reaches: not what an installation looks like, but what one with a tenth below an hour would cost.
  const { ratio, calls, fixedPoller, ages } = await economy('a tenth below an hour', {
    pending: mixed(younger),
    window: HOUR / 2,
  });
  say({ id: 'P8', told: 'without a goal', ages, calls, fixedPoller, ratio, met: true });
  say(await fairness());
  return isMet;
}

/** A stack that nobody creates waits for 14 days, so those that wait are spread evenly over them. */
function evenly(random: () => number): number {
  return random() * 14 * DAY;
}

/** A console that has just begun: a hundredth below 15 minutes, a tenth below an hour, four tenths below a day. */
function younger(random: () => number): number {
  const kind = random();
  if (kind < 0.01) return random() * 15 * MINUTE;
  if (kind < 0.1) return 15 * MINUTE + random() * 45 * MINUTE;
  if (kind < 0.4) return HOUR + random() * 23 * HOUR;
  return DAY + random() * 13 * DAY;
}

const STACKS = 10_000;
const TENANTS = 2_500;

/** 10,000 that wait on and on, and one a minute that is opened and whose stack comes in the first five minutes. */
function mixed(ageOf: (random: () => number) => number): Pending[] {
  const random = seeded(7);
  const waiting = Array.from({ length: STACKS }, (_, index) => ({
    tenant: index % TENANTS,
    age: ageOf(random),
    changesAt: null,
  }));
  const arriving = Array.from({ length: 60 }, (_, index) => {
    const opened = index * MINUTE;
    return { tenant: (index * 37) % TENANTS, age: -opened, changesAt: opened + random() * 5 * MINUTE };
  });
  return [...waiting, ...arriving];
}

async function economy(ages: string, of: { pending: Pending[]; window: number }) {
  const { window } = of;
  const pending = of.pending.filter(({ age }) => -age < window - 5 * MINUTE);
  const began = performance.now();
  const { calls, looks, seen } = await measure({ pending, window });
  const fixed = pending.reduce((sum, { age, changesAt }) => {
    const until = changesAt === null ? window : Math.min(window, changesAt);
    return (
      sum + Math.floor((until - Math.max(0, -age)) / FIXED_MS) + (changesAt === null ? 0 : CALLS_OF_PROOF)
    );
  }, 0);
  const ratio = calls / fixed;
  const delays = seen.map(({ delay }) => delay).sort((a, b) => a - b);
  const p95 = at(delays, 0.95);
  return {
    id: 'P8',
    ages,
    stacks: pending.length,
    minutes: window / MINUTE,
    looks,
    calls,
    fixedPoller: fixed,
    ratio: Math.round(ratio * 10_000) / 10_000,
    goal: Math.round(GOAL.ratio * 10_000) / 10_000,
    changes: delays.length,
    unseen: pending.filter(({ changesAt }) => changesAt !== null).length - delays.length,
    seenAfterMs: { median: at(delays, 0.5), p95, most: delays.at(-1) ?? null },
    goalMs: GOAL.seenWithinMs,
    realMsPerLook: Math.round(((performance.now() - began) / looks) * 100) / 100,
    met: ratio <= GOAL.ratio && delays.length > 0 && p95 <= GOAL.seenWithinMs,
  };
}

/** What a look at a role that is there asks: who am I, both probes, the trust, the policies, the stack, the organization. */
const CALLS_OF_PROOF = 9;

const CROWD = 1_000;
const OTHERS = 50;

/** One end customer opens a thousand steps in the moment in which fifty others open one each. */
async function fairness() {
  const random = seeded(11);
  const others = Array.from({ length: OTHERS }, (_, index) => ({
    tenant: index + 1,
    age: 0,
    changesAt: random() * 5 * MINUTE,
  }));
  const crowd = Array.from({ length: CROWD }, () => ({
    tenant: 0,
    age: 0,
    changesAt: random() * 5 * MINUTE,
  }));
  const window = 15 * MINUTE;
  const alone = await measure({ pending: others, window });
  const both = await measure({ pending: [...crowd, ...others], window });
  const delaysOf = (run: typeof both, isWanted: (tenant: number) => boolean) =>
    run.seen.flatMap(({ tenant, delay }) => (isWanted(tenant) ? [delay] : [])).sort((a, b) => a - b);
  const beside = delaysOf(both, (tenant) => tenant !== 0);
  const undisturbed = delaysOf(alone, () => true);
  const crowded = delaysOf(both, (tenant) => tenant === 0);
  const worst = beside.at(-1) ?? Number.POSITIVE_INFINITY;
  const worstToMedian = worst / at(beside, 0.5);
  return {
    id: 'P8',
    fairness: `${CROWD} stacks of one end customer beside ${OTHERS} of others`,
    perSecond: PER_SECOND,
    callsPerSecond: Math.round((both.calls / (window / SECOND)) * 10) / 10,
    othersSeenAfterMs: { median: at(beside, 0.5), p95: at(beside, 0.95), worst },
    othersAloneMs: { median: at(undisturbed, 0.5), p95: at(undisturbed, 0.95), worst: undisturbed.at(-1) },
    crowdSeenAfterMs: {
      median: at(crowded, 0.5),
      p95: at(crowded, 0.95),
      worst: crowded.at(-1),
      seen: crowded.length,
    },
    worstToMedian: Math.round(worstToMedian * 100) / 100,
    goal: GOAL.worstToMedian,
    met:
      beside.length === OTHERS &&
      worstToMedian <= GOAL.worstToMedian &&
      at(beside, 0.95) <= GOAL.seenWithinMs,
  };
}

interface Measured {
  calls: number;
  looks: number;
  seen: { tenant: number; delay: number }[];
}

async function measure(of: { pending: Pending[]; window: number }): Promise<Measured> {
  const world = await virtualWorld({ assumeRolePerSecond: PER_SECOND });
  const start = world.clock.now().getTime();
  try {
    const stacks = await place(world, { pending: of.pending, start });
    const seen: Measured['seen'] = [];
    let looks = 0;
    await world.runUntil(start + of.window, async (connectionId) => {
      looks += 1;
      const stack = stacks.get(connectionId);
      const now = world.clock.now().getTime() - start;
      if (!stack || stack.changesAt === null || now < stack.changesAt) return;
      stacks.delete(connectionId);
      seen.push({ tenant: stack.tenant, delay: now - stack.changesAt });
    });
    return { calls: world.calls(), looks, seen };
  } finally {
    await world.close();
  }
}

/** Writes the connections as their steps left them, each somewhere in its present interval. */
async function place(
  world: VirtualWorld,
  of: { pending: Pending[]; start: number },
): Promise<Map<string, Pending>> {
  const { start } = of;
  const ctx = world.systemCtx();
  const random = seeded(3);
  const stacks = new Map<string, Pending>();
  await withScope(ctx, async (tx) => {
    const tenants = new Map<number, TenantRow>();
    for (const [index, stack] of of.pending.entries()) {
      const tenant = tenants.get(stack.tenant) ?? customer(world, stack.tenant);
      if (!tenants.has(stack.tenant)) {
        tenants.set(stack.tenant, tenant);
        await tx.insertInto('tenants').values(tenant).execute();
        await tx
          .insertInto('contracts')
          .values(await contractLike(tx, { world, tenant }))
          .execute();
      }
      const account_id = String(600_000_000_000 + index);
      const { id } = await insertConnection(tx, { ctx, tenant, purpose: 'reports', set: { account_id } });
      const since = new Date(start - stack.age);
      const next = stack.age < 0 ? since : within({ since, start, random });
      await tx
        .updateTable('connections')
        .set({
          state: 'awaiting_stack',
          bucket: 'acme-cur',
          stack_name: `stack-${index}`,
          role_name: `role-${index}`,
          policy_name: `policy-${index}`,
          attempt: 1,
          link_made_at: since.toISOString(),
          poll_since: since.toISOString(),
          next_poll_at: next.toISOString(),
        })
        .where('id', '=', id)
        .execute();
      await enqueuePoll(tx, { ctx, connectionId: id, at: next });
      stacks.set(id, stack);
      if (stack.changesAt !== null) world.changeAt(account_id, start + stack.changesAt);
    }
  });
  return stacks;
}

function within(of: { since: Date; start: number; random: () => number }): Date {
  const now = new Date(of.start);
  const next = nextPollAt({ since: of.since, now }, { stackPollSeconds: 3 }) ?? now;
  return new Date(of.start + of.random() * (next.getTime() - of.start));
}

function customer(world: VirtualWorld, index: number): TenantRow {
  const id = world.newId();
  const domain = `bench-${index}.example`;
  return { ...world.tenants.customerA1, id, tenant_id: id, domain, name: `Customer ${index}` };
}

async function contractLike(
  tx: Parameters<Parameters<typeof withScope>[1]>[0],
  of: { world: VirtualWorld; tenant: TenantRow },
) {
  const { world, tenant } = of;
  const model = await tx
    .selectFrom('contracts')
    .selectAll()
    .where('tenant_id', '=', world.tenants.customerA1.id)
    .executeTakeFirstOrThrow();
  return { ...model, id: world.newId(), tenant_id: tenant.id };
}

/** The value at a share of sorted values. */
function at(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

/** The same numbers in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixedUp = Math.imul(state ^ (state >>> 15), 1 | state);
    mixedUp = (mixedUp + Math.imul(mixedUp ^ (mixedUp >>> 7), 61 | mixedUp)) ^ mixedUp;
    return ((mixedUp ^ (mixedUp >>> 14)) >>> 0) / 2 ** 32;
  };
}
