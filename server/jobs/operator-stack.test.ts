import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { publishTemplates } from '@/scripts/operator/publish-templates';
import { ownCalls } from '@/server/aws/own-calls';
import { withScope } from '@/server/db/scope';
import { pollConnection } from '@/server/domain/connections/poll';
import { answerMessage } from '@/server/domain/doorbell/answer';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { operatorAccount, operatorByStack } from '@/server/testing/operator-stack';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { startDoorbell } from './doorbell';

const customer = { accountId: '111122223333', bucket: 'acme-cur' };

/** Tributary as its operator runs it: with the role and the outputs of the stack that setup-template makes, and nothing else. */
eachDatabase((open) => {
  let world: SandboxWorld;
  let made: Awaited<ReturnType<typeof operatorByStack>>;
  const ears: { stop(): Promise<void> }[] = [];
  const answers: string[] = [];
  beforeAll(async () => {
    world = await makeSandboxWorld(await open(), {
      operator: async (sandbox) => {
        made = await operatorByStack(sandbox);
        return made;
      },
      wrap: (aws) => ({
        ...aws,
        answerStack: (answer) => {
          answers.push(answer.url);
          return aws.answerStack(answer);
        },
      }),
    });
    const place = { endpoint: world.sandbox.apiUrl, own: made.own };
    await publishTemplates({ base: made.settings.templateBaseUrl ?? '', place });
  });
  afterAll(async () => {
    await quiet();
    await world.close();
  });
  /** A question that was hung up may still take what comes in the moment after. */
  const quiet = async () => {
    await Promise.all(ears.splice(0).map((ear) => ear.stop()));
    await new Promise((resolve) => setTimeout(resolve, 250));
  };
  const ctx = () => world.systemCtx();
  const stacks = () => world.sandbox.control.listStacks({ accountId: customer.accountId });
  const letters = (name: string) => world.sandbox.control.messages({ accountId: operatorAccount, name });

  /** What the worker does of its own accord, until `done`. */
  async function work(connectionId: string, done: () => Promise<boolean>): Promise<void> {
    await vi.waitFor(
      async () => {
        world.pass(1_000);
        for (const { kind, payload } of world.jobs.enqueued.splice(0)) {
          if (kind === 'doorbell.answer') await answerMessage(ctx(), payload as { messageId: string });
        }
        await pollConnection(ctx(), { connectionId, due: true });
        expect(await done()).toBe(true);
      },
      { timeout: 20_000, interval: 60 },
    );
  }

  test('two replicas hear the stack of a customer, answer each request once, and prove the IAM role', async () => {
    world.sandbox.control.createBucket({ name: customer.bucket, accountId: customer.accountId });
    const id = await world.upToStack(customer);
    expect((await rowOf(ctx(), id)).link_url).toContain(
      encodeURIComponent(made.settings.templateBaseUrl ?? ''),
    );
    ears.push(startDoorbell(ctx), startDoorbell(ctx));
    await world.createStack(id);
    await work(id, async () => (await rowOf(ctx(), id)).state === 'role_verified');
    expect(stacks().map(({ status }) => status)).toEqual(['CREATE_COMPLETE']);
    const messages = await withScope(ctx(), (tx) =>
      tx
        .selectFrom('messages')
        .select(['logical_id', 'answered_at'])
        .where('connection_id', '=', id)
        .execute(),
    );
    expect(messages.map(({ logical_id }) => logical_id).toSorted()).toEqual(['Done', 'Start']);
    expect(answers).toHaveLength(2);

    await world.sandbox.control.deleteStack({ stackId: stacks()[0]?.id ?? '' });
    await work(id, async () => stacks()[0]?.status === 'DELETE_COMPLETE');
    expect(answers).toHaveLength(4);
    expect(new Set(answers).size).toBe(4);
    await quiet();
  });

  test('it made as itself the calls of the list, and no other', () => {
    const own = world.sandbox.control
      .calls({ since: 0 })
      .filter(({ principal }) => principal.includes(`${operatorAccount}:assumed-role/`));
    const refused = own.filter(({ error }) => error === 'AccessDenied').map(({ operation }) => operation);
    expect(new Set(refused)).toEqual(new Set(['AssumeRole']));
    const made = new Set(own.flatMap(({ checks }) => checks.map(({ action }) => action)));
    const listed = ownCalls.map(({ action }) => action as string);
    expect([...made].filter((action) => !listed.includes(action))).toEqual([]);
    const seldom = ['sqs:ChangeMessageVisibility', 'sts:GetCallerIdentity'];
    expect(listed.filter((action) => !made.has(action) && !seldom.includes(action))).toEqual([]);
  });

  test('while nobody rings one question stands open, and what rings then is there at once', async () => {
    const { topicArn } = made.settings.doorbell ?? { topicArn: '' };
    const since = world.sandbox.control.mark({});
    const asked = () =>
      world.sandbox.control.calls({ since }).filter(({ operation }) => operation === 'ReceiveMessage').length;
    ears.push(startDoorbell(ctx));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked()).toBe(0);
    world.sandbox.control.publish({ topicArn, message: 'ding' });
    await vi.waitFor(() => expect(asked()).toBe(1), { timeout: 5_000 });
    await vi.waitFor(() => expect(letters('tributary-doorbell')).toEqual([]), { timeout: 5_000 });
    await quiet();
  });

  test('a reader that dies with a message in its hand leaves it to the other, which answers once', async () => {
    const { topicArn, queueUrl } = made.settings.doorbell ?? { topicArn: '', queueUrl: '' };
    world.sandbox.control.publish({ topicArn, message: 'poison, but written down' });
    const dying = new AbortController();
    const [taken] = await ctx().aws.queue(queueUrl).receive(dying.signal);
    expect(taken).toBeDefined();
    const count = () =>
      withScope(ctx(), (tx) =>
        tx.selectFrom('messages').select('id').where('set_aside', 'is not', null).execute(),
      );
    const before = (await count()).length;
    ears.push(startDoorbell(ctx));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await count()).length).toBe(before);
    world.pass(31_000);
    await vi.waitFor(async () => expect((await count()).length).toBe(before + 1), { timeout: 10_000 });
    await vi.waitFor(() => expect(letters('tributary-doorbell')).toEqual([]), { timeout: 10_000 });
    await quiet();
  });

  test('what can never be written down is set aside in the dead-letter queue after five tries', async () => {
    const { topicArn } = made.settings.doorbell ?? { topicArn: '' };
    const down = () => ({ ...ctx(), db: { ...ctx().db, kysely: brokenDatabase } });
    world.sandbox.control.publish({ topicArn, message: 'nobody writes this down' });
    ears.push(startDoorbell(down));
    await vi.waitFor(
      () => {
        world.pass(6_000);
        expect(letters('tributary-doorbell-dead-letters')).toHaveLength(1);
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(letters('tributary-doorbell')).toEqual([]);
    const seen = world.sandbox.control
      .calls({ since: 0 })
      .some(({ operation }) => operation === 'ChangeMessageVisibility');
    expect(seen).toBe(true);
    await quiet();
  });
  const brokenDatabase = new Proxy({} as SandboxWorld['database']['kysely'], {
    get() {
      throw new Error('the database is down');
    },
  });
});
