import { z } from 'zod';
import {
  asResourceFault,
  JsonValue,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { queueOfUrl } from '@/sandbox/cloudformation/resources/queue';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { Json, PolicyDocument } from '@/sandbox/state';

type Target = { arn: string; accountId: string; policy: PolicyDocument | null };

/** What a policy of several topics or queues says how to find, and what writing it needs. */
type Kind = {
  /** The property that lists what the policy is for. */
  list: 'Topics' | 'Queues';
  action: string;
  service: string;
  find: (work: Work, name: string) => Target | undefined;
};

/** AWS::SNS::TopicPolicy: who may publish to topics of the stack's account. */
export const topicPolicy = policyOf({
  list: 'Topics',
  action: 'sns:SetTopicAttributes',
  service: 'Sns',
  find: (work, arn) => work.world.data.topics[arn],
});

/** AWS::SQS::QueuePolicy: who may use queues of the stack's account. */
export const queuePolicy = policyOf({
  list: 'Queues',
  action: 'sqs:SetQueueAttributes',
  service: 'Sqs',
  find: queueOfUrl,
});

/** The policy has no name in AWS; its ID here lists what it is for, so that it can be taken away again. */
function policyOf(kind: Kind): ResourceHandler {
  const Properties = z.strictObject({ [kind.list]: z.array(Text).min(1), PolicyDocument: JsonValue });
  const put = (work: Work, input: Json): Made => {
    const properties = readProperties(Properties, input);
    const names = z.array(Text).parse(properties[kind.list]);
    const targets = names.map((name) => own(work, { kind, name }));
    const document = asResourceFault(work, () => parsePolicy(properties.PolicyDocument, 'resource'));
    for (const target of targets) target.policy = document;
    work.world.changed();
    return { physicalId: names.join(' '), attributes: {} };
  };
  return {
    create: put,
    update: (work, { physicalId, properties }) => {
      const names = z.array(Text).safeParse(readProperties(Properties, properties)[kind.list]);
      return names.data?.join(' ') === physicalId ? put(work, properties) : null;
    },
    delete: (work, physicalId) => {
      for (const name of physicalId.split(' ')) {
        const target = kind.find(work, name);
        if (!target) continue;
        requirePermission(work, { action: kind.action, resource: target.arn });
        target.policy = null;
      }
      work.world.changed();
    },
  };
}

function own(work: Work, { kind, name }: { kind: Kind; name: string }): Target {
  const target = kind.find(work, name);
  if (target?.accountId === work.accountId) {
    requirePermission(work, { action: kind.action, resource: target.arn });
    return target;
  }
  throw serviceFault(work, {
    message: `${name} does not exist`,
    status: 404,
    code: 'NotFound',
    service: kind.service,
  });
}
