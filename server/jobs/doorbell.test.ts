import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { connectUpToStack, copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeDoorbell, notificationOf, queueUrl, requestOf, topicArn } from '@/server/testing/doorbell';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { startDoorbell } from './doorbell';

eachDatabase((open) => {
  let world: World;
  let template: ConnectionRow;
  let connection: ConnectionRow;
  let bell: ReturnType<typeof fakeDoorbell>;
  const ears: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    world = await makeWorld(await open(), { aws: fakeAws(), settings: { doorbell: { topicArn, queueUrl } } });
    const id = await connectUpToStack(world.ctxFor('customerAdmin'), {
      accountId: '720000000001',
      bucket: 'acme-cur',
    });
    template = await rowOf(world.systemCtx(), id);
  });
  beforeEach(async () => {
    bell = fakeDoorbell();
    connection = await copyConnection(world.systemCtx(), template);
    world.jobs.enqueued.length = 0;
  });
  afterEach(async () => {
    for (const ear of ears.splice(0)) await ear.stop();
  });
  const ctx = () => {
    const made = world.systemCtx();
    return { ...made, aws: { ...made.aws, ...bell } };
  };
  const listen = (newCtx = ctx) => {
    ears.push(startDoorbell(newCtx, { firstWaitMs: 5 }));
  };
  const rows = () =>
    withScope(ctx(), (tx) =>
      tx
        .selectFrom('messages')
        .select(['id', 'set_aside'])
        .where('connection_id', '=', connection.id)
        .execute(),
    );
  const removed = (count: number) => vi.waitFor(() => expect(bell.waiting.removed).toHaveLength(count));

  test('what rings is written down, enqueued and leaves the queue', async () => {
    listen();
    bell.waiting.send(notificationOf(requestOf(connection)), 'ding');
    await removed(2);
    expect(await rows()).toHaveLength(1);
    expect(world.jobs.enqueued.filter(({ kind }) => kind === 'doorbell.answer')).toHaveLength(1);
    expect(bell.waiting.taken).toEqual([]);
  });

  test('three readers of one queue write 60 messages down once each', async () => {
    const bodies = Array.from({ length: 20 }, () => notificationOf(requestOf(connection)));
    bell.waiting.send(...bodies, ...bodies, ...bodies);
    for (let ear = 0; ear < 3; ear += 1) listen();
    await removed(60);
    expect(await rows()).toHaveLength(20);
  });

  test('what cannot be written down goes back, and is taken when the database is there again', async () => {
    let broken = true;
    listen(() => {
      const made = ctx();
      return broken ? { ...made, db: { ...made.db, kysely: downDatabase } } : made;
    });
    bell.waiting.send(notificationOf(requestOf(connection)));
    await vi.waitFor(() => expect(bell.waiting.putBacks.length).toBeGreaterThan(0));
    expect(bell.waiting.removed).toEqual([]);
    expect(bell.waiting.putBacks[0]?.seconds).toBe(5);
    broken = false;
    await removed(1);
    expect(await rows()).toHaveLength(1);
  });
  const downDatabase = new Proxy({} as World['database']['kysely'], {
    get() {
      throw new Error('the database is down');
    },
  });

  describe('when the queue does not answer', () => {
    test('it is asked again, more and more seldom, and heard when it does', async () => {
      let refusals = 4;
      const at: number[] = [];
      const { receive } = bell.waiting;
      bell.waiting.receive = async (signal) => {
        at.push(performance.now());
        refusals -= 1;
        if (refusals >= 0) throw new Error('AccessDenied');
        return receive(signal);
      };
      listen();
      bell.waiting.send(notificationOf(requestOf(connection)));
      await removed(1);
      const gaps = at.slice(1, 5).map((one, index) => one - (at[index] ?? 0));
      expect(gaps[3] ?? 0).toBeGreaterThan((gaps[0] ?? 0) * 2);
    });

    test('nothing, at once, is not asked for in a circle', async () => {
      let asked = 0;
      bell.waiting.receive = async () => {
        asked += 1;
        return [];
      };
      ears.push(startDoorbell(ctx, { firstWaitMs: 50 }));
      await new Promise((resolve) => setTimeout(resolve, 220));
      expect(asked).toBeGreaterThan(1);
      expect(asked).toBeLessThanOrEqual(5);
    });

    test('it stops at once, also while it waits', async () => {
      bell.waiting.receive = async () => {
        throw new Error('AccessDenied');
      };
      const ear = startDoorbell(ctx, { firstWaitMs: 60_000 });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const begun = performance.now();
      await ear.stop();
      expect(performance.now() - begun).toBeLessThan(1_000);
    });
  });

  test('it stops at once while nobody rings, and takes nothing more', async () => {
    const ear = startDoorbell(ctx);
    await ear.stop();
    bell.waiting.send(notificationOf(requestOf(connection)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(bell.waiting.removed).toEqual([]);
  });

  test('where the operator has no doorbell nothing is asked', async () => {
    const quiet = () => ({
      ...world.systemCtx(),
      settings: { ...world.systemCtx().settings, doorbell: null },
    });
    await startDoorbell(quiet).stop();
  });
});
