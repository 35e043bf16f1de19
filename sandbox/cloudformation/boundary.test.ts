import { describe, expect, it } from 'vitest';
import { addUser, allow, SEVEN_PERMISSIONS } from '@/sandbox/accounts';
import { advance, createStack, deleteStack, summarize, updateStack } from '@/sandbox/cloudformation/engine';
import {
  ACCOUNT,
  create,
  failure,
  ROLE_AND_POLICY,
  TRUST,
  template,
  testWorld,
  userWith,
} from '@/sandbox/cloudformation/testing';
import { createControl } from '@/sandbox/control/control';
import { CallLog } from '@/sandbox/recorded-calls';
import type { Json } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
const BOUNDED: Json = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'reader', AssumeRolePolicyDocument: TRUST, PermissionsBoundary: BOUNDARY },
  },
};

const control = (world: World) => {
  const engine = { advance, createStack, deleteStack, summarize, updateStack };
  return createControl({ world, engine, log: new CallLog() });
};

/** A person who may make roles only when they have the boundary, as the guide of IAM delegates it. */
function delegate(world: World): string {
  const account = world.account(ACCOUNT);
  if (!account) throw new Error('no account');
  const policy = allow('Rest', { actions: ['cloudformation:*', 'iam:GetRole'], resources: ['*'] });
  const Condition = { StringEquals: { 'iam:PermissionsBoundary': BOUNDARY } };
  const Action = ['iam:CreateRole', 'iam:PutRolePermissionsBoundary'];
  const document = { Statement: { Effect: 'Allow' as const, Action, Resource: '*', Condition } };
  addUser(world, {
    account,
    name: 'delegate',
    says: '',
    policies: [policy, { name: 'OnlyBounded', document }],
  });
  return 'delegate';
}

describe('a role with a permissions boundary', () => {
  it('is made, read back and held by it', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: template({ Resources: BOUNDED }) });
    pass(60);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(world.account(ACCOUNT)?.roles.reader?.boundaryArn).toBe(BOUNDARY);
  });

  it.each<[string, Json, string]>([
    ['with it', BOUNDED, 'CREATE_COMPLETE'],
    ['without it', { Role: ROLE_AND_POLICY.Role }, 'ROLLBACK_COMPLETE'],
  ])('is made by who may make only bounded roles: %s', async (_, resources, status) => {
    const { world, pass } = testWorld();
    const stack = await create(world, {
      user: delegate(world),
      templateBody: template({ Resources: resources }),
    });
    pass(60);
    expect(stack.status).toBe(status);
  });

  it('needs one more permission than the seven', async () => {
    const { world, pass } = testWorld();
    const user = userWith(world, [...SEVEN_PERMISSIONS, 'iam:PutRolePermissionsBoundary']);
    const stack = await create(world, { user, templateBody: template({ Resources: BOUNDED }) });
    pass(60);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });
});

describe('a person who is held', () => {
  it('by a boundary cannot make the role, in the words of AWS', async () => {
    const { world, pass } = testWorld();
    const { arn } = await control(world).createPolicy({
      accountId: ACCOUNT,
      name: 'edge',
      document: { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } },
    });
    control(world).setBoundary({ arn: `arn:aws:iam::${ACCOUNT}:user/admin`, policyArn: arn });
    const stack = await create(world);
    pass(60);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack)).toContain(
      `User: arn:aws:iam::${ACCOUNT}:user/admin is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::${ACCOUNT}:role/reader because no permissions boundary allows the iam:CreateRole action`,
    );
  });

  it('by an SCP of the organization likewise, in a member account only', async () => {
    const { world, pass } = testWorld();
    const service = [{ Statement: { Effect: 'Deny', Action: 'iam:CreateRole', Resource: '*' } }];
    control(world).setOrganizationPolicies({ accountId: ACCOUNT, service });
    const free = await create(world, { stackName: 'management' });
    pass(60);
    expect(free.status).toBe('CREATE_COMPLETE');
    control(world).setKnobs({ accountId: ACCOUNT, managementAccountId: '222233334444' });
    const Resources = { Role: { ...ROLE_AND_POLICY.Role, Properties: { AssumeRolePolicyDocument: TRUST } } };
    const stack = await create(world, { stackName: 'member', templateBody: template({ Resources }) });
    pass(60);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack)).toContain('with an explicit deny in a service control policy');
  });
});
