import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { Aws } from '@/server/aws/port';
import type { Ctx, Settings } from '@/server/context';
import { openDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { pollConnection } from '@/server/domain/connections/poll';
import { sweepConnections } from '@/server/domain/connections/sweep';
import { giveTurns } from '@/server/domain/connections/turns';
import type { Jobs } from '@/server/jobs/queue';
import { fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';

/** What one look takes: a call to STS from another continent. Four run at once, as in the worker of one process. */
const LOOK_MS = 150;
const WORKERS = 4;
const SWEEP_MS = 60_000;

/** The real schedule, budget and database, with only the clock and AWS made up: nothing waits, time jumps to what is due next. */
export interface VirtualWorld extends World {
  /** All calls that AWS got. */
  calls(): number;
  /** From this instant on the account has its stack and its IAM role. */
  changeAt(accountId: string, at: number): void;
  /** Runs what is due until the instant; `onLook` after each look. */
  runUntil(end: number, onLook: (connectionId: string) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function virtualWorld(settings: Partial<Settings>): Promise<VirtualWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
  const database = openDatabase({ url: `sqlite:${folder}/bench.db` });
  await migrateToLatest(database);
  const queue = virtualQueue();
  const { aws, calls, changeAt } = virtualAws(() => world.clock.now().getTime());
  const world: World = await makeWorld(database, { aws, jobs: queue.jobs, settings });
  return {
    ...world,
    calls,
    changeAt,
    runUntil: (end, onLook) => run({ world, queue, end, onLook }),
    async close() {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function virtualAws(now: () => number) {
  const changes = new Map<string, number>();
  let count = 0;
  const fake = fakeAws();
  const aws: Aws = new Proxy<Aws>(fake, {
    get(target, name: keyof Aws) {
      const call = target[name] as (wanted: unknown) => Promise<unknown>; // every member of the port takes one argument
      return (wanted: unknown) => {
        if (name !== 'ownAccount') count += 1;
        return call.call(target, wanted);
      };
    },
  });
  const { assumeRole } = fake;
  fake.assumeRole = (call) => {
    if (now() < (changes.get(call.accountId) ?? Number.POSITIVE_INFINITY)) {
      return Promise.reject(new AwsTrouble('denied', { awsName: 'AccessDenied' }));
    }
    Object.assign(fake.account(call.accountId), { role: 'exact', stack: stackOf() });
    return assumeRole(call);
  };
  return {
    aws,
    calls: () => count,
    changeAt: (accountId: string, at: number) => void changes.set(accountId, at),
  };
}

interface Waiting {
  kind: string;
  connectionId: string | null;
  key: string;
  runAt: number;
}

/** Waiting jobs in the order of their time; one for each key, which an earlier time moves forward. */
function virtualQueue() {
  const heap: Waiting[] = [];
  const waiting = new Map<string, Waiting>();
  const jobs: Jobs = {
    async enqueue(_tx, kind, payload, options) {
      const runAt = options?.runAt?.getTime() ?? 0;
      const key = options?.key ?? kind;
      const known = waiting.get(key);
      if (known && known.runAt <= runAt) return;
      const job = { kind, key, runAt, connectionId: 'connectionId' in payload ? payload.connectionId : null };
      waiting.set(key, job);
      push(heap, job);
    },
  };
  const next = (): Waiting | undefined => {
    for (let job = pop(heap); job; job = pop(heap)) {
      if (waiting.get(job.key) !== job) continue; // moved forward since
      waiting.delete(job.key);
      return job;
    }
  };
  return { jobs, next };
}

async function run(of: {
  world: World;
  queue: ReturnType<typeof virtualQueue>;
  end: number;
  onLook: (connectionId: string) => Promise<void>;
}): Promise<void> {
  const { world, queue, end, onLook } = of;
  const ctx: Ctx = world.systemCtx();
  const free = Array<number>(WORKERS).fill(0);
  let sweepAt = world.clock.now().getTime();
  for (let job = queue.next(); job && job.runAt <= end; job = queue.next()) {
    const worker = free.indexOf(Math.min(...free));
    const start = Math.max(job.runAt, free[worker] ?? 0);
    for (; sweepAt <= start; sweepAt += SWEEP_MS) {
      world.clock.set(new Date(sweepAt).toISOString());
      await sweepConnections(world.systemCtx());
    }
    world.clock.set(new Date(start).toISOString());
    if (job.kind === 'connection.turns') await giveTurns(ctx);
    if (job.kind !== 'connection.poll' || job.connectionId === null) continue;
    const looked = await pollConnection(ctx, { connectionId: job.connectionId, due: true });
    if (looked === null) continue;
    free[worker] = start + LOOK_MS;
    await onLook(job.connectionId);
  }
}

function push(heap: Waiting[], job: Waiting): void {
  let at = heap.push(job) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (runAtOf(heap, parent) <= job.runAt) break;
    swap(heap, at, parent);
    at = parent;
  }
}

function pop(heap: Waiting[]): Waiting | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  heap[0] = last;
  for (let at = 0; ; ) {
    const left = 2 * at + 1;
    const least = runAtOf(heap, left + 1) < runAtOf(heap, left) ? left + 1 : left;
    if (runAtOf(heap, least) >= last.runAt) return first;
    swap(heap, at, least);
    at = least;
  }
}

function runAtOf(heap: Waiting[], at: number): number {
  return heap[at]?.runAt ?? Number.POSITIVE_INFINITY;
}

function swap(heap: Waiting[], one: number, two: number): void {
  const [a, b] = [heap[one], heap[two]];
  if (a) heap[two] = a;
  if (b) heap[one] = b;
}
