import { describe, expect, it } from 'vitest';
import { conditionsHold, isKnownOperator } from '@/sandbox/iam/condition';
import type { OneOrMany, RequestContext } from '@/sandbox/state';

type Case = [
  operator: string,
  wanted: OneOrMany<string>,
  given: OneOrMany<string> | undefined,
  holds: boolean,
];

const CASES: Case[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a', undefined, false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['StringEqualsIgnoreCase', 'ABC', 'abc', true],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', 'a', 'a', false],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringNotEqualsIfExists', 'a', undefined, true],
  ['StringNotEqualsIfExists', 'a', 'a', false],
  ['StringNotEqualsIgnoreCase', 'A', 'a', false],
  ['StringLike', '*', 'anything', true],
  ['StringLike', '*', undefined, false],
  ['StringLike', 'ab?d', 'abcd', true],
  ['StringLike', 'ab?d', 'abd', false],
  ['StringLike', '', 'a', false],
  ['StringNotLike', 'a*', 'abc', false],
  ['StringNotLike', 'a*', 'bcd', true],
  ['StringNotLike', 'a*', undefined, true],
  ['ArnEquals', 'arn:aws:iam::1:role/*', 'arn:aws:iam::1:role/x', true],
  ['ArnLike', 'arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/x', true],
  ['ArnLike', 'arn:aws:*', 'arn:aws:iam::1:role/x', false],
  ['ArnLike', '*', 'arn:aws:iam::1:role/x', true],
  ['ArnLike', 'arn:aws:iam:*:role/x', 'arn:aws:iam::1:role/x', false],
  ['ArnNotLike', 'arn:aws:iam::1:role/*', 'arn:aws:iam::2:role/x', true],
  ['ArnNotEquals', 'arn:aws:iam::1:role/x', undefined, true],
  ['Bool', 'true', 'true', true],
  ['Bool', 'true', 'false', false],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'false', undefined, true],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', '10', false],
  ['NumericGreaterThanEquals', '10', '10', true],
  ['NumericEquals', '1000', '1e3', true],
  ['NumericNotEquals', '10', undefined, true],
  ['DateLessThan', '2026-12-01T00:00:00Z', '2026-11-23T00:00:00Z', true],
  ['DateGreaterThan', '2026-12-01T00:00:00Z', '2026-11-23T00:00:00Z', false],
  ['IpAddress', '127.0.0.0/8', '127.0.0.1', true],
  ['NotIpAddress', '10.0.0.0/8', '127.0.0.1', true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['ForAnyValue:StringEquals', 'a', ['b', 'a'], true],
  ['ForAnyValue:StringEquals', 'a', ['b', 'c'], false],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', 'a', ['a', 'b'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringNotEquals', 'a', ['a', 'b'], false],
];

describe('condition operators', () => {
  it.each(CASES)('%s wanted %j, given %j: %s', (operator, wanted, given, holds) => {
    const context: RequestContext = given === undefined ? {} : { 'sts:ExternalId': given };
    expect(conditionsHold({ [operator]: { 'sts:externalid': wanted } }, context)).toBe(holds);
  });

  it('holds only when every operator and every key holds', () => {
    const condition = { StringEquals: { 'a:x': '1', 'a:y': '2' }, Bool: { 'a:z': true } };
    expect(conditionsHold(condition, { 'a:x': '1', 'a:y': '2', 'a:z': 'true' })).toBe(true);
    expect(conditionsHold(condition, { 'a:x': '1', 'a:y': '3', 'a:z': 'true' })).toBe(false);
    expect(conditionsHold(condition, { 'a:x': '1', 'a:y': '2', 'a:z': 'false' })).toBe(false);
  });

  it('replaces policy variables, with their default when the key is absent', () => {
    const condition = { StringEquals: { 's3:prefix': ['home/$', "{aws:username, 'nobody'}"].join('') } };
    expect(conditionsHold(condition, { 's3:prefix': 'home/maria', 'aws:username': 'maria' })).toBe(true);
    expect(conditionsHold(condition, { 's3:prefix': 'home/nobody' })).toBe(true);
  });

  it('knows which operators it can judge', () => {
    expect(isKnownOperator('ForAnyValue:StringLikeIfExists')).toBe(true);
    expect(isKnownOperator('StringSounds')).toBe(false);
  });
});
