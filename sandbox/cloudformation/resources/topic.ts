import { z } from 'zod';
import {
  generatedName,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Tags,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { createTopic, topicArn } from '@/sandbox/messaging/topics';
import type { Topic } from '@/sandbox/messaging-state';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({
  TopicName: z
    .string()
    .regex(/^[\w-]{1,256}$/)
    .optional(),
  DisplayName: z.string().max(100).default(''),
  Tags,
});

/** AWS::SNS::Topic, a standard one without encryption by a key of the customer. */
export const topic: ResourceHandler = { create, update, delete: remove, named: 'TopicName' };

function create(work: Work, input: Json): Made {
  const properties = readProperties(Properties, input);
  const name = properties.TopicName ?? generatedName(work, 256);
  const arn = topicArn({ region: work.region, accountId: work.accountId, name });
  requirePermission(work, { action: 'sns:CreateTopic', resource: arn });
  requirePermission(work, { action: 'sns:GetTopicAttributes', resource: arn });
  if (properties.Tags.length > 0) requirePermission(work, { action: 'sns:TagResource', resource: arn });
  if (work.world.data.topics[arn]) {
    throw serviceFault(work, {
      message: `${arn} already exists`,
      status: 409,
      code: 'AlreadyExists',
      service: 'Sns',
    });
  }
  const { region, accountId } = work;
  const made = createTopic(work.world, { name, accountId, region, displayName: properties.DisplayName });
  return madeOf(made);
}

function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const wanted = readProperties(Properties, properties);
  const topic = work.world.data.topics[physicalId];
  if (!topic || wanted.TopicName !== readProperties(Properties, old).TopicName) return null;
  requirePermission(work, { action: 'sns:SetTopicAttributes', resource: topic.arn });
  topic.displayName = wanted.DisplayName;
  work.world.changed();
  return madeOf(topic);
}

function madeOf({ arn, name }: Topic): Made {
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName: name } };
}

/** Its subscriptions go with it. */
function remove(work: Work, arn: string): void {
  if (!work.world.data.topics[arn]) return;
  requirePermission(work, { action: 'sns:DeleteTopic', resource: arn });
  delete work.world.data.topics[arn];
  work.world.changed();
}
