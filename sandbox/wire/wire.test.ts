import { DescribeStacksOutput$ } from '@aws-sdk/client-cloudformation';
import { ListObjectsV2Output$ } from '@aws-sdk/client-s3';
import { ReceiveMessageResult$ } from '@aws-sdk/client-sqs';
import { AssumeRoleResponse$ } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { toJson } from '@/sandbox/wire/json';
import { toXml } from '@/sandbox/wire/xml';

describe("an answer in the SDK's own shapes", () => {
  it.each<[string, unknown, object, string]>([
    ['at the top', AssumeRoleResponse$, { Credential: {} }, 'Credential'],
    ['in a structure', AssumeRoleResponse$, { Credentials: { AccessKey: 'x' } }, 'AccessKey'],
    ['in a list', DescribeStacksOutput$, { Stacks: [{ StackName: 'a', Status: 'b' }] }, 'Status'],
    ['in another case', DescribeStacksOutput$, { stacks: [] }, 'stacks'],
    ['deep in a list', DescribeStacksOutput$, { Stacks: [{ Outputs: [{ Key: 'a' }] }] }, 'Key'],
    ['of S3', ListObjectsV2Output$, { Contents: [{ Key: 'a', Colour: 'b' }] }, 'Colour'],
    ['by a name of JavaScript', ListObjectsV2Output$, { constructor: 'x' }, 'constructor'],
    ['even without a value', ListObjectsV2Output$, { Colour: undefined }, 'Colour'],
  ])('an unknown member %s fails', (_, schema, value, name) => {
    expect(() => toXml(schema, value)).toThrow(`has no member ${name}`);
    expect(() => toJson(schema, value)).toThrow(`has no member ${name}`);
  });

  it.each<[string, unknown, object]>([
    ['a list', DescribeStacksOutput$, { Stacks: {} }],
    ['a structure', AssumeRoleResponse$, { Credentials: 'x' }],
    ['a list in JSON', ReceiveMessageResult$, { Messages: { Body: 'x' } }],
  ])('another kind of value than %s fails', (_, schema, value) => {
    expect(() => toJson(schema, value)).toThrow('was expected');
    expect(() => toXml(schema, value)).toThrow('was expected');
  });

  it('writes what the shapes know', () => {
    const stack = {
      StackName: '<a>',
      CreationTime: new Date('2026-11-26T12:00:00Z'),
      StackStatus: undefined,
    };
    expect(toXml(DescribeStacksOutput$, { Stacks: [stack] })).toBe(
      '<Stacks><member><StackName>&lt;a&gt;</StackName><CreationTime>2026-11-26T12:00:00.000Z</CreationTime></member></Stacks>',
    );
    expect(
      toJson(ReceiveMessageResult$, { Messages: [{ Body: 'x', Attributes: { SentTimestamp: '1' } }] }),
    ).toBe('{"Messages":[{"Body":"x","Attributes":{"SentTimestamp":"1"}}]}');
  });
});
