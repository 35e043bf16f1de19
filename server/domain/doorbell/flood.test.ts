import { beforeAll, describe, expect, test } from 'vitest';
import { wordsOf } from '@/server/aws/cloudformation';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { connectUpToStack, copyConnection, rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import {
  fakeDoorbell,
  notificationOf,
  queueUrl,
  type Request,
  requestOf,
  topicArn,
} from '@/server/testing/doorbell';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { takeToken } from '../connections/look-budget';
import { pollConnection } from '../connections/poll';
import { checkNow } from '../connections/poll-stack';
import { keepHouse } from '../installation/housekeeping';
import { validateOnSchedule, validateReports } from '../reports/validate';
import { answerMessage } from './answer';
import { takeMessage } from './take';

/** What somebody tries who means harm: as many messages, looks and words as they like. */
eachDatabase((open) => {
  let world: World;
  let aws: FakeAws;
  let waiting: ConnectionRow;
  const bell = fakeDoorbell();
  beforeAll(async () => {
    aws = Object.assign(fakeAws(), bell);
    const settings = { doorbell: { topicArn, queueUrl }, assumeRolePerSecond: 25 };
    world = await makeWorld(await open(), { aws, settings });
    const id = await connectUpToStack(customer(), { accountId: '710000000001', bucket: 'acme-cur' });
    waiting = await rowOf(ctx(), id);
  });
  const ctx = () => world.systemCtx();
  const customer = () => world.ctxFor('customerAdmin');
  let deliveries = 0;
  const deliver = (body: string) => {
    deliveries += 1;
    return takeMessage(ctx(), { id: `flood-${deliveries}`, body, receipt: 'r' });
  };
  const count = (of: 'aside' | 'all') =>
    withScope(ctx(), async (tx) => {
      const all = tx.selectFrom('messages').select('id');
      return (await (of === 'all' ? all : all.where('set_aside', 'is not', null)).execute()).length;
    });

  test('a stranger who floods the topic with nonsense fills no table', async () => {
    for (let sent = 0; sent < 520; sent += 1) await deliver(`nonsense ${sent}`);
    expect(await count('aside')).toBe(500);
    // The next hour has room again, and a message that makes sense was never in its way.
    world.clock.advance({ minutes: 61 });
    await deliver('nonsense again');
    expect(await count('aside')).toBe(501);
  });

  test('one that makes sense, of a connection that nobody knows, is answered and soon forgotten', async () => {
    const before = await count('all');
    const foreign = { ResourceProperties: { ConnectionId: 'nobody' } } as unknown as Partial<Request>;
    for (let sent = 0; sent < 20; sent += 1) await deliver(notificationOf(requestOf(waiting, foreign)));
    const mine = await deliver(notificationOf(requestOf(waiting)));
    expect(mine).toBeUndefined();
    expect(await count('all')).toBe(before + 21);
    for (const { kind, payload } of world.jobs.enqueued)
      if (kind === 'doorbell.answer') await answerMessage(ctx(), payload as { messageId: string });
    await keepHouse(ctx());
    expect(await count('all')).toBe(before + 21);
    world.clock.advance({ minutes: 121 });
    await keepHouse(ctx());
    expect(await count('all')).toBe(before + 1);
  });

  describe('a broken connection', () => {
    let broken: ConnectionRow;
    beforeAll(async () => {
      broken = await copyConnection(ctx(), waiting);
      Object.assign(aws.account(broken.account_id ?? ''), { role: 'exact', stack: stackOf() });
      await pollConnection(ctx(), { connectionId: broken.id, due: false });
      expect((await rowOf(ctx(), broken.id)).state).toBe('role_verified');
      aws.account(broken.account_id ?? '').role = 'none';
      await validateOnSchedule(ctx(), { connectionId: broken.id });
      broken = await rowOf(ctx(), broken.id);
      expect(broken.state).toBe('broken');
    });

    test('that rings without end is checked once a minute, not as fast as it rings', async () => {
      const rung = world.clock.now().getTime();
      for (let rings = 0; rings < 10; rings += 1) {
        world.clock.advance({ seconds: 1 });
        await deliver(notificationOf(requestOf(broken)));
      }
      const next = Date.parse((await rowOf(ctx(), broken.id)).next_validation_at ?? '');
      expect(next - rung).toBe(60_000);
    });
  });

  test('a person who presses without end takes no other customer’s turn', async () => {
    world.clock.advance({ minutes: 5 });
    const pressed = async () => {
      try {
        await checkNow(customer(), { connectionId: waiting.id });
        return 'looked';
      } catch (error) {
        return (error as { code?: string }).code;
      }
    };
    const seen: Record<string, number> = {};
    for (let presses = 0; presses < 100; presses += 1) {
      const what = (await pressed()) ?? '';
      seen[what] = (seen[what] ?? 0) + 1;
    }
    expect(seen).toEqual({ looked: 60, throttled: 40 });
    // Refresh is counted with it, and the clock is not: its looks have turns.
    const refreshed = validateReports(customer(), { connectionId: waiting.id });
    await expect(refreshed).rejects.toMatchObject({ code: 'throttled' });
    world.clock.advance({ seconds: 3 });
    expect(await withScope(ctx(), (tx) => takeToken(tx, ctx()))).toBe(true);
    world.clock.advance({ seconds: 60 });
    expect(await pressed()).toBe('looked');
  });

  test('what AWS does not answer makes no look the faster either', async () => {
    aws.account(waiting.account_id ?? '').weather = 'foul';
    await pollConnection(ctx(), { connectionId: waiting.id, due: false });
    const { polled_at } = await rowOf(ctx(), waiting.id);
    await deliver(notificationOf(requestOf(waiting)));
    const next = (await rowOf(ctx(), waiting.id)).next_poll_at ?? '';
    expect(Date.parse(next) - Date.parse(polled_at ?? '')).toBe(2_000);
  });
});

describe('a reason that the owner of the account wrote', () => {
  test.each<[string | undefined, string | null]>([
    [undefined, null],
    ['', ''],
    ['Resource handler returned message: Access Denied', 'Resource handler returned message: Access Denied'],
    ['a\u0000b', 'a b'],
    ['a\r\nSubject: x', 'a Subject: x'],
    ['gnp.\u202eexe', 'gnp. exe'],
    ['\ud800x', ' x'],
    ['zero\u200bwidth', 'zero width'],
    ['é 漢 \u{1f4a3}', 'é 漢 \u{1f4a3}'],
  ])('%j is shown as %j', (reason, shown) => {
    expect(wordsOf(reason)).toBe(shown);
  });

  test('of any length is shown as far as a page can hold it', () => {
    expect(wordsOf('x'.repeat(100_000))).toHaveLength(1_000);
  });
});
