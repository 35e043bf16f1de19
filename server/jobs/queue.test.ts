import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Database } from '@/server/db/client';
import { eachDatabase } from '@/server/testing/databases';
import { firstWords, startProcess } from '@/server/testing/processes';
import { times } from '@/server/testing/scale';
import { silentLog } from '@/server/testing/stand-ins';
import { openQueue } from './open';
import type { EnqueueOptions, JobQueue, JobRun, QueueTimes } from './queue';

const JOBS = times({ test: 40, soak: 200 });
/** Real time: leases and retries are what is tested, and on Postgres the database's clock decides. */
const quick: Partial<QueueTimes> = { pollMs: 50, retryMs: 1_000, maxAttempts: 3 };
/** Milliseconds on an idle machine; the rest is room for a busy one. */
const soon = { timeout: 90_000 };
/** The lowest that pg-boss allows. */
const LEASE_MS = { sqlite: 600, postgres: 10_000 };

eachDatabase((open, dialect) => {
  let db: Database;
  const started: JobQueue[] = [];

  beforeAll(async () => {
    db = await open({ own: true });
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((queue) => queue.stop({ timeoutMs: 2_000 })));
    await forgetAll(db);
  });

  function queueOf(set: Partial<QueueTimes> = {}, on = db): JobQueue {
    const deps = { now: () => new Date(), newId: () => randomUUID(), log: silentLog };
    const queue = openQueue({ db: on, times: { ...quick, ...set }, ...deps });
    started.push(queue);
    return queue;
  }

  function enqueue(queue: JobQueue, mailId: string, options?: EnqueueOptions): Promise<void> {
    return db.kysely.transaction().execute((tx) => queue.enqueue(tx, 'mail.send', { mailId }, options));
  }

  /** A queue whose handler notes what it ran; `act` may throw or wait. */
  function noting(queue: JobQueue, act?: (mailId: string, run: JobRun) => Promise<void>) {
    const seen: { mailId: string; attempt: number; at: number }[] = [];
    queue.work('mail.send', async ({ mailId }, run) => {
      seen.push({ mailId, attempt: run.attempt, at: Date.now() });
      await act?.(mailId, run);
    });
    return seen;
  }

  it('a crowd of long checks leaves places for what is short', async () => {
    const queue = queueOf({ concurrency: 4 });
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let checks = 0;
    queue.work('connection.validate', async () => {
      checks += 1;
      await ended;
    });
    const seen = noting(queue);
    await db.kysely.transaction().execute(async (tx) => {
      for (let count = 0; count < 20; count += 1) {
        await queue.enqueue(
          tx,
          'connection.validate',
          { connectionId: `c${count}` },
          { key: `check:${count}` },
        );
      }
    });
    await queue.start();
    await expect.poll(() => checks, soon).toBeGreaterThanOrEqual(2);
    await enqueue(queue, 'short');
    await expect.poll(() => seen.length, soon).toBe(1);
    expect(checks).toBeLessThanOrEqual(4);
    end();
    await expect.poll(() => checks, soon).toBe(20);
  });

  it(`runs each of ${JOBS} jobs exactly once under three workers`, async () => {
    const wanted = Array.from({ length: JOBS }, (_, n) => `mail-${n}`);
    const queues = [queueOf(), queueOf(), queueOf()];
    const seen = queues.map((queue) => noting(queue));
    await db.kysely.transaction().execute(async (tx) => {
      for (const mailId of wanted) await queues[0]?.enqueue(tx, 'mail.send', { mailId });
    });
    await Promise.all(queues.map((queue) => queue.start()));
    await expect.poll(() => seen.flat().length, soon).toBe(JOBS);
    await Promise.all(queues.map((queue) => queue.stop({ timeoutMs: 5_000 })));
    expect(
      seen
        .flat()
        .map((job) => job.mailId)
        .sort(),
    ).toEqual(wanted.sort());
  }, 180_000);

  it('leaves no job of a transaction that is rolled back', async () => {
    const queue = queueOf();
    const seen = noting(queue);
    await queue.start();
    const failing = db.kysely.transaction().execute(async (tx) => {
      await queue.enqueue(tx, 'mail.send', { mailId: 'never' });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await enqueue(queue, 'after');
    await expect.poll(() => seen.length, soon).toBe(1);
    expect(seen[0]?.mailId).toBe('after');
  }, 180_000);

  it('keeps one waiting job for a key', async () => {
    const queue = queueOf();
    const seen = noting(queue);
    for (const mailId of ['first', 'second', 'third']) await enqueue(queue, mailId, { key: 'same' });
    await enqueue(queue, 'other', { key: 'other' });
    await queue.start();
    await expect.poll(() => seen.length, soon).toBe(2);
    await queue.stop({ timeoutMs: 5_000 });
    expect(seen.map((job) => job.mailId).sort()).toEqual(['first', 'other']);
  }, 180_000);

  it('keeps one waiting job when 20 transactions enqueue a key at once', async () => {
    const queue = queueOf();
    const seen = noting(queue);
    await Promise.all(Array.from({ length: 20 }, (_, n) => enqueue(queue, `mail-${n}`, { key: 'race' })));
    await queue.start();
    await enqueue(queue, 'last', { runAt: new Date(Date.now() + 500) });
    await expect.poll(() => seen.some((job) => job.mailId === 'last'), soon).toBe(true);
    expect(seen).toHaveLength(2);
  }, 180_000);

  it('adds a job for a key whose job is already running', async () => {
    const queue = queueOf();
    const gate = Promise.withResolvers<void>();
    const seen = noting(queue, (mailId) => (mailId === 'first' ? gate.promise : Promise.resolve()));
    await enqueue(queue, 'first', { key: 'same' });
    await queue.start();
    await expect.poll(() => seen.length, soon).toBe(1);
    await enqueue(queue, 'second', { key: 'same' });
    await expect.poll(() => seen.length, soon).toBe(2);
    gate.resolve();
  }, 180_000);

  it('waits for the time of a job, and moves a waiting one forward but never back', async () => {
    const queue = queueOf();
    const seen = noting(queue);
    const inAnHour = new Date(Date.now() + 3_600_000);
    await enqueue(queue, 'later', { runAt: inAnHour, key: 'a' });
    await enqueue(queue, 'soon', { runAt: new Date(Date.now() - 1_000), key: 'b' });
    await queue.start();
    await expect.poll(() => seen.length, soon).toBe(1);
    await enqueue(queue, 'pulled', { runAt: new Date(), key: 'a' });
    await enqueue(queue, 'pushed', { runAt: inAnHour, key: 'a' });
    await expect.poll(() => seen.length, soon).toBe(2);
    expect(seen.map((job) => job.mailId)).toEqual(['soon', 'later']);
  }, 180_000);

  it('makes a timed job once, also after it has run', async () => {
    const queue = queueOf();
    const seen = noting(queue);
    await queue.start();
    await enqueue(queue, 'slot', { key: 'sweep@1', once: true });
    await expect.poll(() => seen.length, soon).toBe(1);
    await enqueue(queue, 'slot', { key: 'sweep@1', once: true });
    await enqueue(queue, 'end');
    await expect.poll(() => seen.length, soon).toBe(2);
    expect(seen.map((job) => job.mailId)).toEqual(['slot', 'end']);
  }, 180_000);

  it('tries a failing job again, later each time, and gives up after the last attempt', async () => {
    const queue = queueOf();
    const finals: boolean[] = [];
    const seen = noting(queue, (_, run) => {
      finals.push(run.final);
      throw new Error('no luck');
    });
    await enqueue(queue, 'failing');
    await queue.start();
    await expect.poll(() => seen.length, soon).toBe(3);
    await enqueue(queue, 'next', { runAt: new Date(Date.now() + 1_500) });
    await expect.poll(() => seen.some((job) => job.mailId === 'next'), soon).toBe(true);
    const failing = seen.filter((job) => job.mailId === 'failing');
    expect(failing.map((job) => job.attempt)).toEqual([1, 2, 3]);
    expect(finals.slice(0, 3)).toEqual([false, false, true]);
    const [first, second, third] = failing.map((job) => job.at);
    // pg-boss jitters its waits between half and the whole.
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(400);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(900);
  }, 180_000);

  it("runs a killed process's job again within a minute", async () => {
    const leaseMs = LEASE_MS[dialect];
    const queue = queueOf({ leaseMs });
    const taken = new Promise<number>((resolve) => {
      queue.work('housekeeping', async () => resolve(Date.now()));
    });
    await db.kysely.transaction().execute((tx) => queue.enqueue(tx, 'housekeeping', {}));
    const child = startProcess('./job-process.ts', [db.url, String(leaseMs)]);
    try {
      await firstWords(child);
    } finally {
      child.kill('SIGKILL');
    }
    const killedAt = Date.now();
    await queue.start();
    expect((await taken) - killedAt).toBeLessThan(60_000);
  }, 180_000);

  it('stops only when what runs has ended', async () => {
    const queue = queueOf();
    let ended = false;
    const seen = noting(queue, async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      ended = true;
    });
    await enqueue(queue, 'slow');
    await queue.start();
    await expect.poll(() => seen.length, soon).toBe(1);
    await queue.stop({ timeoutMs: 15_000 });
    expect(ended).toBe(true);
    await enqueue(queue, 'unseen');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seen).toHaveLength(1);
  }, 180_000);

  it('gives back what does not end in time, so that another worker runs it', async () => {
    const stuck = queueOf();
    const seen = noting(stuck, () => new Promise(() => undefined));
    await enqueue(stuck, 'stuck');
    await stuck.start();
    await expect.poll(() => seen.length, soon).toBe(1);
    await stuck.stop({ timeoutMs: 1_000 });
    const other = queueOf();
    const again = noting(other);
    await other.start();
    await expect.poll(() => again.length, soon).toBe(1);
  }, 180_000);
});

function forgetAll(db: Database) {
  return sql.raw(db.dialect === 'sqlite' ? 'delete from jobs' : 'delete from pgboss.job').execute(db.kysely);
}
