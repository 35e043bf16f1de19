import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectionState } from '@/lib/connection-states';
import { withScope } from '@/server/db/scope';
import type { ConnectionPurpose, ConnectionRow, TenantRow } from '@/server/db/tables';
import { connectUpToStack, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { fakeAws } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { VALIDATION_LEASE_MS } from '../reports/timing';
import { getConnection } from './get';
import { insertConnection } from './insert';
import { slowDown } from './look-budget';
import { pollConnection } from './poll';
import { pollStack } from './poll-stack';
import { sweepConnections } from './sweep';

const DAY = 24 * 60 * 60_000;

eachDatabase((open) => {
  let world: World;
  beforeEach(async () => {
    // The sweep looks at the whole installation.
    world = await makeWorld(await open({ emptied: true }), {
      aws: fakeAws(),
      settings: { assumeRolePerSecond: 25 },
    });
  });

  describe('the sweep of each minute', () => {
    const due = () => world.clock.now().toISOString();
    const later = () => new Date(world.clock.now().getTime() + 1).toISOString();

    const place = (
      state: ConnectionState,
      more: { purpose?: ConnectionPurpose; tenant?: TenantRow } & Pick<
        Partial<ConnectionRow>,
        'next_poll_at' | 'next_validation_at' | 'validating_since'
      >,
    ): Promise<string> =>
      withScope(world.systemCtx(), async (tx) => {
        const { purpose = 'reports', tenant = world.tenants.customerA1, ...times } = more;
        const { id } = await insertConnection(tx, { ctx: world.systemCtx(), tenant, purpose });
        await tx
          .updateTable('connections')
          .set({ state, ...times })
          .where('id', '=', id)
          .execute();
        return id;
      });

    async function swept(): Promise<{ count: number; jobs: [string, unknown][] }> {
      const before = world.jobs.enqueued.length;
      const count = await sweepConnections(world.systemCtx());
      return { count, jobs: world.jobs.enqueued.slice(before).map(({ kind, payload }) => [kind, payload]) };
    }

    test('gives each its kind of job once its time has come', async () => {
      const stack = await place('awaiting_stack', { next_poll_at: due() });
      const report = await place('complete', { next_validation_at: due() });
      const insights = await place('role_verified', { purpose: 'insights', next_validation_at: due() });
      const { count, jobs } = await swept();
      expect(count).toBe(3);
      expect(jobs).toEqual(
        expect.arrayContaining([
          ['connection.poll', { connectionId: stack }],
          ['connection.validate', { connectionId: report }],
          ['insights.check', { connectionId: insights }],
        ]),
      );
      expect(jobs).toHaveLength(3);
    });

    test('leaves alone what is not due yet, and what nobody looks for', async () => {
      await place('awaiting_stack', { next_poll_at: later() });
      await place('awaiting_stack', { next_poll_at: null });
      await place('report_valid', { next_validation_at: later() });
      for (const state of ['draft', 'paused', 'unsupported'] as const) {
        await place(state, { next_poll_at: due(), next_validation_at: due() });
      }
      await place('disconnected', { next_poll_at: null, next_validation_at: due() });
      expect(await swept()).toEqual({ count: 0, jobs: [] });
    });

    test('leaves alone a check that runs, until it must have died', async () => {
      const began = world.clock.now().toISOString();
      const id = await place('complete', { next_validation_at: due(), validating_since: began });
      expect((await swept()).jobs).toEqual([]);
      world.clock.advance(VALIDATION_LEASE_MS);
      expect((await swept()).jobs).toEqual([['connection.validate', { connectionId: id }]]);
    });

    test('catches up by minutes at half the pace of the budget, spread over each, and one with hundreds delays nobody', async () => {
      for (let count = 0; count < 160; count += 1) await place('complete', { next_validation_at: due() });
      world.clock.advance(1_000);
      const other = await place('complete', {
        tenant: world.tenants.customerB1,
        next_validation_at: due(),
      });
      const before = world.jobs.enqueued.length;
      expect(await sweepConnections(world.systemCtx())).toBe(150);
      const jobs = world.jobs.enqueued.slice(before);
      const start = world.clock.now().getTime();
      const starts = jobs.map(({ runAt }) => (runAt?.getTime() ?? 0) - start);
      expect(Math.max(...starts)).toBe(149 * 400);
      expect(new Set(starts).size).toBe(150);
      expect(jobs.slice(0, 2).map(({ payload }) => payload)).toContainEqual({ connectionId: other });

      // AWS throttled: half of it.
      await slowDown(world.systemCtx());
      expect(await sweepConnections(world.systemCtx())).toBe(75);
    });

    test('finds again what lost its alarm, and sets one alarm for each connection', async () => {
      const id = await place('broken', { next_validation_at: due() });
      world.clock.advance(DAY);
      expect((await swept()).jobs).toEqual([['connection.validate', { connectionId: id }]]);
      expect(world.jobs.enqueued.at(-1)).toMatchObject({ key: `check:${id}`, runAt: world.clock.now() });
    });
  });

  test('after 14 days without a stack nothing is looked for, until somebody opens the step', async () => {
    const ctx = world.ctxFor('customerAdmin');
    const connectionId = await connectUpToStack(ctx, { accountId: '600000000001', bucket: 'acme-cur' });
    const poll = () => pollConnection(world.systemCtx(), { connectionId, due: true });
    world.clock.advance(14 * DAY - 1);
    await poll();
    expect((await rowOf(ctx, connectionId)).next_poll_at).not.toBeNull();
    world.clock.advance(6 * 60 * 60_000);
    await poll();
    const stalled = await getConnection(ctx, { connectionId });
    expect(stalled.stack).toMatchObject({ patience: { phase: 'stalled' }, pace: null, nextPollAt: null });
    expect(stalled.timeline[0]?.kind).toBe('stalled');
    world.clock.advance(DAY);
    expect([await poll(), await sweepConnections(world.systemCtx())]).toEqual([null, 0]);
    await pollStack(ctx, { connectionId });
    expect(await rowOf(ctx, connectionId)).toMatchObject({
      next_poll_at: world.clock.now().toISOString(),
      poll_since: world.clock.now().toISOString(),
    });
    expect(await sweepConnections(world.systemCtx())).toBe(1);
  });
});
