import { describe, expect, it } from 'vitest';
import { conditionsHold, isKnownOperator } from '@/sandbox/iam/condition';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { OneOrMany, RequestContext } from '@/sandbox/state';

/** From "IAM JSON policy elements: Condition operators" and "Single-valued vs. multivalued context keys"; each block names its rule. */
type Row = [
  operator: string,
  wanted: OneOrMany<string>,
  given: OneOrMany<string> | undefined,
  holds: boolean,
];

const RULES: Record<string, Row[]> = {
  'String: exact, with case; IgnoreCase without; Like has * and ?': [
    ['StringEquals', 'AbC', 'AbC', true],
    ['StringEquals', 'AbC', 'abc', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEqualsIgnoreCase', 'AbC', 'aBc', true],
    ['StringLike', 'a*c', 'abbc', true],
    ['StringLike', 'a?c', 'abc', true],
    ['StringLike', 'a?c', 'abbc', false],
    ['StringLike', 'A*', 'abc', false],
  ],
  'Numeric: by number, not by text': [
    ['NumericEquals', '10', '10.0', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericEquals', '10', 'ten', false],
  ],
  'Date: ISO 8601 or seconds since 1970': [
    ['DateEquals', '2026-11-26T00:00:00Z', '2026-11-26T00:00:00Z', true],
    ['DateEquals', '2026-11-26T01:00:00+01:00', '2026-11-26T00:00:00Z', true],
    ['DateEquals', '1795651200', '2026-11-26T00:00:00Z', true],
    ['DateLessThan', '2026-11-26T00:00:00Z', '2026-11-25T23:59:59Z', true],
    ['DateLessThanEquals', '2026-11-26T00:00:00Z', '2026-11-26T00:00:00Z', true],
    ['DateGreaterThan', '2026-11-26T00:00:00Z', '2026-11-26T00:00:00Z', false],
    ['DateGreaterThanEquals', '2026-11-26T00:00:00Z', '2026-11-26T00:00:00Z', true],
  ],
  'Bool: true or false': [
    ['Bool', 'true', 'true', true],
    ['Bool', 'true', 'false', false],
    ['Bool', 'false', 'false', true],
  ],
  'Binary: the same base64': [
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'qmluyxj5', false],
  ],
  'IP address: IPv4 and IPv6 in CIDR; without a length one address': [
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.1', false],
    ['IpAddress', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', '0.0.0.0/0', '8.8.8.8', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
  ],
  'ARN: "each of the six colon-delimited components is checked separately and each can include * or ?"': [
    ['ArnEquals', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/a/b', true],
    ['ArnLike', 'arn:aws:sns:*:123456789012:t', 'arn:aws:sns:us-east-1:123456789012:t', true],
    ['ArnLike', 'arn:aws:sns:*:t', 'arn:aws:sns:us-east-1:123456789012:t', false],
    ['ArnEquals', 'arn:aws:s3:::bucket', 'arn:aws:s3:::Bucket', false],
  ],
  'Null: "true" = the key is absent, "false" = it is there': [
    ['Null', 'true', undefined, true],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
    ['Null', 'false', undefined, false],
  ],
  'several values of a condition: a logical OR': [
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringLike', ['x*', 'y*'], 'yes', true],
    ['NumericEquals', ['1', '2'], '3', false],
    ['IpAddress', ['10.0.0.0/8', '203.0.113.0/24'], '203.0.113.1', true],
  ],
  'several values of a negated operator: a logical NOR': [
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', ['a', 'b'], 'a', false],
    ['StringNotEqualsIgnoreCase', ['A', 'B'], 'b', false],
    ['StringNotLike', ['a*', 'b*'], 'bc', false],
    ['NumericNotEquals', ['1', '2'], '3', true],
    ['DateNotEquals', '2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z', true],
    ['NotIpAddress', ['10.0.0.0/8', '203.0.113.0/24'], '10.1.1.1', false],
    ['ArnNotEquals', 'arn:aws:s3:::a', 'arn:aws:s3:::b', true],
    ['ArnNotLike', 'arn:aws:s3:::*', 'arn:aws:s3:::b', false],
  ],
  '"If the key is not present, the values do not match and the condition is false"': [
    ['StringEquals', 'a', undefined, false],
    ['StringLike', '*', undefined, false],
    ['NumericLessThan', '1', undefined, false],
    ['DateGreaterThan', '2026-11-26T00:00:00Z', undefined, false],
    ['Bool', 'false', undefined, false],
    ['IpAddress', '0.0.0.0/0', undefined, false],
    ['ArnLike', '*', undefined, false],
  ],
  '"… if it is a negated operator, the condition is true"': [
    ['StringNotEquals', 'a', undefined, true],
    ['StringNotEqualsIgnoreCase', 'a', undefined, true],
    ['StringNotLike', '*', undefined, true],
    ['NumericNotEquals', '1', undefined, true],
    ['DateNotEquals', '2026-11-26T00:00:00Z', undefined, true],
    ['NotIpAddress', '0.0.0.0/0', undefined, true],
    ['ArnNotEquals', '*', undefined, true],
    ['ArnNotLike', '*', undefined, true],
  ],
  'IfExists: "if the key is present, process it as said; if not, evaluate as true"': [
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'a', true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEqualsIfExists', 'a', undefined, true],
    ['StringNotEqualsIfExists', 'a', 'a', false],
    ['BoolIfExists', 'true', undefined, true],
    ['BoolIfExists', 'true', 'false', false],
    ['NumericLessThanIfExists', '10', '11', false],
    ['IpAddressIfExists', '10.0.0.0/8', undefined, true],
    ['ArnLikeIfExists', 'arn:aws:s3:::a', 'arn:aws:s3:::b', false],
  ],
  'ForAllValues: every value of the request matches; true when there is none': [
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', 'a', undefined, true],
    ['ForAllValues:StringEquals', 'a', [], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
    ['ForAllValues:StringLike', 'a*', ['ab', 'ac'], true],
  ],
  'ForAnyValue: at least one value of the request matches; false when there is none': [
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAnyValue:StringEquals', 'a', undefined, false],
    ['ForAnyValue:StringEquals', 'a', [], false],
    ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
    ['ForAnyValue:StringNotEquals', 'a', undefined, false],
    ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
  ],
};

const rows = Object.entries(RULES).flatMap(([rule, list]) => list.map((row) => [rule, ...row] as const));

describe('condition operators by the documentation', () => {
  it.each(rows)('%s: %s wanted %j, given %j: %s', (_, operator, wanted, given, holds) => {
    const context: RequestContext = given === undefined ? {} : { 'aws:Key': given };
    expect(conditionsHold({ [operator]: { 'AWS:key': wanted } }, context)).toBe(holds);
  });

  it('are all in the table', () => {
    const known = [
      ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
      ...['StringLike', 'StringNotLike', 'NumericEquals', 'NumericNotEquals', 'NumericLessThan'],
      ...['NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals', 'DateEquals'],
      ...['DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
      ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'ArnEquals', 'ArnLike', 'ArnNotEquals'],
      ...['ArnNotLike', 'Null'],
    ];
    const shown = new Set(rows.map(([, operator]) => operator));
    expect(known.filter((operator) => !shown.has(operator))).toEqual([]);
    expect(known.filter((operator) => !isKnownOperator(operator))).toEqual([]);
  });
});

describe('an operator that is none', () => {
  it.each([
    'StringEqual',
    'stringequals',
    'StringMatches',
    'BinaryNotEquals',
    // "You can add IfExists to the end of any condition operator name except the Null condition."
    'NullIfExists',
    'ForSomeValues:StringEquals',
    'ForAllValues:',
    'IfExists',
    'constructor',
    '__proto__',
  ])('%s is refused in a policy, and judged by nobody', (operator) => {
    const Condition = JSON.parse(`{"${operator}": {"aws:Key": "a"}}`);
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition };
    expect(() => parsePolicy({ Statement: statement }, 'identity')).toThrowError(
      expect.objectContaining({ code: 'MalformedPolicyDocument' }),
    );
    expect(() => conditionsHold(Condition, { 'aws:Key': 'a' })).toThrow(
      'does not know the condition operator',
    );
  });
});
