import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  create,
  DOCUMENT,
  failure,
  TRUST,
  template,
  testWorld,
} from '@/sandbox/cloudformation/testing';
import type { Json, Stack } from '@/sandbox/state';

const _statuses = (stack: Stack) => stack.events.map((event) => `${event.logicalId} ${event.status}`);
const ROLE = (properties: { [key: string]: Json }) => ({
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ...properties } },
});

const POLICY_OF_NOTHING = {
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: DOCUMENT, Description: { 'Fn::GetAtt': 'Role.Colour' } },
};

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
      'a boundary that is no policy',
      ROLE({ PermissionsBoundary: 'arn:aws:iam::aws:policy/X' }),
      'Scope ARN: arn:aws:iam::aws:policy/X does not exist or is not attachable.',
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
