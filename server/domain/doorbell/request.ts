import { z } from 'zod';
import type { QueueMessage } from '@/server/aws/port';

/** A request of CloudFormation has some 2 KB; SNS takes up to 256 KB from anybody. */
const LONGEST = 64 * 1_024;

/** What SNS puts around everything that is published to a topic. */
const Envelope = z.looseObject({
  Type: z.literal('Notification'),
  MessageId: z.string().regex(/^[0-9A-Za-z-]{1,100}$/),
  TopicArn: z.string().max(400),
  Message: z.string(),
});

const STACK =
  /^arn:aws:cloudformation:([a-z0-9-]{1,32}):(\d{12}):stack\/([A-Za-z][A-Za-z0-9-]{0,127})\/[0-9A-Za-z-]{1,64}$/;

/**
 * What CloudFormation asks of a custom resource. Every text that goes into our answer is bounded, so that the answer stays within
 * 4,096 bytes.
 */
const Request = z.looseObject({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string().regex(STACK),
  RequestId: z.string().regex(/^[\w-]{1,128}$/),
  ResourceType: z.string().regex(/^[\w:@-]{1,80}$/),
  LogicalResourceId: z.string().regex(/^[A-Za-z0-9]{1,255}$/),
  PhysicalResourceId: z
    .string()
    .regex(/^[\x20-\x7e]{1,512}$/)
    .optional(),
  ResourceProperties: z.record(z.string().max(255), z.unknown()).default({}),
});

/** Goes into a query: Postgres takes no text with a NUL. */
const CONNECTION = /^[0-9A-Za-z-]{1,64}$/;

export interface StackRequest {
  type: 'Create' | 'Update' | 'Delete';
  responseUrl: string;
  stackId: string;
  /** Of the StackId. */
  region: string;
  accountId: string;
  stackName: string;
  requestId: string;
  resourceType: string;
  logicalId: string;
  /** What we called it when it was created; undefined at a Create. */
  physicalId: string | undefined;
  /** Which connection it says that it is for; '' when it says nothing that could be one. */
  connectionId: string;
  /** The template's values, those that are text. */
  values: Readonly<Record<string, string>>;
}

export type Read =
  | { messageId: string; request: StackRequest }
  /** Nobody can answer or use it. `why` names what is wrong, never what stood there. */
  | { messageId: string; poison: string };

/** Reads what came from the queue: anything at all, since anybody may publish to the topic. */
export function readMessage(
  message: Pick<QueueMessage, 'id' | 'body'>,
  by: { topicArn: string; isAnswerAddress(url: string): boolean },
): Read {
  const unnamed = `sqs:${message.id}`;
  if (Buffer.byteLength(message.body) > LONGEST) return { messageId: unnamed, poison: 'too large' };
  const envelope = Envelope.safeParse(parsed(message.body));
  if (!envelope.success) return { messageId: unnamed, poison: 'not a notification of SNS' };
  const { MessageId: messageId, TopicArn, Message } = envelope.data;
  // Only the topic may send to the queue, so this says that the queue's policy is open.
  if (TopicArn !== by.topicArn) return { messageId: unnamed, poison: 'of another topic' };
  const request = Request.safeParse(parsed(Message));
  if (!request.success) {
    const where = request.error.issues[0]?.path[0];
    return { messageId, poison: `not a request of CloudFormation${where ? `: ${String(where)}` : ''}` };
  }
  if (!by.isAnswerAddress(request.data.ResponseURL))
    return { messageId, poison: 'to be answered at an address that is not CloudFormation’s' };
  return { messageId, request: requestOf(request.data) };
}

function requestOf(asked: z.infer<typeof Request>): StackRequest {
  const [, region = '', accountId = '', stackName = ''] = STACK.exec(asked.StackId) ?? [];
  const texts = Object.entries(asked.ResourceProperties).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const values: Record<string, string> = Object.fromEntries(texts);
  return {
    type: asked.RequestType,
    responseUrl: asked.ResponseURL,
    stackId: asked.StackId,
    region,
    accountId,
    stackName,
    requestId: asked.RequestId,
    resourceType: asked.ResourceType,
    logicalId: asked.LogicalResourceId,
    physicalId: asked.PhysicalResourceId,
    connectionId: CONNECTION.test(values.ConnectionId ?? '') ? (values.ConnectionId ?? '') : '',
    values,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
