import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DOORBELL_NAME, SANDBOX_OPERATOR } from '@/sandbox/operator';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';

const { accountId } = SANDBOX_OPERATOR;
const TOPIC = `arn:aws:sns:us-east-1:${accountId}:${DOORBELL_NAME}`;
const clock = { now: new Date() };
let stand: TestStand;
let app: SQSClient;
let admin: SQSClient;
let url: string;

beforeAll(async () => {
  stand = await startTestStand(clock);
  url = `${stand.apiUrl}/${accountId}/${DOORBELL_NAME}`;
});
beforeEach(() => {
  clock.now = new Date();
  stand.control.reset({});
  app = new SQSClient(stand.client(stand.operator));
  const { id, secret } = stand.control.accessKey({ accountId, userName: 'admin' });
  admin = new SQSClient(stand.client({ accessKeyId: id, secretAccessKey: secret }));
});
afterAll(() => stand.close());

function receive(input: Partial<ReceiveMessageCommandInput> = {}, client = app) {
  return client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      ...input,
    }),
  );
}

function pass(seconds: number): void {
  clock.now = new Date(clock.now.getTime() + seconds * 1000);
  const stopped = stand.client(stand.operator);
  app = new SQSClient(stopped);
}

async function send(body: string): Promise<void> {
  await admin.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

describe('a queue', () => {
  it('hands out a message, hides it, counts its receipts and forgets it when told', async () => {
    await send('one');
    const [first] = (await receive()).Messages ?? [];
    expect(first).toMatchObject({ Body: 'one', Attributes: { ApproximateReceiveCount: '1' } });
    expect((await receive()).Messages).toBeUndefined();
    pass(31);
    const [again] = (await receive()).Messages ?? [];
    expect(again).toMatchObject({
      MessageId: first?.MessageId,
      Attributes: { ApproximateReceiveCount: '2' },
    });
    expect(again?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await app.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }));
    pass(31);
    expect((await receive()).Messages).toBeUndefined();
  });

  it('takes an older receipt and keeps the message', async () => {
    await send('one');
    const [first] = (await receive({ VisibilityTimeout: 0 })).Messages ?? [];
    await receive({ VisibilityTimeout: 0 });
    await app.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect((await receive()).Messages).toHaveLength(1);
  });

  it('hands out at most as many as were asked for', async () => {
    for (const body of ['a', 'b', 'c']) await send(body);
    expect((await receive()).Messages).toHaveLength(1);
    expect((await receive({ MaxNumberOfMessages: 10 })).Messages).toHaveLength(2);
  });

  it('shows a hidden message earlier or later when told', async () => {
    await send('one');
    const [{ ReceiptHandle } = {}] = (await receive()).Messages ?? [];
    const change = (VisibilityTimeout: number) =>
      app.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }));
    await change(120);
    pass(60);
    expect((await receive()).Messages).toBeUndefined();
    await change(0);
    await expect(change(0)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    expect((await receive()).Messages).toHaveLength(1);
  });

  it('sets a message aside that was received five times', async () => {
    await send('poison');
    for (let count = 1; count <= 5; count++) {
      const [message] = (await receive({ VisibilityTimeout: 0 })).Messages ?? [];
      expect(message?.Attributes?.ApproximateReceiveCount).toBe(String(count));
    }
    expect((await receive()).Messages).toBeUndefined();
    const letters = stand.control.messages({ accountId, name: `${DOORBELL_NAME}-dead-letters` });
    expect(letters).toMatchObject([{ body: 'poison', received: 0 }]);
  });

  it('forgets after four days', async () => {
    await send('old');
    pass(345_601);
    expect((await receive()).Messages).toBeUndefined();
  });
});

describe('a long poll', () => {
  it('answers as soon as something comes', async () => {
    const started = performance.now();
    const polling = receive({ WaitTimeSeconds: 20 });
    await new Promise((resume) => setTimeout(resume, 120));
    stand.control.publish({ topicArn: TOPIC, message: 'ding' });
    const [message] = (await polling).Messages ?? [];
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
      Type: 'Notification',
      TopicArn: TOPIC,
      Message: 'ding',
    });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('takes nothing for a caller that has hung up', async () => {
    const stop = new AbortController();
    const polling = app.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }), {
      abortSignal: stop.signal,
    });
    await new Promise((resume) => setTimeout(resume, 150));
    stop.abort();
    await expect(polling).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((resume) => setTimeout(resume, 150));
    await send('for the next');
    expect((await receive()).Messages).toHaveLength(1);
  });

  it('ends after its seconds with nothing', async () => {
    const started = performance.now();
    expect((await receive({ WaitTimeSeconds: 1 })).Messages).toBeUndefined();
    expect(performance.now() - started).toBeGreaterThan(900);
  });
});

describe('who may use a queue', () => {
  it('the app may read the doorbell and not send to it', async () => {
    await expect(app.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }))).rejects.toMatchObject(
      {
        message: expect.stringContaining('no identity-based policy allows the sqs:SendMessage action'),
      },
    );
  });

  it('somebody of another account may not, whatever their own policies say', async () => {
    const { id, secret } = stand.control.accessKey({ accountId: '111122223333', userName: 'admin' });
    const stranger = new SQSClient(stand.client({ accessKeyId: id, secretAccessKey: secret }));
    await expect(receive({}, stranger)).rejects.toMatchObject({
      message: expect.stringContaining('no resource-based policy allows'),
    });
  });

  it.each([
    ['that does not exist', 'none', 'QueueDoesNotExist'],
    ['whose address is none', 'a/b/c', 'InvalidAddress'],
  ])('a queue %s answers so', async (_title, name, error) => {
    const QueueUrl = `${stand.apiUrl}/${accountId}/${name}`;
    await expect(receive({ QueueUrl }, admin)).rejects.toMatchObject({ name: error });
  });

  it.each([{ MaxNumberOfMessages: 11 }, { WaitTimeSeconds: 21 }, { VisibilityTimeout: 43_201 }])(
    'a number out of its bounds is refused: %o',
    async (input) => {
      await expect(receive(input)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    },
  );
});

it('tells its address and its attributes', async () => {
  const found = await admin.send(new GetQueueUrlCommand({ QueueName: DOORBELL_NAME }));
  expect(found.QueueUrl).toBe(url);
  await send('one');
  await send('two');
  await receive();
  const { Attributes } = await admin.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  expect(Attributes).toMatchObject({
    QueueArn: `arn:aws:sqs:us-east-1:${accountId}:${DOORBELL_NAME}`,
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    RedrivePolicy: expect.stringContaining('"maxReceiveCount":5'),
  });
});
