import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { usualCauses } from '@/lib/stack-reasons';
import type { ConnectionRow } from '@/server/db/tables';
import { connectUpToStack, copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import {
  fakeDoorbell,
  notificationOf,
  queueUrl,
  requestOf,
  stackIdOf,
  topicArn,
} from '@/server/testing/doorbell';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { takeMessage } from '../doorbell/take';
import { pollConnection } from './poll';
import { pollStack } from './poll-stack';
import { tryAgain } from './try-again';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let template: ConnectionRow;
  let connection: ConnectionRow;
  beforeAll(async () => {
    aws = Object.assign(fakeAws(), fakeDoorbell());
    world = await makeWorld(await open(), { aws, settings: { doorbell: { topicArn, queueUrl } } });
    const id = await connectUpToStack(customer(), { accountId: '710000000001', bucket: 'acme-cur' });
    template = await rowOf(customer(), id);
  });
  beforeEach(async () => {
    world.clock.set(template.link_made_at ?? '');
    connection = await copyConnection(world.systemCtx(), template);
  });
  const customer = () => world.ctxFor('customerAdmin');
  const account = () => aws.account(connection.account_id ?? '');
  const poll = () => pollConnection(world.systemCtx(), { connectionId: connection.id, due: false });
  /** As somebody sees it whose look starts nothing over. */
  const stack = async () =>
    (await pollStack(world.ctxFor('customerViewer'), { connectionId: connection.id })).stack;
  const causesOf = ({ causes }: Awaited<ReturnType<typeof stack>>) => causes.map(({ cause }) => cause);
  let rung = 0;
  const ring = (changes: Parameters<typeof requestOf>[1]) => {
    rung += 1;
    const body = notificationOf(requestOf(connection, changes));
    return takeMessage(world.systemCtx(), { id: `sqs-${rung}`, body, receipt: 'r' });
  };

  describe('while nothing comes', () => {
    test('the usual causes stand there after two minutes, in their order, and the pace is told', async () => {
      expect(await stack()).toMatchObject({ pace: 'every 3 s', patience: { phase: 'normal' }, causes: [] });
      world.clock.advance(2 * MINUTE - 1);
      expect(causesOf(await stack())).toEqual([]);
      world.clock.advance(1);
      const seen = await stack();
      expect(seen).toMatchObject({ pace: 'every 10 s', patience: { phase: 'long' }, why: null });
      expect(causesOf(seen)).toEqual(usualCauses);
      world.clock.advance(HOUR);
      expect(await stack()).toMatchObject({ pace: 'every 15 min', patience: { title: /hour/ } });
    });

    test('a sign of the IAM role ends that', async () => {
      world.clock.advance(5 * MINUTE);
      Object.assign(account(), { role: 'exact', stack: stackOf('CREATE_IN_PROGRESS') });
      await poll();
      expect(await stack()).toMatchObject({ patience: { phase: 'normal' }, causes: [] });
      world.clock.advance(5 * MINUTE);
      const seen = await stack();
      expect(seen.patience?.title).toBe('The stack takes longer than usual.');
      expect(seen).toMatchObject({ causes: [], events: expect.stringContaining('stackId=') });
    });

    test('a stack that rang and was refused says why at once; the next one that is not ends that', async () => {
      await ring({ StackId: stackIdOf({ ...connection, account_id: '123456789012' }) });
      expect(await stack()).toMatchObject({
        why: { cause: { cause: 'wrong_account' }, title: expect.stringContaining('another account') },
      });
      expect((await rowOf(customer(), connection.id)).state).toBe('awaiting_stack');
      world.clock.advance(1_000);
      await ring({ ResourceProperties: { RoleName: 'x' } });
      expect((await stack()).why?.title).toContain('RoleName');
      world.clock.advance(1_000);
      await ring({});
      expect((await stack()).why).toBeNull();
    });

    test('what rang for an attempt before counts for this one no more', async () => {
      await ring({ StackId: stackIdOf({ ...connection, account_id: '123456789012' }) });
      world.clock.advance(1_000);
      await tryAgain(customer(), { connectionId: connection.id, version: connection.version });
      expect((await stack()).why).toBeNull();
    });
  });

  describe('after a failure', () => {
    const failWith = async (reason: string) => {
      Object.assign(account(), { role: 'exact', stack: stackOf('ROLLBACK_COMPLETE', reason) });
      await poll();
      return stack();
    };

    test('a known reason comes first, in words, with what to do and as AWS wrote it', async () => {
      const denied = 'User: kim is not authorized to perform: iam:CreatePolicy on resource: x';
      const seen = await failWith(denied);
      expect(seen.why).toMatchObject({
        title: 'The stack failed. Your AWS user may not call iam:CreatePolicy.',
        cause: { cause: 'not_allowed', link: { href: expect.stringContaining('/iam/home') } },
        aws: denied,
      });
      expect(seen.causes).toEqual([]);
    });

    test('a text that nobody foresaw is shown as AWS wrote it, bounded, with the usual causes', async () => {
      const seen = await failWith(`Something <b>new</b>\u202e ${'x'.repeat(9_000)}`);
      expect(seen.why).toMatchObject({ title: 'The stack failed.', cause: null });
      expect(seen.why?.aws).toMatch(/^Something <b>new<\/b> x+…$/);
      expect(causesOf(seen)).toEqual(usualCauses);
      expect((await rowOf(customer(), connection.id)).stack_reason?.length).toBeLessThanOrEqual(600);
    });

    test('an IAM role that went away leaves the usual causes', async () => {
      Object.assign(account(), { role: 'exact', stack: stackOf('CREATE_IN_PROGRESS') });
      await poll();
      account().role = 'none';
      world.clock.advance(MINUTE);
      await poll();
      const seen = await stack();
      expect(seen.why).toMatchObject({ title: expect.stringContaining('is gone'), cause: null, aws: null });
      expect(causesOf(seen)).toEqual(usualCauses);
    });

    test('the first part that failed by itself tells the reason, not those that were cancelled', async () => {
      const event = (resource: string, status: string, reason: string | null) => ({
        id: resource,
        resource,
        status,
        reason,
        at: '',
      });
      const events = [
        event('s', 'CREATE_IN_PROGRESS', 'User Initiated'),
        event('Role', 'CREATE_FAILED', 'Resource creation cancelled'),
        event(
          'Policy',
          'CREATE_FAILED',
          'A policy called p already exists. Duplicate names are not allowed.',
        ),
      ];
      Object.assign(account(), { role: 'exact', stack: { ...stackOf('ROLLBACK_COMPLETE'), events } });
      await poll();
      expect((await stack()).why?.title).toBe('The stack failed. The name p exists already.');
    });

    test('a stack that was deleted on its way is called so', async () => {
      Object.assign(account(), { role: 'exact', stack: stackOf('DELETE_IN_PROGRESS') });
      await poll();
      expect((await stack()).why).toMatchObject({ title: 'The stack was deleted.', aws: null });
    });
  });

  test('a stack that stands is shown with its status and when it was looked at; before there is nothing of that', async () => {
    expect((await stack()).standing).toBeNull();
    const updatedAt = '2026-11-20T10:00:00.000Z';
    Object.assign(account(), { role: 'exact', stack: { ...stackOf('UPDATE_COMPLETE'), updatedAt } });
    await poll();
    expect(await stack()).toMatchObject({
      updatedAt,
      patience: null,
      standing: {
        status: { word: 'Complete, updated' },
        notices: [],
        stands: true,
        lookedAt: world.clock.now().toISOString(),
      },
    });
  });
});
