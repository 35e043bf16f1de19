import { allow } from '@/sandbox/accounts';
import { createQueue, queueArn } from '@/sandbox/messaging/queues';
import { createTopic, subscribe, topicArn } from '@/sandbox/messaging/topics';
import type { Queue } from '@/sandbox/messaging-state';
import { DOORBELL_NAME, SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { World } from '@/sandbox/world';

/** SQS hides what is read for this long, and gives up on a message that was read this often. */
const VISIBILITY_SECONDS = 30;
const MAX_RECEIVES = 5;

/**
 * The operator's doorbell, as its own stack would make it: a topic that everybody may publish to, a queue that only
 * this topic feeds, a dead-letter queue, and the app's permission to read. What is there already stays as it is.
 */
export function ensureDoorbell(world: World): void {
  const { accountId, userName } = SANDBOX_OPERATOR;
  const place = { accountId, region: 'us-east-1' };
  const user = world.account(accountId)?.users[userName];
  if (!user || world.data.topics[topicArn({ ...place, name: DOORBELL_NAME })]) return;
  const topic = createTopic(world, { ...place, name: DOORBELL_NAME });
  topic.policy = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: topic.arn },
  };
  const queue = doorbellQueue(world, { topicArn: topic.arn, place });
  subscribe(world, { topic, endpoint: queue.arn, raw: false });
  user.policies.push(
    allow('ReadTheDoorbell', {
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      resources: [queue.arn],
    }),
  );
}

function doorbellQueue(
  world: World,
  { topicArn: source, place }: { topicArn: string; place: { accountId: string; region: string } },
): Queue {
  const deadLetters = createQueue(world, { ...place, name: `${DOORBELL_NAME}-dead-letters` });
  const queue = createQueue(world, {
    ...place,
    name: DOORBELL_NAME,
    visibilitySeconds: VISIBILITY_SECONDS,
    redrive: { deadLetterArn: deadLetters.arn, maxReceiveCount: MAX_RECEIVES },
  });
  queue.policy = {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn(queue),
      Condition: { ArnEquals: { 'aws:SourceArn': source } },
    },
  };
  return queue;
}
