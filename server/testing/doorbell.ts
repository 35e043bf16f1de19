import type { AwsTrouble } from '@/lib/aws-trouble';
import type { Aws, MessageQueue, QueueMessage } from '@/server/aws/port';
import { answerAddress } from '@/server/aws/stack-answer';
import type { ConnectionRow } from '@/server/db/tables';
import { templateValues } from '@/server/domain/connections/template-values';

export const topicArn = 'arn:aws:sns:us-east-1:999988887777:tributary-doorbell';
export const queueUrl = 'https://sqs.us-east-1.amazonaws.com/999988887777/tributary-doorbell';
const principal = 'arn:aws:iam::999988887777:root';

/** What CloudFormation was told, in order. */
export interface Answered {
  url: string;
  body: { Status: string; Reason: string; PhysicalResourceId: string; StackId: string; RequestId: string };
}

export type DoorbellPart = Pick<Aws, 'queue' | 'isAnswerAddress' | 'answerStack'>;

/** The doorbell's side of a stand-in AWS; `trouble` is what answering meets while it is set. */
export function fakeDoorbell(): DoorbellPart & {
  answers: Answered[];
  trouble: AwsTrouble | null;
  waiting: FakeQueue;
} {
  const waiting = fakeQueue();
  const made = {
    answers: [] as Answered[],
    trouble: null as AwsTrouble | null,
    waiting,
    queue: () => waiting,
    isAnswerAddress: (url: string) => answerAddress(url, null) !== null,
    async answerStack({ url, body }: { url: string; body: string }) {
      if (made.trouble) throw made.trouble;
      made.answers.push({ url, body: JSON.parse(body) });
    },
  };
  return made;
}

export interface FakeQueue extends MessageQueue {
  send(...bodies: string[]): void;
  /** What is neither removed nor put back. */
  taken: QueueMessage[];
  removed: QueueMessage[];
  putBacks: { message: QueueMessage; seconds: number }[];
}

/** A queue that hands everything out at once, and waits for more until it is aborted; what is put back comes again. */
export function fakeQueue(): FakeQueue {
  let sent: QueueMessage[] = [];
  let count = 0;
  let wake: () => void = () => undefined;
  const queue: FakeQueue = {
    taken: [],
    removed: [],
    putBacks: [],
    send(...bodies) {
      for (const body of bodies) {
        count += 1;
        sent.push({ id: `sqs-${count}`, body, receipt: `receipt-${count}` });
      }
      wake();
    },
    async receive(signal) {
      while (sent.length === 0) {
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          if (signal.aborted) reject(new Error('aborted'));
        });
      }
      // A network is between us and a queue: what is put back at once must not starve everything else.
      await new Promise((resolve) => setTimeout(resolve, 1));
      const given = sent.splice(0, 10);
      queue.taken.push(...given);
      return given;
    },
    async remove(message) {
      queue.taken = queue.taken.filter((one) => one !== message);
      queue.removed.push(message);
    },
    async putBack(message, seconds) {
      queue.taken = queue.taken.filter((one) => one !== message);
      queue.putBacks.push({ message, seconds });
      sent = [...sent, message];
      wake();
    },
  };
  return queue;
}

export interface Request {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  ResourceType: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceProperties: Record<string, unknown>;
}

/** What CloudFormation sends for the stack of this connection, as our template makes it. */
export function requestOf(connection: ConnectionRow, changes: Partial<Request> = {}): Request {
  return {
    RequestType: 'Create',
    ResponseURL:
      'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/waiting?X-Amz-Signature=00',
    StackId: stackIdOf(connection),
    RequestId: '0a1b2c3d-0000-4000-8000-000000000001',
    ResourceType: 'Custom::TributaryStart',
    LogicalResourceId: 'Start',
    ...changes,
    ResourceProperties: {
      ServiceToken: topicArn,
      ServiceTimeout: '300',
      ConnectionId: connection.id,
      ...templateValues(connection, principal),
      ...changes.ResourceProperties,
    },
  };
}

export function stackIdOf(connection: Pick<ConnectionRow, 'account_id' | 'stack_name'>): string {
  return `arn:aws:cloudformation:us-east-1:${connection.account_id}:stack/${connection.stack_name}/5c6d7e8f-0000-4000-8000-000000000001`;
}

let sent = 0;

/** As SNS puts it into the queue; every call is a message of its own unless its id is given. */
export function notificationOf(request: unknown, changes: Record<string, unknown> = {}): string {
  sent += 1;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: `9f8e7d6c-0000-4000-8000-${String(sent).padStart(12, '0')}`,
    TopicArn: topicArn,
    Subject: 'AWS CloudFormation custom resource request',
    Message: JSON.stringify(request),
    Timestamp: '2026-11-23T12:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'not looked at',
    ...changes,
  });
}
