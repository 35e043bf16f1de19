import { z } from 'zod';
import { type Stand, verb } from '@/sandbox/control/verb';
import { createQueue, queueArn, queueUrl } from '@/sandbox/messaging/queues';
import { publish } from '@/sandbox/messaging/topics';
import type { QueueMessage } from '@/sandbox/messaging-state';

const AccountId = z.string().regex(/^\d{12}$/);
const Name = z.string().regex(/^[\w-]{1,80}$/);

/** Control calls about topics and queues. */
export function messageVerbs({ world }: Stand) {
  return {
    /** Publishes to a topic as anybody might who is allowed to; the message is any text. */
    publish: verb(z.strictObject({ topicArn: z.string(), message: z.string() }), ({ topicArn, message }) => {
      const topic = world.data.topics[topicArn];
      if (!topic) throw new Error(`There is no topic ${topicArn}.`);
      publish(world, { topic, message });
    }),
    createQueue: verb(
      z.strictObject({ accountId: AccountId, name: Name, region: z.string().default('us-east-1') }),
      (input): { arn: string; url: string } => {
        const queue = createQueue(world, input);
        return { arn: queue.arn, url: queueUrl(world, queue) };
      },
    ),
    /** What lies in a queue, hidden or not, without receiving it. */
    messages: verb(
      z.strictObject({ accountId: AccountId, name: Name, region: z.string().default('us-east-1') }),
      (input): QueueMessage[] => world.data.queues[queueArn(input)]?.messages ?? [],
    ),
  };
}
