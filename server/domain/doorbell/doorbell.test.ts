import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
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
  stackIdOf,
  topicArn,
} from '@/server/testing/doorbell';
import { type FakeAws, fakeAws, stackOf } from '@/server/testing/fake-aws';
import { makeWorld, type World } from '@/server/testing/world';
import { disconnect } from '../connections/disconnect';
import { lookAtEnd } from '../connections/ended';
import { getConnection } from '../connections/get';
import { lookAgain } from '../connections/look-now';
import { pollConnection } from '../connections/poll';
import { keepHouse } from '../installation/housekeeping';
import { answerMessage } from './answer';
import { takeMessage } from './take';

eachDatabase((open) => {
  let world: World;
  const bell = fakeDoorbell();
  let aws: FakeAws;
  let template: ConnectionRow;
  let connection: ConnectionRow;
  beforeAll(async () => {
    aws = Object.assign(fakeAws(), bell);
    world = await makeWorld(await open(), { aws, settings: { doorbell: { topicArn, queueUrl } } });
    const id = await connectUpToStack(customer(), { accountId: '710000000001', bucket: 'acme-cur' });
    template = await rowOf(ctx(), id);
  });
  const ctx = () => world.systemCtx();
  const customer = () => world.ctxFor('customerAdmin');
  const row = () => rowOf(ctx(), connection.id);
  beforeEach(async () => {
    world.clock.set(template.link_made_at ?? '');
    connection = await copyConnection(ctx(), template);
    bell.answers.length = 0;
    bell.trouble = null;
    world.jobs.enqueued.length = 0;
    aws.answerStack = bell.answerStack;
  });

  let deliveries = 0;
  const deliver = (body: string) => {
    deliveries += 1;
    return takeMessage(ctx(), { id: `sqs-${deliveries}`, body, receipt: 'r' });
  };
  const send = (changes: Partial<Request> = {}) => deliver(notificationOf(requestOf(connection, changes)));
  const inbox = () =>
    withScope(ctx(), (tx) => tx.selectFrom('messages').selectAll().orderBy('received_at').execute());
  const inboxOf = async () => (await inbox()).filter((one) => one.connection_id === connection.id);
  const enqueued = (kind: string) => world.jobs.enqueued.filter((job) => job.kind === kind);
  const answerAll = async () => {
    for (const { payload } of enqueued('doorbell.answer').splice(0)) {
      await answerMessage(ctx(), payload as { messageId: string });
    }
  };
  /** The columns of the connection that changed. */
  async function changed(work: () => Promise<unknown>): Promise<string[]> {
    const before = Object.entries(await row());
    await work();
    const after = new Map<string, unknown>(Object.entries(await row()));
    return before.filter(([name, value]) => after.get(name) !== value).map(([name]) => name);
  }

  test('Start and Done of our stack are answered with SUCCESS, and nothing changes but when we look', async () => {
    expect(await changed(() => send())).toEqual(['next_poll_at']);
    expect((await row()).next_poll_at).toBe(world.clock.now().toISOString());
    expect(enqueued('connection.poll').map(({ key }) => key)).toEqual([`poll:${connection.id}`]);
    expect(enqueued('connection.ring')).toHaveLength(5);
    await send({ ResourceType: 'Custom::TributaryDone', LogicalResourceId: 'Done' });
    await answerAll();
    expect(bell.answers.map(({ body }) => [body.Status, body.Reason, body.PhysicalResourceId])).toEqual([
      ['SUCCESS', '', `${connection.stack_name}-Start`],
      ['SUCCESS', '', `${connection.stack_name}-Done`],
    ]);
    expect(bell.answers[0]?.body).toMatchObject({
      StackId: stackIdOf(connection),
      RequestId: requestOf(connection).RequestId,
    });
  });

  test('the address is kept until it is answered, and forgotten then', async () => {
    await send();
    expect((await inboxOf())[0]).toMatchObject({ answered_at: null, attempts: 0 });
    expect((await inboxOf())[0]?.response_url).toContain('X-Amz-Signature');
    await answerAll();
    expect((await inboxOf())[0]).toMatchObject({
      answered_at: world.clock.now().toISOString(),
      attempts: 1,
      response_url: null,
    });
    const [job] = enqueued('doorbell.answer');
    await answerMessage(ctx(), job?.payload as { messageId: string });
    expect(bell.answers).toHaveLength(1);
  });

  describe('what comes more than once', () => {
    test('100 deliveries of one message are one row and one answer', async () => {
      const body = notificationOf(requestOf(connection));
      for (let times = 0; times < 100; times += 1) await deliver(body);
      expect(await inboxOf()).toHaveLength(1);
      expect(enqueued('doorbell.answer')).toHaveLength(1);
      expect(enqueued('connection.poll')).toHaveLength(1);
    });

    test('100 at once, too', async () => {
      const body = notificationOf(requestOf(connection));
      await Promise.all(Array.from({ length: 100 }, () => deliver(body)));
      expect(await inboxOf()).toHaveLength(1);
      expect(enqueued('doorbell.answer')).toHaveLength(1);
    });

    test('one request replayed in 100 messages is answered each time, and moves one alarm', async () => {
      const columns = await changed(async () => {
        for (let times = 0; times < 100; times += 1) await send();
      });
      expect(columns).toEqual(['next_poll_at']);
      await answerAll();
      expect(new Set(bell.answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(new Set(enqueued('connection.poll').map(({ key }) => key)).size).toBe(1);
      expect(new Set(enqueued('connection.ring').map(({ key }) => key)).size).toBe(5);
    });

    test('it makes us look every 2 s at most', async () => {
      aws.account(connection.account_id ?? '').role = 'none';
      await pollConnection(ctx(), { connectionId: connection.id, due: false });
      const looked = Date.parse((await row()).polled_at ?? '');
      await send();
      expect((await row()).next_poll_at).toBe(new Date(looked + 2_000).toISOString());
    });
  });

  describe('what is refused', () => {
    const edited = ['RoleName', 'PolicyName', 'ExternalId', 'BucketName', 'TrustedPrincipal', 'KmsKeyArn'];
    const refused: [string, (of: ConnectionRow) => Partial<Request>, RegExp][] = [
      [
        'a foreign account',
        (of) => ({ StackId: stackIdOf({ ...of, account_id: '123456789012' }) }),
        /not the AWS account/,
      ],
      [
        'a foreign Region',
        (of) => ({ StackId: stackIdOf(of).replace('us-east-1', 'eu-west-1') }),
        /us-east-1/,
      ],
      [
        'an unknown connection',
        () => ({ ResourceProperties: { ConnectionId: '00000000-aaaa-4000-8000-000000000000' } }),
        /does not know the connection/,
      ],
      ['no connection', () => ({ ResourceProperties: { ConnectionId: '' } }), /does not know the connection/],
      [
        'an id that no database takes',
        () => ({ ResourceProperties: { ConnectionId: 'x\u0000\ud800' } }),
        /does not know the connection/,
      ],
      [
        'a resource of somebody else',
        () => ({ ResourceType: 'Custom::Other' }),
        /resource type Custom::Other/,
      ],
      ...edited.map((name): [string, () => Partial<Request>, RegExp] => [
        `another ${name}`,
        () => ({ ResourceProperties: { [name]: 'edited' } }),
        new RegExp(`The value of ${name} is not what Tributary filled in`),
      ]),
    ];

    test.each(refused)('%s: FAILED, in words and without a value of ours', async (_, changes, says) => {
      const columns = await changed(() => send(changes(connection)));
      expect(columns.filter((column) => column !== 'next_poll_at')).toEqual([]);
      await answerAll();
      const [answer] = bell.answers;
      expect(answer?.body.Status).toBe('FAILED');
      expect(answer?.body.Reason).toMatch(says);
      expect(answer?.body.Reason).toMatch(/Delete this stack, then open the link in Tributary again\.$/);
      const ours = ['external_id', 'role_name', 'account_id', 'bucket'] as const;
      for (const column of ours) expect(answer?.body.Reason).not.toContain(connection[column]);
    });

    test('several edited values are all named', async () => {
      await send({ ResourceProperties: { RoleName: 'x', ExternalId: 'y', BucketName: 'z' } });
      await answerAll();
      expect(bell.answers[0]?.body.Reason).toContain('The values of ExternalId, RoleName and BucketName are');
    });

    test('a stack of an attempt before this one', async () => {
      const old = requestOf({ ...connection, role_name: 'tributary-reports-old', policy_name: 'old' });
      expect(await changed(() => deliver(notificationOf(old)))).toEqual([]);
      await answerAll();
      expect(bell.answers[0]?.body).toMatchObject({ Status: 'FAILED' });
      expect(bell.answers[0]?.body.Reason).toContain('newer attempt');
    });

    test('a stack for a connection that was disconnected', async () => {
      const { version } = await row();
      await disconnect(customer(), { connectionId: connection.id, version, data: 'keep' });
      world.jobs.enqueued.length = 0;
      await send();
      await answerAll();
      expect(bell.answers[0]?.body.Reason).toContain('was disconnected');
    });
  });

  describe('an update is never refused', () => {
    test.each(['ExternalId', 'BucketName', 'RoleName'])('with another %s', async (name) => {
      await send({
        RequestType: 'Update',
        PhysicalResourceId: 'kept',
        ResourceProperties: { [name]: 'edited' },
      });
      await answerAll();
      expect(bell.answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'kept' });
    });
  });

  describe('a Delete', () => {
    const deleted = (changes: Partial<Request> = {}) =>
      send({ RequestType: 'Delete', PhysicalResourceId: 'kept', ...changes });
    const verified = async () => {
      const seen = stackOf();
      Object.assign(aws.account(connection.account_id ?? ''), { role: 'exact', stack: seen });
      await pollConnection(ctx(), { connectionId: connection.id, due: false });
      expect(await row()).toMatchObject({ state: 'role_verified', stack_id: seen.id });
      world.jobs.enqueued.length = 0;
      world.clock.advance({ minutes: 5 });
      return seen.id;
    };

    test.each<[string, () => Partial<Request>]>([
      ['of our stack', () => ({})],
      ['of a foreign account', () => ({ StackId: stackIdOf({ ...connection, account_id: '123456789012' }) })],
      [
        'of nothing that we know',
        () => ({ ResourceType: 'Custom::X', ResourceProperties: { ConnectionId: '' } }),
      ],
      ['with edited values', () => ({ ResourceProperties: { RoleName: 'x', ExternalId: 'y' } })],
    ])('%s is answered with SUCCESS, under the name that it had', async (_, changes) => {
      await deleted(changes());
      await answerAll();
      expect(bell.answers[0]?.body).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'kept' });
    });

    test('counts for the recorded stack alone, and is no proof', async () => {
      expect(await changed(() => deleted())).toEqual([]);
      const StackId = await verified();
      expect(await changed(() => deleted())).toEqual([]);
      expect(await changed(() => deleted({ StackId: `${StackId}0` }))).toEqual([]);
      expect(await changed(() => deleted({ StackId, ResourceProperties: { ConnectionId: '' } }))).toEqual([]);
      // What stands is checked again: whether its role lets us in is seen there.
      expect(await changed(() => deleted({ StackId }))).toEqual([]);
      await withScope(ctx(), (tx) =>
        tx
          .updateTable('connections')
          .set({ next_validation_at: '2026-12-24T00:00:00.000Z' })
          .where('id', '=', connection.id)
          .execute(),
      );
      expect(await changed(() => deleted({ StackId }))).toEqual(['next_validation_at']);
      expect((await row()).state).toBe('role_verified');
      expect(enqueued('connection.validate').at(-1)?.key).toBe(`check:${connection.id}`);
    });

    test('of a disconnected connection: seen to be gone within two minutes, by the refusal of its role', async () => {
      const StackId = await verified();
      const { version } = await row();
      await disconnect(customer(), { connectionId: connection.id, version, data: 'keep' });
      await pass();
      world.clock.advance({ days: 3 });
      world.jobs.enqueued.length = 0;
      await deleted({ StackId });
      await pass();
      expect((await row()).role_gone_at).toBeNull();
      aws.account(connection.account_id ?? '').role = 'none';
      for (const { runAt } of enqueued('connection.ring')) {
        world.clock.set(runAt?.toISOString() ?? '');
        await lookAgain(ctx(), { connectionId: connection.id });
        await pass();
      }
      expect((await row()).role_gone_at).not.toBeNull();
    });
    /** The alarm that is due rings. */
    const pass = () => lookAtEnd(ctx(), { connectionId: connection.id });
  });

  test('30 days late it is answered like any other, and makes us look; that nothing came is not said again', async () => {
    const body = notificationOf(requestOf(connection), { Timestamp: '2026-10-24T12:00:00.000Z' });
    world.clock.advance({ days: 30 });
    const look = () => pollConnection(ctx(), { connectionId: connection.id, due: true });
    const said = async () => {
      const { timeline } = await getConnection(customer(), { connectionId: connection.id });
      return timeline.filter(({ kind }) => kind === 'stalled').length;
    };
    await look();
    expect((await row()).next_poll_at).toBeNull();
    world.clock.advance({ minutes: 1 });
    expect(await changed(() => deliver(body))).toEqual(['next_poll_at']);
    expect(await look()).toMatchObject({ state: 'awaiting_stack' });
    expect((await row()).next_poll_at).toBeNull();
    expect(await said()).toBe(1);
    await answerAll();
    expect(bell.answers[0]?.body.Status).toBe('SUCCESS');
  });

  describe('what makes no sense is set aside and comes never again', () => {
    const request = () => requestOf(connection);
    const poison: [string, () => string, string][] = [
      ['text', () => 'ding', 'not a notification of SNS'],
      ['nothing', () => '', 'not a notification of SNS'],
      ['no object', () => '[1,2]', 'not a notification of SNS'],
      ['what CloudFormation asks, without SNS', () => JSON.stringify(request()), 'not a notification of SNS'],
      [
        'a confirmation of a subscription',
        () => notificationOf(request(), { Type: 'SubscriptionConfirmation' }),
        'not a notification of SNS',
      ],
      [
        'another topic',
        () =>
          notificationOf(request(), { TopicArn: 'arn:aws:sns:us-east-1:123456789012:tributary-doorbell' }),
        'of another topic',
      ],
      [
        'a message that is no JSON',
        () => notificationOf('', { Message: 'hello' }),
        'not a request of CloudFormation',
      ],
      [
        'deep JSON',
        () => notificationOf('', { Message: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }),
        'not a request of CloudFormation',
      ],
      ['100 KB', () => notificationOf({ ...request(), Padding: 'x'.repeat(100_000) }), 'too large'],
      [
        'an unknown kind of request',
        () => notificationOf({ ...request(), RequestType: 'Read' }),
        'not a request of CloudFormation: RequestType',
      ],
      [
        'a StackId that is none',
        () => notificationOf({ ...request(), StackId: 'stack' }),
        'not a request of CloudFormation: StackId',
      ],
      [
        'a name that would burst the answer',
        () => notificationOf({ ...request(), PhysicalResourceId: 'x'.repeat(5_000) }),
        'not a request of CloudFormation: PhysicalResourceId',
      ],
      [
        'an address that is not CloudFormation’s',
        () => notificationOf({ ...request(), ResponseURL: 'https://169.254.169.254/latest' }),
        'to be answered at an address that is not CloudFormation’s',
      ],
    ];

    test.each(poison)('%s', async (_, body, why) => {
      const before = await inbox();
      expect(await changed(() => deliver(body()))).toEqual([]);
      const made = (await inbox()).filter(({ id }) => !before.some((one) => one.id === id));
      expect(made).toHaveLength(1);
      expect(made[0]).toMatchObject({ set_aside: why, response_url: null, answer_json: null });
      expect(made[0]?.excerpt?.length ?? 0).toBeLessThanOrEqual(500);
      expect(world.jobs.enqueued).toEqual([]);
    });
  });

  describe('answering', () => {
    const busy = new AwsTrouble('unavailable', { awsName: 'status 503' });
    const nextJob = () => enqueued('doorbell.answer').at(-1);
    const run = async () => {
      const job = nextJob();
      if (job?.runAt) world.clock.set(job.runAt.toISOString());
      await answerMessage(ctx(), job?.payload as { messageId: string });
    };

    test('goes on after 1, 2, 4 … 60 s while CloudFormation does not take it, until it does', async () => {
      await send();
      bell.trouble = busy;
      const waits: number[] = [];
      for (let tries = 0; tries < 9; tries += 1) {
        const before = world.clock.now().getTime();
        await run();
        waits.push(
          ((nextJob()?.runAt?.getTime() ?? 0) - Math.max(before, world.clock.now().getTime())) / 1_000,
        );
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
      bell.trouble = null;
      await run();
      expect(bell.answers).toHaveLength(1);
      expect((await inboxOf())[0]).toMatchObject({ attempts: 10, set_aside: null, response_url: null });
    });

    test('ends after an hour, set aside with the reason', async () => {
      await send();
      bell.trouble = busy;
      let tries = 0;
      for (let last = ''; nextJob()?.runAt?.toISOString() !== last || tries === 0; tries += 1) {
        last = nextJob()?.runAt?.toISOString() ?? '';
        await run();
      }
      expect(tries).toBeGreaterThan(50);
      expect((await inboxOf())[0]).toMatchObject({
        set_aside: 'could not be answered within an hour (status 503)',
        response_url: null,
        answered_at: null,
      });
    });

    test('ends at once when the address takes no answer any more', async () => {
      await send();
      bell.trouble = new AwsTrouble('denied', { awsName: 'status 403' });
      const before = world.jobs.enqueued.length;
      await run();
      expect(world.jobs.enqueued).toHaveLength(before);
      expect((await inboxOf())[0]?.set_aside).toBe('cannot be answered any more (status 403)');
    });

    test('twice at once is answered alike', async () => {
      await send();
      await Promise.all([run(), run()]);
      expect(new Set(bell.answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect((await inboxOf())[0]?.answered_at).not.toBeNull();
    });
  });

  test('who the role trusts is asked of AWS where it is not configured, and not compared while AWS is silent', async () => {
    const quiet = { ...ctx(), settings: { ...ctx().settings, operatorPrincipalArn: null } };
    const silent = {
      ...aws,
      ownAccount: async () => {
        throw new AwsTrouble('timeout');
      },
    };
    const edited = { ResourceProperties: { TrustedPrincipal: 'arn:aws:iam::123456789012:root' } };
    const message = () => ({ id: 'sqs', receipt: 'r', body: notificationOf(requestOf(connection, edited)) });
    await takeMessage({ ...quiet, aws: silent }, message());
    await takeMessage(quiet, message());
    await answerAll();
    expect(bell.answers.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'FAILED']);
  });

  test('what ended 30 days ago is removed', async () => {
    await send();
    await keepHouse(ctx());
    expect(await inboxOf()).toHaveLength(1);
    world.clock.advance({ days: 31 });
    await keepHouse(ctx());
    expect(await inboxOf()).toEqual([]);
  });
});
