import { beforeEach, describe, expect, test } from 'vitest';
import { withScope } from '@/server/db/scope';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { type FakeAws, fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { disconnect } from './disconnect';
import { lookAtEnd } from './ended';
import { slowDown, spendTokens, takeToken } from './look-budget';
import { pollConnection } from './poll';
import { dueLooks, giveTurns } from './turns';

const perSecond = 2;
const burst = 4;

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let next = 0;
  beforeEach(async () => {
    aws = fakeAws();
    const settings = { assumeRolePerSecond: perSecond };
    world = await makeWorld(await open({ emptied: true }), { aws, settings });
  });
  const take = () => withScope(world.systemCtx(), (tx) => takeToken(tx, world.systemCtx()));
  const poll = (connectionId: string) => pollConnection(world.systemCtx(), { connectionId, due: true });
  const due = (most: number) =>
    withScope(world.systemCtx(), (tx) => dueLooks(tx, { ctx: world.systemCtx(), most }));
  const stacks = async (user: 'customerAdmin' | 'customerBAdmin', count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      next += 1;
      const target = { accountId: String(600_000_000_000 + next), bucket: 'acme-cur' };
      ids.push(await connectUpToStack(world.ctxFor(user), target));
      world.clock.advance(1);
    }
    return ids;
  };
  const turnsAsked = () => world.jobs.enqueued.filter(({ kind }) => kind === 'connection.turns').length;

  describe('the budget of looks', () => {
    test('holds for all who ask at once: twenty ask, as many pass as there are tokens', async () => {
      const passed = (await Promise.all(Array.from({ length: 20 }, take))).filter(Boolean).length;
      expect(passed).toBe(burst);
      world.clock.advance(1_000);
      expect((await Promise.all(Array.from({ length: 20 }, take))).filter(Boolean).length).toBe(perSecond);
    });

    test('what people spend is owed, and paid back before anybody passes', async () => {
      await spendTokens(world.systemCtx(), burst + perSecond);
      world.clock.advance(1_000);
      expect(await take()).toBe(false);
      world.clock.advance(500);
      expect(await take()).toBe(true);
    });

    test('AWS that throttles takes away what was saved up, and half of the pace', async () => {
      await slowDown(world.systemCtx());
      expect(await take()).toBe(false);
      world.clock.advance(1_000);
      expect([await take(), await take()]).toEqual([true, false]);
    });

    test('a throttled look slows the next ones down', async () => {
      const [one = ''] = await stacks('customerAdmin', 1);
      aws.account(String(600_000_000_000 + next)).weather = 'foul';
      world.clock.advance(3_000);
      await poll(one);
      expect(await take()).toBe(false);
    });

    test('so does one that asks whether a disconnected stack is gone, and it proves nothing', async () => {
      const [one = ''] = await stacks('customerAdmin', 1);
      const customer = world.ctxFor('customerAdmin');
      const { version } = await rowOf(customer, one);
      await disconnect(customer, { connectionId: one, version, data: 'keep' });
      aws.account(String(600_000_000_000 + next)).weather = 'foul';
      world.clock.advance(5 * 60_000);
      await lookAtEnd(world.systemCtx(), { connectionId: one });
      expect(await take()).toBe(false);
      expect(await rowOf(customer, one)).toMatchObject({ role_gone_at: null, polled_at: null });
    });
  });

  describe('turns', () => {
    test('one with many stacks has its second turn after everybody has had the first', async () => {
      const many = await stacks('customerAdmin', 6);
      const [few = ''] = await stacks('customerBAdmin', 1);
      world.clock.advance(3_000);
      expect(await due(3)).toEqual([many[0], few, many[1]]);
    });

    test('a look without a token stays due, is given its turn, and then asks AWS', async () => {
      const ids = await stacks('customerAdmin', burst + 1);
      const last = ids.at(-1) ?? '';
      world.clock.advance(3_000);
      for (const id of ids) await poll(id);
      expect(await rowOf(world.systemCtx(), last)).toMatchObject({ poll_begun: 0, look_granted_at: null });
      expect(turnsAsked()).toBe(1);
      expect(world.jobs.enqueued.at(-1)).toMatchObject({
        key: 'connection.turns',
        runAt: new Date(world.clock.now().getTime() + 1_000),
      });
      world.clock.advance(1_000);
      expect(await giveTurns(world.systemCtx())).toBe(1);
      expect(await due(10)).toEqual([]);
      expect(await poll(last)).toMatchObject({ state: 'awaiting_stack' });
      expect(await rowOf(world.systemCtx(), last)).toMatchObject({ poll_begun: 1, look_granted_at: null });
    });

    test('while others wait for a turn nobody takes a token past them', async () => {
      await stacks('customerAdmin', burst + 3);
      const [late = ''] = await stacks('customerBAdmin', 1);
      world.clock.advance(3_000);
      expect(await giveTurns(world.systemCtx())).toBe(burst);
      world.clock.advance(500);
      expect(await take()).toBe(false);
      // Its turn came with the first ones, however many wait of the other.
      expect((await rowOf(world.systemCtx(), late)).look_granted_at).not.toBeNull();
      world.clock.advance(2_000);
      await giveTurns(world.systemCtx());
      world.clock.advance(500);
      expect(await take()).toBe(true);
    });

    test('a turn that was lost with its worker is given again after a minute', async () => {
      const [id = ''] = await stacks('customerAdmin', 1);
      world.clock.advance(3_000);
      await giveTurns(world.systemCtx());
      world.clock.advance(59_000);
      expect(await due(10)).toEqual([]);
      world.clock.advance(1_000);
      expect(await due(10)).toEqual([id]);
    });

    test('an alarm that goes off too early is set again for the right time', async () => {
      const [id = ''] = await stacks('customerAdmin', 1);
      const { next_poll_at: at } = await rowOf(world.systemCtx(), id);
      expect(await poll(id)).toBeNull();
      expect(world.jobs.enqueued.at(-1)).toMatchObject({ key: `poll:${id}`, runAt: new Date(at ?? '') });
    });
  });
});
