import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOORBELL_NAME, SANDBOX_OPERATOR } from '@/sandbox/operator';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';

const CUSTOMER = '111122223333';
const TOPIC = `arn:aws:sns:us-east-1:${SANDBOX_OPERATOR.accountId}:${DOORBELL_NAME}`;
const clock = { now: new Date() };
let stand: TestStand;

beforeAll(async () => {
  stand = await startTestStand(clock);
});
afterAll(() => stand.close());

const TEMPLATE = JSON.stringify({
  Resources: {
    Start: { Type: 'Custom::TributaryStart', Properties: { ServiceToken: TOPIC, ServiceTimeout: 300 } },
  },
});

async function nextRequest(): Promise<Record<string, string>> {
  const sqs = new SQSClient(stand.client(stand.operator));
  const QueueUrl = `${stand.apiUrl}/${SANDBOX_OPERATOR.accountId}/${DOORBELL_NAME}`;
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const [message] = Messages ?? [];
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  return JSON.parse(JSON.parse(message?.Body ?? '{}').Message);
}

describe('the doorbell, over the wire', () => {
  it('rings when a customer creates a stack, and the stack goes on once it was answered', async () => {
    const { id, secret } = stand.control.accessKey({ accountId: CUSTOMER, userName: 'seven' });
    const admin = stand.control.accessKey({ accountId: CUSTOMER, userName: 'admin' });
    const client = new CloudFormationClient(stand.client({ accessKeyId: id, secretAccessKey: secret }));
    const watching = new CloudFormationClient(
      stand.client({ accessKeyId: admin.id, secretAccessKey: admin.secret }),
    );
    const status = async () =>
      (await watching.send(new DescribeStacksCommand({ StackName: 'hooked' }))).Stacks?.[0]?.StackStatus;
    await client.send(new CreateStackCommand({ StackName: 'hooked', TemplateBody: TEMPLATE }));
    const { ResponseURL = '', StackId, RequestId, LogicalResourceId } = await nextRequest();
    expect(new URL(ResponseURL).origin).toBe(stand.apiUrl);
    // The key with its slashes as they are, as AWS's own addresses show it.
    expect(new URL(ResponseURL).pathname).toBe(
      `/cloudformation-custom-resource-response-useast1/${encodeURIComponent(`${StackId}|Start|${RequestId}`).replaceAll('%2F', '/')}`,
    );
    const body = JSON.stringify({
      Status: 'SUCCESS',
      PhysicalResourceId: 'start',
      StackId,
      RequestId,
      LogicalResourceId,
    });
    const typed = await fetch(ResponseURL, { method: 'PUT', body });
    expect([typed.status, await typed.text()]).toEqual([
      403,
      expect.stringContaining('SignatureDoesNotMatch'),
    ]);
    expect(await status()).toBe('CREATE_IN_PROGRESS');
    const answered = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
    expect(answered.status).toBe(200);
    expect(await status()).toBe('CREATE_COMPLETE');
  });
});
