import { describe, expect, it } from 'vitest';
import { RESOURCE_TYPES } from '@/sandbox/cloudformation/resources/registry';
import { PSEUDO_PARAMETERS } from '@/sandbox/cloudformation/template';
import {
  ACCOUNT,
  create,
  DOCUMENT,
  failure,
  TRUST,
  template,
  testWorld,
} from '@/sandbox/cloudformation/testing';
import type { Json } from '@/sandbox/state';

/** What the sandbox does not know never passes: it is refused at once, or it fails the resource and rolls the stack back. */
const role = (properties: { [key: string]: Json } = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: TRUST, ...properties },
});

async function played(resources: Json): Promise<{ status: string; reason: string; left: number }> {
  const { world, pass } = testWorld();
  const stack = await create(world, { templateBody: template({ Resources: resources }) });
  pass(120);
  const account = world.account(ACCOUNT);
  const left = Object.keys(account?.roles ?? {}).length + Object.keys(account?.policies ?? {}).length;
  return { status: stack.status, reason: failure(stack), left };
}

const refused = (resources: Json, more: { [section: string]: Json } = {}) =>
  create(testWorld().world, { templateBody: template({ Resources: resources, ...more }) });

describe('types', () => {
  it.each([
    'AWS::Lambda::Function',
    'AWS::CloudFormation::Stack',
    'AWS::CloudFormation::WaitCondition',
    'AWS::IAM::User',
    'AWS::IAM::Policy',
    'AWS::S3::Buckets',
    'aws::iam::role',
    'constructor',
    '__proto__',
    'hasOwnProperty',
  ])('%s', async (Type) => {
    const { status, reason, left } = await played({ First: role(), Odd: { Type, DependsOn: 'First' } });
    expect([status, left]).toEqual(['ROLLBACK_COMPLETE', 0]);
    expect(reason).toContain(`Unrecognized resource type: ${Type}`);
  });
});

describe('properties', () => {
  it.each(Object.keys(RESOURCE_TYPES))('of %s', async (Type) => {
    const { status, reason, left } = await played({
      First: role(),
      Odd: { Type, DependsOn: 'First', Properties: { Colour: 'blue' } },
    });
    expect([status, left]).toEqual(['ROLLBACK_COMPLETE', 0]);
    expect(reason).toMatch(/Encountered unsupported property Colour|Properties validation failed/);
  });

  it.each([
    ['AWS::IAM::Role', { AssumeRolePolicyDocument: TRUST, rolename: 'x' }, 'rolename'],
    ['AWS::IAM::ManagedPolicy', { PolicyDocument: DOCUMENT, Users: ['x'] }, 'Users'],
    ['AWS::IAM::ManagedPolicy', { PolicyDocument: DOCUMENT, Groups: ['x'] }, 'Groups'],
    ['AWS::S3::Bucket', { AccelerateConfiguration: {} }, 'AccelerateConfiguration'],
    ['AWS::SNS::Topic', { FifoTopic: true }, 'FifoTopic'],
    ['AWS::SQS::Queue', { FifoQueue: true }, 'FifoQueue'],
  ])('of %s that AWS knows and the sandbox does not: %j', async (Type, Properties, name) => {
    const { status, reason } = await played({ Odd: { Type, Properties } });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain(`Encountered unsupported property ${name}`);
  });
});

describe('functions', () => {
  it.each([
    'Fn::Base64',
    'Fn::Cidr',
    'Fn::FindInMap',
    'Fn::GetAZs',
    'Fn::ImportValue',
    'Fn::Length',
    'Fn::ToJsonString',
    'Fn::Transform',
    'Fn::ForEach::Each',
    'Fn::Upper',
    'Fn::toString',
  ])('%s in a property', async (name) => {
    const { status, reason, left } = await played({
      First: role(),
      Odd: { ...role({ Description: { [name]: 'x' } }), DependsOn: 'First' },
    });
    expect([status, left]).toEqual(['ROLLBACK_COMPLETE', 0]);
    expect(reason).toContain(`unresolved function ${name}`);
  });

  it.each(['Fn::Base64', 'Fn::Contains', 'Fn::Nothing'])(
    '%s in a condition is refused at once',
    async (name) => {
      const Conditions = { Odd: { [name]: [{ Ref: 'AWS::Region' }, 'x'] } };
      await expect(refused({ R: { ...role(), Condition: 'Odd' } }, { Conditions })).rejects.toThrow(name);
    },
  );
});

describe('attributes', () => {
  it.each([
    ['Role', 'Arn.x'],
    ['Role', 'RoleName'],
    ['Role', 'arn'],
    ['Role', 'constructor'],
    ['Role', '__proto__'],
    ['Topic', 'Arn'],
    ['Queue', 'arn'],
  ])('%s.%s', async (id, name) => {
    const { status, reason, left } = await played({
      Role: role(),
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Odd: role({ Description: { 'Fn::GetAtt': [id, name] } }),
    });
    expect([status, left]).toEqual(['ROLLBACK_COMPLETE', 0]);
    expect(reason).toContain(`undefined resource ${id} or attribute ${name}`);
  });
});

describe('names', () => {
  it.each<Json>([
    { Ref: 'AWS::Account' },
    { Ref: 'AWS::accountid' },
    { Ref: 'constructor' },
    { 'Fn::Sub': ['x-$', '{AWS::Nothing}'].join('') },
    { 'Fn::Sub': ['x-$', '{Nobody.Arn}'].join('') },
    { 'Fn::GetAtt': ['Nobody', 'Arn'] },
  ])('%j is refused at once', async (value) => {
    await expect(refused({ Odd: role({ Description: value }) })).rejects.toThrow(
      'Unresolved resource dependencies',
    );
  });

  it.each(PSEUDO_PARAMETERS)('%s is known', async (name) => {
    const value: Json =
      name === 'AWS::NotificationARNs' ? { 'Fn::Join': ['', { Ref: name }] } : { Ref: name };
    const { status } = await played({ Fine: role({ Description: value }) });
    expect(status).toBe('CREATE_COMPLETE');
  });

  it.each(['Mappings', 'Transform', 'Macros', 'Hooks', 'constructor'])(
    'the section %s is refused at once',
    async (name) => {
      await expect(refused({ Fine: role() }, { [name]: {} })).rejects.toThrow('Template format error');
    },
  );
});
