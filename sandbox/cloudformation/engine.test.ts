import { describe, expect, it } from 'vitest';
import { SEVEN_PERMISSIONS } from '@/sandbox/accounts';
import { deleteStack, summarize } from '@/sandbox/cloudformation/engine';
import {
  ACCOUNT,
  create,
  DOCUMENT,
  failure,
  ROLE_AND_POLICY,
  sevenWithout,
  TRUST,
  template,
  testWorld,
  userWith,
} from '@/sandbox/cloudformation/testing';
import type { Json, Stack } from '@/sandbox/state';

const statuses = (stack: Stack) => stack.events.map((event) => `${event.logicalId} ${event.status}`);
const ROLE = (properties: { [key: string]: Json }) => ({
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ...properties } },
});

const _POLICY_OF_NOTHING = {
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: DOCUMENT, Description: { 'Fn::GetAtt': 'Role.Colour' } },
};

describe('the way of a stack', () => {
  it('makes one resource after the other over the seconds of the world', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world);
    expect(statuses(stack)).toEqual(['tributary CREATE_IN_PROGRESS', 'Role CREATE_IN_PROGRESS']);
    pass(3);
    expect(statuses(stack).slice(2)).toEqual(['Role CREATE_COMPLETE', 'Policy CREATE_IN_PROGRESS']);
    expect(world.account(ACCOUNT)?.roles.reader?.attachedPolicyArns).toEqual([]);
    pass(3);
    expect(statuses(stack).slice(4)).toEqual(['Policy CREATE_COMPLETE', 'tributary CREATE_COMPLETE']);
    expect(world.account(ACCOUNT)?.roles.reader?.attachedPolicyArns).toEqual([
      `arn:aws:iam::${ACCOUNT}:policy/reader`,
    ]);
    expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', engine: null });
  });

  it('is complete at the next look when stacks take no time', async () => {
    const { world, pass } = testWorld();
    world.data.settings.stackSeconds = 0;
    const stack = await create(world);
    pass(0);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('goes on after the world was written down and read again', async () => {
    const { world, pass } = testWorld();
    const before = await create(world);
    pass(3);
    world.replace(JSON.parse(JSON.stringify(world.data)));
    pass(60);
    expect(world.stackById(before.id)?.status).toBe('CREATE_COMPLETE');
  });

  it('turns back when a resource fails, the youngest first', async () => {
    const { world, pass } = testWorld();
    world.createPolicy(ACCOUNT, { name: 'reader', document: { Statement: [] } });
    const stack = await create(world);
    pass(60);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack)).toContain('A policy called reader already exists');
    expect(statuses(stack).slice(-4)).toEqual([
      'tributary ROLLBACK_IN_PROGRESS',
      'Role DELETE_IN_PROGRESS',
      'Role DELETE_COMPLETE',
      'tributary ROLLBACK_COMPLETE',
    ]);
    expect(world.account(ACCOUNT)?.roles.reader).toBeUndefined();
  });

  it('keeps its name until it is deleted', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world);
    pass(6);
    await expect(create(world)).rejects.toMatchObject({ code: 'AlreadyExistsException' });
    deleteStack(world, { stack, principal: stack.principal });
    expect(stack.status).toBe('DELETE_IN_PROGRESS');
    pass(6);
    expect(stack.status).toBe('DELETE_COMPLETE');
    expect(stack.deletedAt).toBe('2026-11-23T10:00:12.000Z');
    expect(world.account(ACCOUNT)).toMatchObject({ roles: {}, policies: {} });
    expect((await create(world)).status).toBe('CREATE_IN_PROGRESS');
  });

  it('fails to delete what the person may not delete, and can be deleted by another', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { user: 'seven' });
    pass(6);
    const user = userWith(world, ['cloudformation:DeleteStack', 'iam:DetachRolePolicy', 'iam:DeletePolicy']);
    const principal = world.userPrincipal(ACCOUNT, user);
    if (!principal) throw new Error('no user');
    deleteStack(world, { stack, principal });
    pass(6);
    expect(stack.status).toBe('DELETE_FAILED');
    expect(stack.statusReason).toBe('The following resource(s) failed to delete: [Role].');
    const admin = world.userPrincipal(ACCOUNT, 'admin');
    if (!admin) throw new Error('no admin');
    deleteStack(world, { stack, principal: admin });
    pass(6);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});

describe('permissions of the person behind the stack', () => {
  it('needs no more than the seven of the Review step', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { user: 'seven' });
    pass(6);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it('refuses at once who may not create stacks', async () => {
    const { world } = testWorld();
    const user = userWith(world, sevenWithout('cloudformation:CreateStack'));
    await expect(create(world, { user })).rejects.toMatchObject({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${ACCOUNT}:user/${user} is not authorized to perform: cloudformation:CreateStack on resource: arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/tributary/* because no identity-based policy allows the cloudformation:CreateStack action`,
    });
  });

  it.each([
    ['iam:CreateRole', 'ROLLBACK_COMPLETE'],
    ['iam:GetRole', 'ROLLBACK_COMPLETE'],
    ['iam:CreatePolicy', 'ROLLBACK_FAILED'],
    ['iam:AttachRolePolicy', 'ROLLBACK_FAILED'],
  ])('without %s the stack ends as %s and says why', async (action, end) => {
    const { world, pass } = testWorld();
    const stack = await create(world, { user: userWith(world, sevenWithout(action)) });
    pass(60);
    expect(stack.status).toBe(end);
    expect(failure(stack)).toContain(
      `is not authorized to perform: ${action} on resource: arn:aws:iam::${ACCOUNT}:`,
    );
    expect(failure(stack)).toContain('HandlerErrorCode: AccessDenied');
    expect(Object.keys(world.account(ACCOUNT)?.policies ?? {})).toEqual([]);
  });

  it.each([
    ['iam:PutRolePolicy', { Policies: [{ PolicyName: 'inline', PolicyDocument: DOCUMENT }] }],
    ['iam:TagRole', { Tags: [{ Key: 'team', Value: 'finance' }] }],
    ['iam:PutRolePermissionsBoundary', { PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  ])('a role that needs %s fails for the seven', async (action, properties) => {
    const { world, pass } = testWorld();
    const stack = await create(world, {
      user: 'seven',
      templateBody: template({ Resources: ROLE(properties) }),
    });
    pass(60);
    expect(failure(stack)).toContain(`is not authorized to perform: ${action}`);
    const other = testWorld();
    const user = userWith(other.world, [...SEVEN_PERMISSIONS, action]);
    const again = await create(other.world, {
      user,
      templateBody: template({ Resources: ROLE(properties) }),
    });
    other.pass(60);
    expect(failure(again)).not.toContain('is not authorized');
  });
});

const PARAMETER = (parameter: { [key: string]: Json }) => ({
  Parameters: { P: { Type: 'String', ...parameter } },
});

describe('summary', () => {
  it('lists parameters, types and the capability', () => {
    expect(summarize(template(PARAMETER({ NoEcho: true, Default: 'x', Description: 'D' })))).toEqual({
      description: '',
      parameters: [
        { key: 'P', type: 'String', defaultValue: 'x', description: 'D', noEcho: true, allowedValues: [] },
      ],
      resourceTypes: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'],
      capabilities: ['CAPABILITY_NAMED_IAM'],
    });
  });

  it('knows that resources without names need less', () => {
    expect(summarize(template({ Resources: ROLE({}) })).capabilities).toEqual(['CAPABILITY_IAM']);
    expect(Object.keys(ROLE_AND_POLICY)).toHaveLength(2);
  });
});
