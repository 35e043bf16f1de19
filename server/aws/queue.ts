import { troubleOf } from './errors';
import { type AwsPlace, clientOptions } from './place';
import type { MessageQueue } from './port';

/** SQS holds an empty answer back for so long at most, in seconds: one request in 20 s while nobody rings. */
const WAIT_SECONDS = 20;
/** Seconds in which whoever received a message must have dealt with it; then SQS gives it to somebody else. */
const VISIBILITY_SECONDS = 30;
/** SQS gives no more at once. */
const MOST = 10;

/** An SQS queue, read by long polling. The SDK's client is loaded with the first call: most installations have no queue. */
export function messageQueue(place: AwsPlace, url: string): MessageQueue {
  const opened = openQueue(place, url);
  const ask = async <T>(call: (queue: Opened) => Promise<T>): Promise<T> => {
    try {
      return await call(await opened());
    } catch (error) {
      throw troubleOf(error);
    }
  };
  return {
    receive: (signal) =>
      ask(async ({ client, sqs }) => {
        const wanted = new sqs.ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: MOST,
          WaitTimeSeconds: WAIT_SECONDS,
          VisibilityTimeout: VISIBILITY_SECONDS,
        });
        const { Messages = [] } = await client.send(wanted, { abortSignal: signal });
        return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '' }) => ({
          id: MessageId,
          body: Body,
          receipt: ReceiptHandle,
        }));
      }),
    remove: ({ receipt }) =>
      ask(async ({ client, sqs }) => {
        await client.send(new sqs.DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }));
      }),
    putBack: ({ receipt }, seconds) =>
      ask(async ({ client, sqs }) => {
        const later = { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: seconds };
        await client.send(new sqs.ChangeMessageVisibilityCommand(later));
      }),
  };
}

/** Whether the queue can be read: looks at one message at most, and hides it from nobody. Throws AwsTrouble. */
export async function lookIntoQueue(place: AwsPlace, url: string): Promise<void> {
  try {
    const { client, sqs } = await openQueue(place, url)();
    await client.send(
      new sqs.ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 1,
        VisibilityTimeout: 0,
        WaitTimeSeconds: 0,
      }),
    );
  } catch (error) {
    throw troubleOf(error);
  }
}

type Opened = Awaited<ReturnType<ReturnType<typeof openQueue>>>;

function openQueue(place: AwsPlace, url: string) {
  const open = async () => {
    const sqs = await import('@aws-sdk/client-sqs');
    const options = clientOptions(place, {});
    const client = new sqs.SQSClient({
      ...options,
      // Where the queue is comes from the operator alone; where nothing stands in for AWS its own address says it.
      endpoint: place.endpoint ?? new URL(url).origin,
      requestHandler: { ...options.requestHandler, requestTimeout: (WAIT_SECONDS + 5) * 1_000 },
    });
    return { sqs, client };
  };
  let opened: ReturnType<typeof open> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
