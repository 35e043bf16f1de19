import { describe, expect, it } from 'vitest';
import { updateStack } from '@/sandbox/cloudformation/engine';
import {
  ACCOUNT,
  create,
  ROLE_AND_POLICY,
  TRUST,
  template,
  testWorld,
  userWith,
} from '@/sandbox/cloudformation/testing';
import type { UpdateStackInput } from '@/sandbox/engine-port';
import type { Json, Stack } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const OTHER_TRUST: Json = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
};

/** The stack of every test with other resources beside or instead of its own. */
function changed(resources: { [id: string]: Json }): string {
  return template({ Resources: { ...ROLE_AND_POLICY, ...resources } });
}

function roleWith(properties: { [name: string]: Json }): Json {
  return {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'reader', AssumeRolePolicyDocument: TRUST, ...properties },
  };
}

function update(
  world: World,
  stack: Stack,
  change: Partial<UpdateStackInput> & { user?: string } = {},
): Promise<void> {
  const { user = 'admin', ...input } = change;
  const principal = world.userPrincipal(ACCOUNT, user);
  if (!principal) throw new Error(`no user ${user}`);
  return updateStack(world, {
    stack,
    principal,
    parameters: {},
    capabilities: ['CAPABILITY_NAMED_IAM'],
    ...input,
  });
}

async function standing(): Promise<{ world: World; stack: Stack; pass: (seconds: number) => void }> {
  const { world, pass } = testWorld();
  const stack = await create(world);
  pass(60);
  expect(stack.status).toBe('CREATE_COMPLETE');
  return { world, stack, pass };
}

const trustOf = (world: World) => world.account(ACCOUNT)?.roles.reader?.trust;

describe('a stack that is updated', () => {
  it('changes a resource where it stands, under the same ID', async () => {
    const { world, stack, pass } = await standing();
    const id = stack.id;
    await update(world, stack, {
      templateBody: changed({ Role: roleWith({ AssumeRolePolicyDocument: OTHER_TRUST }) }),
    });
    expect(stack.status).toBe('UPDATE_IN_PROGRESS');
    pass(60);
    expect(stack).toMatchObject({ id, status: 'UPDATE_COMPLETE' });
    expect(trustOf(world)).toEqual(OTHER_TRUST);
    const statuses = stack.events.map(({ status }) => status);
    expect(statuses).toContain('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  });

  it('deletes at the end what the template has no longer', async () => {
    const { world, stack, pass } = await standing();
    await update(world, stack, { templateBody: template({ Resources: { Role: ROLE_AND_POLICY.Role } }) });
    pass(60);
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(Object.keys(world.account(ACCOUNT)?.policies ?? {})).toEqual([]);
    expect(world.account(ACCOUNT)?.roles.reader).toBeDefined();
  });

  it('goes back to what was before when a resource cannot be changed', async () => {
    const { world, stack, pass } = await standing();
    const templateBody = changed({
      Role: roleWith({ AssumeRolePolicyDocument: OTHER_TRUST }),
      Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'Role', Properties: { QueueName: 'no name' } },
    });
    await update(world, stack, { templateBody });
    pass(120);
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(trustOf(world)).toEqual(TRUST);
    const again = update(world, stack, { templateBody: template({ Resources: ROLE_AND_POLICY }) });
    await expect(again).rejects.toThrow('No updates are to be performed');
  });

  it.each<[string, Partial<UpdateStackInput>, string]>([
    ['nothing would change', {}, 'No updates are to be performed'],
    ['the box is not ticked', { capabilities: [] }, 'CAPABILITY_NAMED_IAM'],
    [
      'a resource has another type',
      { templateBody: changed({ Policy: { Type: 'AWS::SQS::Queue', Properties: {} } }) },
      'Update of resource type is not permitted',
    ],
  ])('is refused when %s', async (_, change, says) => {
    const { world, stack } = await standing();
    await expect(update(world, stack, change)).rejects.toThrow(says);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('is refused without the permission, and while it is in work', async () => {
    const { world, stack } = await standing();
    const templateBody = changed({ Role: roleWith({ AssumeRolePolicyDocument: OTHER_TRUST }) });
    const user = userWith(world, ['cloudformation:DescribeStacks']);
    await expect(update(world, stack, { templateBody, user })).rejects.toThrow('cloudformation:UpdateStack');
    await update(world, stack, { templateBody });
    await expect(update(world, stack, { templateBody })).rejects.toThrow('can not be updated');
  });
});

describe('the stack of an operator', () => {
  const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'bell' } };
  const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bell' } };
  const subscription = {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
  };
  const queuePolicy = {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          },
        ],
      },
    },
  };
  const resources: Json = {
    Topic: topic,
    Queue: queue,
    QueuePolicy: queuePolicy,
    Subscription: subscription,
  };

  it('makes a topic that is subscribed by a queue, and takes all of it away again', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: template({ Resources: resources }) });
    pass(120);
    expect(stack).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(Object.keys(world.data.topics)).toContain(`arn:aws:sns:us-east-1:${ACCOUNT}:bell`);
    expect(Object.values(world.data.queues).map(({ name }) => name)).toContain('bell');
    await update(world, stack, { templateBody: template({ Resources: { Topic: topic } }) });
    pass(120);
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect(Object.values(world.data.queues).map(({ name }) => name)).not.toContain('bell');
  });
});
