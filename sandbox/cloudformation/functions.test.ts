import { describe, expect, it } from 'vitest';
import { conditionsOf, failedAssertions } from '@/sandbox/cloudformation/conditions';
import { references, resolve, type Scope } from '@/sandbox/cloudformation/functions';
import { parseTemplate } from '@/sandbox/cloudformation/template';
import { template } from '@/sandbox/cloudformation/testing';
import type { Json } from '@/sandbox/state';

/** A variable of Fn::Sub, as a template writes it. */
const v = (name: string) => `\${${name}}`;

const SCOPE: Scope = {
  values: { Name: 'fjord', 'AWS::Region': 'us-east-1', List: ['a', 'b'] },
  condition: (name) => name === 'Yes',
  physicalId: (id) => (id === 'Role' ? 'reader' : undefined),
  attribute: (id, name) => (id === 'Role' && name === 'Arn' ? 'arn:role' : undefined),
};

describe('functions', () => {
  it.each([
    [{ Ref: 'Name' }, 'fjord'],
    [{ Ref: 'Role' }, 'reader'],
    [
      { 'Fn::Sub': `arn:${v('AWS::Region')}:${v('Role.Arn')}/${v('Name')}-${v('!Name')}` },
      `arn:us-east-1:arn:role/fjord-${v('Name')}`,
    ],
    [{ 'Fn::Sub': [`${v('Own')}-${v('Name')}`, { Own: { Ref: 'Role' } }] }, 'reader-fjord'],
    [{ 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:role'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:role'],
    [{ 'Fn::If': ['Yes', 'on', 'off'] }, 'on'],
    [{ 'Fn::If': ['No', 'on', { Ref: 'Name' }] }, 'fjord'],
    [{ 'Fn::Join': ['-', ['x', { Ref: 'Name' }]] }, 'x-fjord'],
    [{ 'Fn::Join': ['', { Ref: 'List' }] }, 'ab'],
    [{ 'Fn::Select': ['1', { Ref: 'List' }] }, 'b'],
    [{ 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    [{ a: [1, { Ref: 'AWS::NoValue' }], b: { 'Fn::If': ['No', 1, { Ref: 'AWS::NoValue' }] } }, { a: [1] }],
    [
      { Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'Name' } } } },
      { Condition: { StringEquals: { 'sts:ExternalId': 'fjord' } } },
    ],
  ] satisfies [Json, Json][])('%j is %j', (value, expected) => {
    expect(resolve(value, SCOPE)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'Nobody' }, 'Nobody'],
    [{ 'Fn::GetAtt': ['Role', 'Nothing'] }, 'Nothing'],
    [{ 'Fn::Base64': 'x' }, 'Fn::Base64'],
    [{ 'Fn::Transform': {} }, 'Fn::Transform'],
    [{ Ref: 'Name', Other: 1 }, 'must stand alone'],
    [{ 'Fn::Join': 'x' }, 'Fn::Join'],
    [{ 'Fn::If': ['Yes', 'on'] }, 'Fn::If'],
    [{ 'Fn::Select': ['9', { Ref: 'List' }] }, 'Fn::Select'],
  ] satisfies [Json, string][])('%j is refused', (value, message) => {
    expect(() => resolve(value, SCOPE)).toThrow(message);
  });

  it('finds what a value refers to, but not its own variables', () => {
    const value = {
      a: { Ref: 'A' },
      b: [{ 'Fn::Sub': [`${v('B.Arn')}${v('Own')}`, { Own: { 'Fn::GetAtt': 'C.Arn' } }] }],
    };
    expect(references(value)).toEqual(['A', 'B', 'C']);
  });
});

describe('conditions', () => {
  const holds = (Conditions: Json, name = 'C') =>
    conditionsOf(parseTemplate(template({ Conditions })), SCOPE.values)(name);
  const yes = { 'Fn::Equals': [{ Ref: 'Name' }, 'fjord'] };
  const no = { 'Fn::Equals': [{ Ref: 'Name' }, 'harbour'] };

  it.each([
    [yes, true],
    [no, false],
    [{ 'Fn::Not': [yes] }, false],
    [{ 'Fn::And': [yes, no] }, false],
    [{ 'Fn::Or': [yes, no] }, true],
    [{ 'Fn::Contains': [['x', 'fjord'], { Ref: 'Name' }] }, true],
  ] satisfies [Json, boolean][])('%j is %s', (expression, expected) => {
    expect(holds({ C: expression })).toBe(expected);
  });

  it('refers to other conditions, but not in a circle', () => {
    expect(holds({ C: { 'Fn::Not': [{ Condition: 'D' }] }, D: no })).toBe(true);
    expect(() => holds({ C: { Condition: 'D' }, D: { Condition: 'C' } })).toThrow('Circular');
    expect(() => holds({ C: { Condition: 'D' } })).toThrow('Unresolved condition dependency D');
  });

  it('asserts a rule only where its own condition holds', () => {
    const rule = (RuleCondition: Json) =>
      failedAssertions(
        parseTemplate(
          template({
            Rules: { R: { RuleCondition, Assertions: [{ Assert: no, AssertDescription: 'Wrong.' }] } },
          }),
        ),
        SCOPE.values,
      );
    expect(rule(yes)).toEqual(['Wrong.']);
    expect(rule(no)).toEqual([]);
  });
});
