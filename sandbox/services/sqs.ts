import { createHash } from 'node:crypto';
import {
  GetQueueAttributesResult$,
  GetQueueUrlResult$,
  ReceiveMessageResult$,
  SendMessageResult$,
} from '@aws-sdk/client-sqs';
import { accountOf, type Call, requireAccess, signedPrincipal } from '@/sandbox/api/call';
import { type Input, type Service, textInput } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import {
  changeVisibility,
  deleteMessage,
  queueArn,
  queueUrl,
  receiveMessages,
  sendMessage,
} from '@/sandbox/messaging/queues';
import type { Queue, QueueMessage } from '@/sandbox/messaging-state';

export const sqs = {
  name: 'sqs',
  protocol: 'json-1.0',
  region: 'any',
  operations: {
    ReceiveMessage: receive,
    DeleteMessage: remove,
    ChangeMessageVisibility: changeMessageVisibility,
    SendMessage: send,
    GetQueueUrl: getQueueUrl,
    GetQueueAttributes: getQueueAttributes,
  },
} satisfies Service;

/** How often a long poll looks again; the stacks of the world move on meanwhile. */
const LOOK_MS = 50;

/** Answers at once when something is there, else waits up to WaitTimeSeconds (real seconds) or until the caller is gone. */
async function receive(call: Call, input: Input) {
  const queue = namedQueue(call, { action: 'sqs:ReceiveMessage', input });
  const most = numberInput(input, { name: 'MaxNumberOfMessages', from: 1, to: 10, absent: 1 });
  const visibility = { name: 'VisibilityTimeout', from: 0, to: 43_200, absent: queue.visibilitySeconds };
  const visibilitySeconds = numberInput(input, visibility);
  const wait = numberInput(input, { name: 'WaitTimeSeconds', from: 0, to: 20, absent: queue.waitSeconds });
  const until = performance.now() + wait * 1000;
  let messages = receiveMessages(call.world, { queue, most, visibilitySeconds });
  while (messages.length === 0 && performance.now() < until) {
    await new Promise((resume) => setTimeout(resume, LOOK_MS));
    if (call.request.isGone?.()) break;
    call.engine.advance(call.world);
    messages = receiveMessages(call.world, { queue, most, visibilitySeconds });
  }
  const names = [...listInput(input.MessageSystemAttributeNames), ...listInput(input.AttributeNames)];
  return {
    schema: ReceiveMessageResult$,
    value: messages.length === 0 ? {} : { Messages: messages.map((one) => wireMessage(one, names)) },
  };
}

function wireMessage(message: QueueMessage, names: string[]): Record<string, unknown> {
  const attributes = Object.entries({
    SenderId: message.senderId,
    SentTimestamp: epoch(message.sentAt),
    ApproximateReceiveCount: String(message.received),
    ApproximateFirstReceiveTimestamp: epoch(message.firstReceivedAt ?? message.sentAt),
  }).filter(([name]) => names.includes(name) || names.includes('All'));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: attributes.length === 0 ? undefined : Object.fromEntries(attributes),
  };
}

function remove(call: Call, input: Input) {
  const queue = namedQueue(call, { action: 'sqs:DeleteMessage', input });
  deleteMessage(call.world, { queue, receipt: textInput(input, 'ReceiptHandle') ?? '' });
  return NOTHING;
}

function changeMessageVisibility(call: Call, input: Input) {
  const queue = namedQueue(call, { action: 'sqs:ChangeMessageVisibility', input });
  const seconds = numberInput(input, { name: 'VisibilityTimeout', from: 0, to: 43_200 });
  changeVisibility(call.world, { queue, receipt: textInput(input, 'ReceiptHandle') ?? '', seconds });
  return NOTHING;
}

function send(call: Call, input: Input) {
  const queue = namedQueue(call, { action: 'sqs:SendMessage', input });
  if (input.MessageAttributes !== undefined || input.MessageGroupId !== undefined) {
    throw new AwsFault('UnsupportedOperation', {
      status: 400,
      message: 'The sandbox plays standard queues without message attributes.',
    });
  }
  const body = textInput(input, 'MessageBody') ?? '';
  const delaySeconds = numberInput(input, {
    name: 'DelaySeconds',
    from: 0,
    to: 900,
    absent: queue.delaySeconds,
  });
  const senderId = signedPrincipal(call).userId;
  const message = sendMessage(call.world, { queue, body, senderId, delaySeconds });
  return { schema: SendMessageResult$, value: { MD5OfMessageBody: md5(body), MessageId: message.id } };
}

function getQueueUrl(call: Call, input: Input) {
  const accountId = textInput(input, 'QueueOwnerAWSAccountId') ?? accountOf(call).id;
  const arn = queueArn({ region: call.region, accountId, name: textInput(input, 'QueueName') ?? '' });
  requireAccess(call, { action: 'sqs:GetQueueUrl', resource: arn });
  const queue = call.world.data.queues[arn] ?? missing();
  return { schema: GetQueueUrlResult$, value: { QueueUrl: queueUrl(call.world, queue) } };
}

function getQueueAttributes(call: Call, input: Input) {
  const queue = namedQueue(call, { action: 'sqs:GetQueueAttributes', input });
  const names = listInput(input.AttributeNames);
  const wanted = Object.entries(attributesOf(call, queue)).filter(
    ([name]) => names.includes('All') || names.includes(name),
  );
  return { schema: GetQueueAttributesResult$, value: { Attributes: Object.fromEntries(wanted) } };
}

function attributesOf(call: Call, queue: Queue): Record<string, string> {
  const now = call.world.nowIso();
  const hidden = queue.messages.filter((message) => message.visibleAt > now);
  const inFlight = hidden.filter((message) => message.received > 0).length;
  return {
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(Date.parse(queue.createdAt) / 1000)),
    ApproximateNumberOfMessages: String(queue.messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(hidden.length - inFlight),
    VisibilityTimeout: String(queue.visibilitySeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    DelaySeconds: String(queue.delaySeconds),
    ...(queue.policy ? { Policy: JSON.stringify(queue.policy) } : {}),
    ...(queue.redrive
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queue.redrive.deadLetterArn,
            maxReceiveCount: queue.redrive.maxReceiveCount,
          }),
        }
      : {}),
  };
}

/** The queue of a QueueUrl in the Region of the signature, once the caller may do the action on it, existing or not. */
function namedQueue(call: Call, { action, input }: { action: string; input: Input }): Queue {
  const url = textInput(input, 'QueueUrl') ?? '';
  const [, accountId = '', name = ''] = /^https?:\/\/[^/]+\/(\d{12})\/([\w-]{1,80})$/.exec(url) ?? [];
  if (name === '') {
    throw new AwsFault('InvalidAddress', { status: 404, message: `The address ${url} is not valid.` });
  }
  const arn = queueArn({ region: call.region, accountId, name });
  requireAccess(call, { action, resource: arn });
  return call.world.data.queues[arn] ?? missing();
}

function missing(): never {
  throw new AwsFault('QueueDoesNotExist', {
    status: 400,
    message: 'The specified queue does not exist.',
  });
}

type Bounds = { name: string; from: number; to: number; absent?: number };

function numberInput(input: Input, { name, from, to, absent }: Bounds): number {
  const value = input[name] ?? absent;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw new AwsFault('InvalidParameterValue', {
    status: 400,
    message: `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be between ${from} and ${to}, if provided.`,
  });
}

function listInput(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function epoch(iso: string): string {
  return String(Date.parse(iso));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Operations without an answer send an empty object, for which the client has no schema. */
const NOTHING = { schema: null, value: {} };
