import { beforeEach, describe, expect, it } from 'vitest';
import { createOperator } from '@/sandbox/accounts';
import { deleteStack } from '@/sandbox/cloudformation/engine';
import { takeAnswer } from '@/sandbox/cloudformation/response-url';
import {
  ACCOUNT,
  create,
  failure,
  ROLE_AND_POLICY,
  sevenWithout,
  template,
  testWorld,
  userWith,
} from '@/sandbox/cloudformation/testing';
import type { ApiRequest } from '@/sandbox/http/message';
import { ensureDoorbell } from '@/sandbox/messaging/doorbell';
import { queueArn, receiveMessages } from '@/sandbox/messaging/queues';
import { DOORBELL_NAME, SANDBOX_OPERATOR } from '@/sandbox/operator';
import type { Json, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const PLACE = { accountId: SANDBOX_OPERATOR.accountId, region: 'us-east-1', name: DOORBELL_NAME };
const TOPIC = `arn:aws:sns:us-east-1:${PLACE.accountId}:${DOORBELL_NAME}`;

type Asked = {
  RequestType: string;
  ResponseURL: string;
  PhysicalResourceId?: string;
  RequestId: string;
} & Record<string, Json>;

let world: World;
let pass: (seconds: number) => void;

beforeEach(() => {
  ({ world, pass } = testWorld());
  createOperator(world);
  ensureDoorbell(world);
});

const hook = (
  type: string,
  rest: { [key: string]: Json } = {},
  properties: { [key: string]: Json } = {},
) => ({
  Type: type,
  Properties: { ServiceToken: TOPIC, ServiceTimeout: 300, ...properties },
  ...rest,
});

/** The shape of the product's own template: a hook at the start, and one after role and policy. */
const HOOKED = template({
  Resources: {
    Start: hook('Custom::TributaryStart', {}, { Answer: 42, Really: true }),
    ...ROLE_AND_POLICY,
    Done: hook('Custom::TributaryDone', { DependsOn: ['Role', 'Policy'] }),
  },
});

const ONE = template({ Resources: { Hook: hook('Custom::Hook') } });

/** The requests that came since the last look. */
function asked(): Asked[] {
  const queue = world.data.queues[queueArn(PLACE)];
  if (!queue) throw new Error('no queue');
  const messages = receiveMessages(world, { queue, most: 10, visibilitySeconds: 43_200 });
  queue.messages = [];
  return messages.map((one): Asked => JSON.parse(JSON.parse(one.body).Message));
}

function put(request: Asked, body: string, headers: Record<string, string> = {}) {
  const url = new URL(request.ResponseURL);
  const sent: ApiRequest = {
    method: 'PUT',
    path: url.pathname,
    query: [...url.searchParams],
    headers,
    body: new TextEncoder().encode(body),
  };
  return takeAnswer(world, sent);
}

function answer(request: Asked, change: Record<string, Json | undefined> = {}): void {
  const { StackId, RequestId, LogicalResourceId } = request;
  const PhysicalResourceId = request.PhysicalResourceId ?? 'made-by-us';
  put(
    request,
    JSON.stringify({
      Status: 'SUCCESS',
      PhysicalResourceId,
      StackId,
      RequestId,
      LogicalResourceId,
      ...change,
    }),
  );
  pass(0);
}

const statusOf = (stack: Stack, id: string) => stack.resources.find((one) => one.logicalId === id)?.status;

describe('a custom resource', () => {
  it('is asked at once, and the resources that do not need it are made meanwhile', async () => {
    const stack = await create(world, { templateBody: HOOKED, user: 'seven' });
    const [start, ...others] = asked();
    expect(others).toEqual([]);
    expect(start).toMatchObject({
      RequestType: 'Create',
      ServiceToken: TOPIC,
      StackId: stack.id,
      LogicalResourceId: 'Start',
      ResourceType: 'Custom::TributaryStart',
      ResourceProperties: { ServiceToken: TOPIC, ServiceTimeout: '300', Answer: '42', Really: 'true' },
    });
    expect(start).not.toHaveProperty('PhysicalResourceId');
    pass(6);
    expect([statusOf(stack, 'Start'), statusOf(stack, 'Policy')]).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_COMPLETE',
    ]);
    const [done] = asked();
    expect(done?.LogicalResourceId).toBe('Done');
    if (!start || !done) throw new Error('not asked');
    answer(done);
    expect(stack.status).toBe('CREATE_IN_PROGRESS');
    answer(start);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('gives its data to Fn::GetAtt and its ID to Ref', async () => {
    const stack = await create(world, {
      templateBody: template({
        Resources: { Hook: hook('AWS::CloudFormation::CustomResource') },
        Outputs: {
          Value: { Value: { 'Fn::Join': [' ', [{ Ref: 'Hook' }, { 'Fn::GetAtt': 'Hook.Colour' }]] } },
        },
      }),
    });
    for (const request of asked()) answer(request, { Data: { Colour: 'blue' } });
    expect(stack.outputs).toMatchObject([{ value: 'made-by-us blue' }]);
  });

  it('goes on after the world was written down and read again', async () => {
    const before = await create(world, { templateBody: ONE });
    world.replace(JSON.parse(JSON.stringify(world.data)));
    for (const request of asked()) answer(request);
    expect(world.stackById(before.id)?.status).toBe('CREATE_COMPLETE');
  });
});

describe('an answer', () => {
  it.each<[string, Record<string, Json | undefined>, string]>([
    [
      'that says FAILED',
      { Status: 'FAILED', Reason: 'Wrong account' },
      'Message returned: Wrong account (RequestId:',
    ],
    ['that says FAILED without a reason', { Status: 'FAILED' }, 'Reason is needed'],
    ['of another status', { Status: 'DONE' }, 'Invalid response object: Status'],
    ['for another stack', { StackId: 'arn:other' }, 'StackId is of another stack'],
    ['to another request', { RequestId: 'other' }, 'RequestId is of another request'],
    ['of another resource', { LogicalResourceId: 'Other' }, 'LogicalResourceId is of another'],
    ['without an ID', { PhysicalResourceId: undefined }, 'Invalid PhysicalResourceId'],
    ['with an ID that is too long', { PhysicalResourceId: 'x'.repeat(1025) }, 'Invalid PhysicalResourceId'],
    ['over 4096 bytes', { Data: { Long: 'é'.repeat(2000) } }, 'Response object is too long.'],
  ])('%s turns the stack back', async (_title, change, reason) => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) answer(request, change);
    expect(failure(stack)).toContain(reason);
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    const [request] = asked();
    expect(request?.RequestType).toBe('Delete');
    if (request) answer(request);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
  });

  it('that is no JSON turns the stack back', async () => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) put(request, 'yes');
    pass(0);
    expect(failure(stack)).toContain('Invalid response object');
  });

  it('of exactly 4096 bytes is read', async () => {
    const stack = await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    const { StackId, RequestId, LogicalResourceId } = request;
    const parts = { Status: 'SUCCESS', PhysicalResourceId: 'x', StackId, RequestId, LogicalResourceId };
    const rest = 4096 - JSON.stringify({ ...parts, Reason: '' }).length;
    put(request, JSON.stringify({ ...parts, Reason: 'r'.repeat(rest) }));
    pass(0);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('counts once: a second one changes nothing', async () => {
    const stack = await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    answer(request);
    answer(request, { Status: 'FAILED', Reason: 'No' });
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('needs the signature, the method, an empty content type, and to come within two hours', async () => {
    await create(world, { templateBody: ONE });
    const [request] = asked();
    if (!request) throw new Error('not asked');
    expect(() => put(request, '{}', { 'content-type': 'application/json' })).toThrow('does not match');
    const other = { ...request, ResponseURL: request.ResponseURL.replace('Hook', 'Hoop') };
    expect(() => put(other, '{}')).toThrow('does not match');
    const later = request.ResponseURL.replace(/Expires=\d+/, 'Expires=9999999999');
    expect(() => put({ ...request, ResponseURL: later }, '{}')).toThrow('does not match');
    pass(7201);
    expect(() => put(request, '{}')).toThrow('expired');
  });
});

describe('no answer', () => {
  it('turns the stack back after ServiceTimeout, and a Delete without one fails the rollback', async () => {
    const stack = await create(world, { templateBody: HOOKED });
    pass(299);
    expect(stack.status).toBe('CREATE_IN_PROGRESS');
    const ids = asked().map((request) => `${request.RequestType} ${request.LogicalResourceId}`);
    expect(ids).toEqual(['Create Start', 'Create Done']);
    pass(1);
    expect(failure(stack)).toContain('CloudFormation did not receive a response from your Custom Resource');
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    const cancelled = stack.events.find((event) => event.reason === 'Resource creation cancelled');
    expect(cancelled?.logicalId).toBe('Done');
    pass(700);
    expect(stack.status).toBe('ROLLBACK_FAILED');
    expect(stack.statusReason).toContain('[Done, Start]');
    expect(world.account(ACCOUNT)?.roles).toEqual({});
  });

  it('takes an hour without a ServiceTimeout, or the share of it that the sandbox is set to', async () => {
    const untimed = template({
      Resources: { Hook: { Type: 'Custom::Hook', Properties: { ServiceToken: TOPIC } } },
    });
    const stack = await create(world, { templateBody: untimed });
    pass(3599);
    expect(stack.status).toBe('CREATE_IN_PROGRESS');
    pass(1);
    expect(stack.status).toBe('ROLLBACK_IN_PROGRESS');
    world.data.settings.timeoutFactor = 0.01;
    const quick = await create(world, { templateBody: untimed, stackName: 'quick' });
    pass(36);
    expect(quick.status).toBe('ROLLBACK_IN_PROGRESS');
  });
});

describe('deleting', () => {
  it('asks with the ID that was given, and waits', async () => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) answer(request);
    deleteStack(world, { stack, principal: stack.principal });
    const [request] = asked();
    expect(request).toMatchObject({ RequestType: 'Delete', PhysicalResourceId: 'made-by-us' });
    pass(60);
    expect(stack.status).toBe('DELETE_IN_PROGRESS');
    if (request) answer(request);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });

  it('fails when the answer says so, and can be tried again', async () => {
    const stack = await create(world, { templateBody: ONE });
    for (const request of asked()) answer(request);
    deleteStack(world, { stack, principal: stack.principal });
    for (const request of asked()) answer(request, { Status: 'FAILED', Reason: 'Not now' });
    expect(stack.status).toBe('DELETE_FAILED');
    expect(stack.events.at(-2)?.reason).toContain('Message returned: Not now');
    deleteStack(world, { stack, principal: stack.principal });
    for (const request of asked()) answer(request);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});

describe('what cannot be asked fails the stack, and is not asked to delete', () => {
  it.each<[string, { [key: string]: Json }, string]>([
    [
      'a topic of another Region',
      { ServiceToken: TOPIC.replace('us-east-1', 'eu-west-1') },
      'Region of the stack',
    ],
    [
      'a Lambda function',
      { ServiceToken: 'arn:aws:lambda:us-east-1:999988887777:function:x' },
      'Invalid service token',
    ],
    [
      'a topic that does not exist',
      { ServiceToken: `${TOPIC}-none` },
      'not authorized to perform: SNS:Publish',
    ],
    ['a time-out over an hour', { ServiceTimeout: 3601 }, 'ServiceTimeout'],
  ])('%s', async (_title, properties, reason) => {
    const stack = await create(world, {
      templateBody: template({ Resources: { Hook: hook('Custom::Hook', {}, properties) } }),
    });
    expect(failure(stack)).toContain(reason);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(asked()).toEqual([]);
  });

  it('a person without sns:Publish', async () => {
    const user = userWith(world, sevenWithout('sns:Publish'));
    const stack = await create(world, { templateBody: ONE, user });
    expect(failure(stack)).toContain('no identity-based policy allows the SNS:Publish action');
  });

  it('a topic whose policy lets nobody in from elsewhere', async () => {
    const topic = world.data.topics[TOPIC];
    if (topic) topic.policy = null;
    const stack = await create(world, { templateBody: ONE });
    expect(failure(stack)).toContain('no resource-based policy allows the SNS:Publish action');
  });
});
