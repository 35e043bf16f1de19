import { beforeEach, describe, expect, it } from 'vitest';
import { deleteStack } from '@/sandbox/cloudformation/engine';
import {
  HOOKED,
  type HookedWorld,
  hook,
  hookedWorld,
  ONE,
  TOPIC,
} from '@/sandbox/cloudformation/hooked-world';
import { create, failure, sevenWithout, template, userWith } from '@/sandbox/cloudformation/testing';
import type { Json, Stack } from '@/sandbox/state';

let world: HookedWorld['world'];
let pass: HookedWorld['pass'];
let asked: HookedWorld['asked'];
let answer: HookedWorld['answer'];

beforeEach(() => {
  ({ world, pass, asked, answer } = hookedWorld());
});

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
