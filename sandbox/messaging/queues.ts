import { AwsFault } from '@/sandbox/fault';
import type { Queue, QueueMessage } from '@/sandbox/messaging-state';
import type { World } from '@/sandbox/world';

/** SQS's own defaults: 30 s, 4 days, no waiting. */
const DEFAULTS = { visibilitySeconds: 30, retentionSeconds: 345_600, waitSeconds: 0, delaySeconds: 0 };

/** The largest message, in bytes (1 MiB since August 2025). */
const LARGEST_BODY = 1_048_576;

export type NewQueue = { name: string; accountId: string; region: string } & Partial<
  Pick<Queue, 'visibilitySeconds' | 'retentionSeconds' | 'waitSeconds' | 'delaySeconds' | 'redrive'>
>;

/** Adds an empty queue. Throws nothing: the caller has checked that the name is free. */
export function createQueue(world: World, input: NewQueue): Queue {
  const queue: Queue = {
    ...DEFAULTS,
    redrive: null,
    ...input,
    arn: queueArn(input),
    createdAt: world.nowIso(),
    policy: null,
    messages: [],
  };
  world.data.queues[queue.arn] = queue;
  world.changed();
  return queue;
}

export function queueArn(queue: { region: string; accountId: string; name: string }): string {
  return `arn:aws:sqs:${queue.region}:${queue.accountId}:${queue.name}`;
}

export function queueUrl(world: World, queue: { accountId: string; name: string }): string {
  return `${world.endpoint}/${queue.accountId}/${queue.name}`;
}

/** Puts a message into a queue. Throws InvalidParameterValue for an empty or too long one. */
export function sendMessage(
  world: World,
  { queue, body, senderId, delaySeconds }: SentMessage,
): QueueMessage {
  const size = Buffer.byteLength(body);
  if (size === 0) throw parameter('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (size > LARGEST_BODY) {
    throw parameter(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${LARGEST_BODY} bytes.`,
    );
  }
  const message: QueueMessage = {
    id: world.newId(),
    body,
    sentAt: world.nowIso(),
    senderId,
    received: 0,
    firstReceivedAt: null,
    visibleAt: later(world, delaySeconds ?? queue.delaySeconds),
    receipt: null,
  };
  queue.messages.push(message);
  world.changed();
  return message;
}

type SentMessage = { queue: Queue; body: string; senderId: string; delaySeconds?: number | undefined };

/**
 * Takes up to `most` messages that are visible and hides them for `visibilitySeconds`. A message that was received
 * maxReceiveCount times already goes to the dead-letter queue instead.
 */
export function receiveMessages(
  world: World,
  { queue, most, visibilitySeconds }: { queue: Queue; most: number; visibilitySeconds: number },
): QueueMessage[] {
  forgetOld(world, queue);
  const now = world.nowIso();
  const taken: QueueMessage[] = [];
  for (const message of queue.messages.filter((one) => one.visibleAt <= now)) {
    if (taken.length === most) break;
    if (setAside(world, { queue, message })) continue;
    message.received++;
    message.firstReceivedAt ??= now;
    message.visibleAt = later(world, visibilitySeconds);
    message.receipt = `${message.id}#${world.newId()}`;
    taken.push(message);
  }
  if (taken.length > 0) world.changed();
  return taken;
}

/** An older receipt answers as if it worked, and the message stays: SQS promises no more. */
export function deleteMessage(world: World, { queue, receipt }: { queue: Queue; receipt: string }): void {
  const message = messageOf(queue, receipt);
  if (message?.receipt !== receipt) return;
  queue.messages = queue.messages.filter((one) => one !== message);
  world.changed();
}

export function changeVisibility(
  world: World,
  { queue, receipt, seconds }: { queue: Queue; receipt: string; seconds: number },
): void {
  const message = messageOf(queue, receipt);
  if (!message) {
    throw parameter(
      'InvalidParameterValue',
      `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  if (message.visibleAt <= world.nowIso()) {
    throw parameter('MessageNotInflight', 'The specified message is not in flight.');
  }
  message.visibleAt = later(world, seconds);
  world.changed();
}

/** A message that came back too often moves to the dead-letter queue, where it begins anew and keeps its time. */
function setAside(world: World, { queue, message }: { queue: Queue; message: QueueMessage }): boolean {
  if (!queue.redrive || message.received < queue.redrive.maxReceiveCount) return false;
  const target = world.data.queues[queue.redrive.deadLetterArn];
  if (!target) return false;
  queue.messages = queue.messages.filter((one) => one !== message);
  target.messages.push({ ...message, received: 0, firstReceivedAt: null, receipt: null });
  world.changed();
  return true;
}

function messageOf(queue: Queue, receipt: string): QueueMessage | undefined {
  const id = receipt.split('#')[0];
  if (!/^[^#]+#[^#]+$/.test(receipt)) {
    throw new AwsFault('ReceiptHandleIsInvalid', {
      status: 404,
      message: `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    });
  }
  return queue.messages.find((one) => one.id === id);
}

function forgetOld(world: World, queue: Queue): void {
  const oldest = new Date(world.now().getTime() - queue.retentionSeconds * 1000).toISOString();
  queue.messages = queue.messages.filter((message) => message.sentAt > oldest);
}

function later(world: World, seconds: number): string {
  return new Date(world.now().getTime() + seconds * 1000).toISOString();
}

function parameter(code: string, message: string): AwsFault {
  return new AwsFault(code, { status: 400, message });
}
