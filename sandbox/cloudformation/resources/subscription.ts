import { z } from 'zod';
import {
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { subscribe } from '@/sandbox/messaging/topics';
import type { Subscription, Topic } from '@/sandbox/messaging-state';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({
  TopicArn: Text,
  Protocol: z.literal('sqs'),
  Endpoint: z.string().regex(/^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/),
  RawMessageDelivery: z.union([z.boolean(), z.enum(['true', 'false'])]).default(false),
});

/** AWS::SNS::Subscription of a queue: the sandbox calls nobody by mail or HTTP. */
export const subscription: ResourceHandler = { create, update, delete: remove };

function create(work: Work, input: Json): Made {
  const { TopicArn, Endpoint, RawMessageDelivery } = readProperties(Properties, input);
  requirePermission(work, { action: 'sns:Subscribe', resource: TopicArn });
  const topic = work.world.data.topics[TopicArn];
  if (!topic) {
    throw serviceFault(work, {
      message: 'Topic does not exist',
      status: 404,
      code: 'NotFound',
      service: 'Sns',
    });
  }
  const raw = isTrue(RawMessageDelivery);
  const arn = subscribe(work.world, { topic, endpoint: Endpoint, raw });
  return { physicalId: arn, attributes: { Arn: arn } };
}

function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const [wanted, before] = [readProperties(Properties, properties), readProperties(Properties, old)];
  const found = find(work, physicalId);
  if (!found || wanted.TopicArn !== before.TopicArn || wanted.Endpoint !== before.Endpoint) return null;
  requirePermission(work, { action: 'sns:SetSubscriptionAttributes', resource: found.topic.arn });
  found.subscription.raw = isTrue(wanted.RawMessageDelivery);
  work.world.changed();
  return { physicalId, attributes: { Arn: physicalId } };
}

function remove(work: Work, arn: string): void {
  const found = find(work, arn);
  if (!found) return;
  requirePermission(work, { action: 'sns:Unsubscribe', resource: found.topic.arn });
  found.topic.subscriptions = found.topic.subscriptions.filter((one) => one !== found.subscription);
  work.world.changed();
}

function find(work: Work, arn: string): { topic: Topic; subscription: Subscription } | null {
  const topic = work.world.data.topics[arn.slice(0, arn.lastIndexOf(':'))];
  const subscription = topic?.subscriptions.find((one) => one.arn === arn);
  return topic && subscription ? { topic, subscription } : null;
}

function isTrue(value: boolean | string): boolean {
  return value === true || value === 'true';
}
