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
import { createQueue, queueArn, queueUrl } from '@/sandbox/messaging/queues';
import type { Queue } from '@/sandbox/messaging-state';
import type { Json } from '@/sandbox/state';

const seconds = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const Properties = z.strictObject({
  QueueName: z
    .string()
    .regex(/^[\w-]{1,80}$/)
    .optional(),
  VisibilityTimeout: seconds(0, 43_200).default(30),
  MessageRetentionPeriod: seconds(60, 1_209_600).default(345_600),
  ReceiveMessageWaitTimeSeconds: seconds(0, 20).default(0),
  DelaySeconds: seconds(0, 900).default(0),
  RedrivePolicy: z
    .strictObject({
      deadLetterTargetArn: z.string(),
      maxReceiveCount: z.coerce.number().int().min(1).max(1000),
    })
    .optional(),
  SqsManagedSseEnabled: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
  Tags,
});

/** AWS::SQS::Queue, a standard one. Its ID is its address. */
export const queue: ResourceHandler = { create, update, delete: remove, named: 'QueueName' };

function create(work: Work, input: Json): Made {
  const properties = readProperties(Properties, input);
  const name = properties.QueueName ?? generatedName(work, 80);
  const place = { name, accountId: work.accountId, region: work.region };
  const arn = queueArn(place);
  requirePermission(work, { action: 'sqs:CreateQueue', resource: arn });
  requirePermission(work, { action: 'sqs:GetQueueAttributes', resource: arn });
  if (properties.Tags.length > 0) requirePermission(work, { action: 'sqs:TagQueue', resource: arn });
  if (work.world.data.queues[arn]) {
    throw serviceFault(work, {
      message: `A queue named ${name} already exists`,
      status: 409,
      code: 'AlreadyExists',
      service: 'Sqs',
    });
  }
  return madeOf(work, createQueue(work.world, { ...place, ...settingsOf(properties) }));
}

function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const wanted = readProperties(Properties, properties);
  const found = queueOfUrl(work, physicalId);
  if (!found || wanted.QueueName !== readProperties(Properties, old).QueueName) return null;
  requirePermission(work, { action: 'sqs:SetQueueAttributes', resource: found.arn });
  Object.assign(found, settingsOf(wanted));
  work.world.changed();
  return madeOf(work, found);
}

function remove(work: Work, url: string): void {
  const found = queueOfUrl(work, url);
  if (!found) return;
  requirePermission(work, { action: 'sqs:DeleteQueue', resource: found.arn });
  delete work.world.data.queues[found.arn];
  work.world.changed();
}

/** The queue of the stack's own account that an address names, wherever the sandbox is reached by now. */
export function queueOfUrl(work: Work, url: string): Queue | undefined {
  const [accountId = '', name = ''] = url.split('/').slice(-2);
  const found = work.world.data.queues[queueArn({ region: work.region, accountId, name })];
  return found?.accountId === work.accountId ? found : undefined;
}

function settingsOf(properties: z.output<typeof Properties>) {
  const { RedrivePolicy: redrive } = properties;
  return {
    visibilitySeconds: properties.VisibilityTimeout,
    retentionSeconds: properties.MessageRetentionPeriod,
    waitSeconds: properties.ReceiveMessageWaitTimeSeconds,
    delaySeconds: properties.DelaySeconds,
    redrive: redrive
      ? { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount }
      : null,
  };
}

function madeOf(work: Work, made: Queue): Made {
  const url = queueUrl(work.world, made);
  return { physicalId: url, attributes: { Arn: made.arn, QueueName: made.name, QueueUrl: url } };
}
