import { serviceVerdict } from '@/sandbox/iam/statement';
import { sendMessage } from '@/sandbox/messaging/queues';
import type { Queue, Topic } from '@/sandbox/messaging-state';
import type { World } from '@/sandbox/world';

/** Adds a topic without subscriptions. Throws nothing: the caller has checked that the name is free. */
export function createTopic(
  world: World,
  input: { name: string; accountId: string; region: string; displayName?: string },
): Topic {
  const topic: Topic = {
    ...input,
    displayName: input.displayName ?? '',
    arn: topicArn(input),
    createdAt: world.nowIso(),
    policy: null,
    subscriptions: [],
  };
  world.data.topics[topic.arn] = topic;
  world.changed();
  return topic;
}

export function topicArn(topic: { region: string; accountId: string; name: string }): string {
  return `arn:aws:sns:${topic.region}:${topic.accountId}:${topic.name}`;
}

/** Subscribes a queue, which receives only what its own policy lets the topic send. */
export function subscribe(
  world: World,
  { topic, endpoint, raw }: { topic: Topic; endpoint: string; raw: boolean },
): string {
  const arn = `${topic.arn}:${world.newId()}`;
  topic.subscriptions.push({ arn, endpoint, raw });
  world.changed();
  return arn;
}

/** Publishes to every subscription whose queue lets the topic in; the others hear nothing, and nobody is told. */
export function publish(
  world: World,
  { topic, message, subject }: { topic: Topic; message: string; subject?: string },
): void {
  for (const subscription of topic.subscriptions) {
    const queue = world.data.queues[subscription.endpoint];
    if (!queue || !letsIn(queue, topic)) continue;
    const body = subscription.raw ? message : envelope(world, { topic, message, subject, subscription });
    sendMessage(world, { queue, body, senderId: SNS_SENDER });
  }
}

/** The principal ID under which SNS in us-east-1 sends. */
const SNS_SENDER = 'AIDAIT2UOQQY3AUEKVGXU';

function letsIn(queue: Queue, topic: Topic): boolean {
  if (!queue.policy) return false;
  const context = {
    'aws:SourceArn': topic.arn,
    'aws:SourceAccount': topic.accountId,
    'aws:SecureTransport': 'true',
  };
  const question = { action: 'sqs:SendMessage', resource: queue.arn, context };
  return serviceVerdict(queue.policy, { ...question, service: 'sns.amazonaws.com' }) === 'allow';
}

/** What SNS puts around a message for SQS. The signature is of nobody: nothing in the sandbox holds AWS's key. */
function envelope(
  world: World,
  detail: { topic: Topic; message: string; subject: string | undefined; subscription: { arn: string } },
): string {
  const { topic, message, subject, subscription } = detail;
  const host = `https://sns.${topic.region}.amazonaws.com`;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: world.newId(),
    TopicArn: topic.arn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: world.nowIso(),
    SignatureVersion: '1',
    Signature: 'U2FuZGJveA==',
    SigningCertURL: `${host}/SimpleNotificationService-sandbox.pem`,
    UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
  });
}
