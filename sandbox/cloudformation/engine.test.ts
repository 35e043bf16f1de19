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

const POLICY_OF_NOTHING = {
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

describe('what rolls a stack back', () => {
  it.each([
    [
      'an unknown type',
      { Bucket: { Type: 'AWS::S3::Buckets' } },
      'Unrecognized resource type: AWS::S3::Buckets',
    ],
    ['an unknown property', ROLE({ Colour: 'blue' }), 'Encountered unsupported property Colour'],
    ['an unknown function', ROLE({ RoleName: { 'Fn::Upper': 'a' } }), 'unresolved function Fn::Upper'],
    ['a missing property', { Role: { Type: 'AWS::IAM::Role' } }, 'AssumeRolePolicyDocument'],
    [
      'a malformed trust',
      ROLE({ AssumeRolePolicyDocument: { Statement: [] } }),
      'HandlerErrorCode: InvalidRequest',
    ],
    ['an attribute that is none', { ...ROLE({}), Policy: POLICY_OF_NOTHING }, 'attribute Colour'],
    [
      'a boundary, which is not evaluated',
      ROLE({ PermissionsBoundary: 'arn:aws:iam::aws:policy/X' }),
      'boundaries',
    ],
  ] as const)('%s', async (_, resources, reason) => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: template({ Resources: resources }) });
    pass(60);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack)).toContain(reason);
    expect(world.account(ACCOUNT)?.roles).toEqual({});
  });

  it('a name of a role that is taken', async () => {
    const { world, pass } = testWorld();
    const account = world.account(ACCOUNT);
    if (account) account.knobs.takenRoleNames = ['read*'];
    const stack = await create(world);
    pass(60);
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(stack)).toContain('Role with name reader already exists.');
    expect(stack.events.find((event) => event.status === 'ROLLBACK_IN_PROGRESS')?.reason).toBe(
      'The following resource(s) failed to create: [Role]. Rollback requested by user.',
    );
  });
});

const PARAMETER = (parameter: { [key: string]: Json }) => ({
  Parameters: { P: { Type: 'String', ...parameter } },
});

describe('what is refused at once', () => {
  it.each([
    ['text that is no JSON', 'Resources: {}', {}, 'JSON not well-formed'],
    ['no resource', template({ Resources: {} }), {}, 'At least one Resources member must be defined'],
    ['an unknown section', template({ Transform: 'X' }), {}, 'Template format error'],
    [
      "a name that is nobody's",
      template({ Resources: ROLE({ RoleName: { Ref: 'Nobody' } }) }),
      {},
      '[Nobody] in the Resources block',
    ],
    [
      'an output of nobody',
      template({ Outputs: { O: { Value: { Ref: 'Nobody' } } } }),
      {},
      '[Nobody] in the Outputs block',
    ],
    [
      'a circle',
      template({
        Resources: {
          A: { Type: 'AWS::IAM::Role', DependsOn: 'B' },
          B: { Type: 'AWS::IAM::Role', DependsOn: 'A' },
        },
      }),
      {},
      'Circular dependency',
    ],
    [
      'an unknown function in a condition',
      template({ Conditions: { C: { 'Fn::Maybe': [] } } }),
      {},
      'Fn::Maybe',
    ],
    [
      'a parameter that it does not have',
      template({}),
      { P: 'x' },
      'Parameters: [P] do not exist in the template',
    ],
    ['a parameter without a value', template(PARAMETER({})), {}, 'Parameters: [P] must have values'],
    ['a value off the list', template(PARAMETER({ AllowedValues: ['a'] })), { P: 'b' }, 'AllowedValues: [a]'],
    [
      'a value off the pattern',
      template(PARAMETER({ AllowedPattern: '[0-9]+' })),
      { P: '1a' },
      'must match pattern [0-9]+',
    ],
    [
      "the template's own words",
      template(PARAMETER({ AllowedPattern: '[0-9]+', ConstraintDescription: 'must be a number' })),
      { P: 'a' },
      'Parameter P failed to satisfy constraint: must be a number',
    ],
    ['a short value', template(PARAMETER({ MinLength: 2 })), { P: 'a' }, 'at least 2 characters'],
    ['a long value', template(PARAMETER({ MaxLength: 2 })), { P: 'abc' }, 'at most 2 characters'],
    [
      'a template above 51,200 bytes',
      template({ Metadata: 'x'.repeat(51_200) }),
      {},
      'less than or equal to 51200',
    ],
  ] as const)('%s', async (_, templateBody, parameters, message) => {
    const { world } = testWorld();
    await expect(create(world, { templateBody, parameters })).rejects.toMatchObject({
      code: 'ValidationError',
      message: expect.stringContaining(message),
    });
    expect(world.account(ACCOUNT)?.stacks).toEqual([]);
  });

  it('a stack name that begins with a digit', async () => {
    await expect(create(testWorld().world, { stackName: '1st' })).rejects.toThrow(
      'regular expression pattern',
    );
  });

  it.each([
    ['named', template({}), [], 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
    ['named', template({}), ['CAPABILITY_IAM'], 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
    ['unnamed', template({ Resources: ROLE({}) }), [], 'Requires capabilities : [CAPABILITY_IAM]'],
  ])('%s roles without their capability', async (_, templateBody, capabilities, message) => {
    await expect(create(testWorld().world, { templateBody, capabilities })).rejects.toMatchObject({
      code: 'InsufficientCapabilitiesException',
      message,
    });
  });

  it.each([
    ['another account', 'us-east-1', '999999999999', 'Sign in to the right account.'],
    ['another Region', 'eu-west-1', ACCOUNT, 'Use us-east-1.'],
  ])('a stack in %s, by the rules of the template', async (_, region, expected, message) => {
    const assert = (left: string, right: Json, says: string): Json => ({
      Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: left }, right] }, AssertDescription: says }],
    });
    const templateBody = template({
      ...PARAMETER({}),
      Rules: {
        Account: assert('AWS::AccountId', { Ref: 'P' }, 'Sign in to the right account.'),
        Region: assert('AWS::Region', 'us-east-1', 'Use us-east-1.'),
      },
    });
    const { world } = testWorld();
    await expect(create(world, { templateBody, region, parameters: { P: expected } })).rejects.toThrow(
      message,
    );
  });
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
