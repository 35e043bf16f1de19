import { expect, test } from 'vitest';
import { trustIsExact } from './trust';

const principal = 'arn:aws:iam::999988887777:root';
const externalId = 'kY3-our-own-external-id_43-characters-long-0';
const statement = {
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'sts:ExternalId': externalId } },
};
const withStatement = (changes: Record<string, unknown>) => ({
  Version: '2012-10-17',
  Statement: [{ ...statement, ...changes }],
});
const withCondition = (Condition: unknown) => withStatement({ Condition });

const accepted = {
  'our template, as written': withStatement({}),
  'one statement without a list': { Version: '2012-10-17', Statement: statement },
  'values that IAM wrote as lists of one': withStatement({
    Action: ['sts:AssumeRole'],
    Principal: { AWS: [principal] },
    Condition: { StringEquals: { 'sts:ExternalId': [externalId] } },
  }),
  'the account by its number': withStatement({ Principal: { AWS: '999988887777' } }),
};

const refused = {
  'no condition': { Version: '2012-10-17', Statement: [{ ...statement, Condition: undefined }] },
  'StringLike *': withCondition({ StringLike: { 'sts:ExternalId': '*' } }),
  'a list of ids': withCondition({ StringEquals: { 'sts:ExternalId': [externalId, 'another'] } }),
  StringEqualsIfExists: withCondition({ StringEqualsIfExists: { 'sts:ExternalId': externalId } }),
  "another connection's id": withCondition({ StringEquals: { 'sts:ExternalId': 'another' } }),
  'wrong principal': withStatement({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }),
  'anybody as principal': withStatement({ Principal: '*' }),
  'a second principal': withStatement({ Principal: { AWS: [principal, 'arn:aws:iam::111111111111:root'] } }),
  'a service as well': withStatement({ Principal: { AWS: principal, Service: 'ec2.amazonaws.com' } }),
  NotPrincipal: withStatement({ Principal: undefined, NotPrincipal: { AWS: principal } }),
  Deny: withStatement({ Effect: 'Deny' }),
  'a second statement': { Version: '2012-10-17', Statement: [statement, { ...statement, Condition: {} }] },
  'a second action': withStatement({ Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  'a wildcard action': withStatement({ Action: 'sts:*' }),
  'a second condition key': withCondition({
    StringEquals: { 'sts:ExternalId': externalId, 'aws:SourceIp': '10.0.0.1' },
  }),
  'no statement': { Version: '2012-10-17', Statement: [] },
  'an older version': { Version: '2008-10-17', Statement: [statement] },
  'no document': null,
};

test.each(Object.entries(accepted))('accepts %s', (_, document) => {
  expect(trustIsExact(document, { principal, externalId })).toBe(true);
});

test.each(Object.entries(refused))('refuses %s', (_, document) => {
  expect(trustIsExact(document, { principal, externalId })).toBe(false);
});
