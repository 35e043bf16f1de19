import type { CallResource } from '../calls';
import { equals, type Json, ref, sub, type Template, type TemplateParameter } from './document';
import { doorbellParameters } from './hooks';

/** Parameters that all templates have. Each is filled in by the link, or baked into the downloaded file. */
export const commonParameters = {
  TrustedPrincipal: {
    Type: 'String',
    Description: 'Who may assume the IAM role: the account or role that Tributary runs as',
    AllowedPattern: '^arn:aws:iam::[0-9]{12}:(root|role/[\\w+=,.@/-]+|user/[\\w+=,.@/-]+)$',
    ConstraintDescription: 'must be the ARN of an account, role or user',
  },
  ExternalId: {
    Type: 'String',
    Description: 'External ID that the IAM role requires, made by Tributary for this connection alone',
    MinLength: 32,
    AllowedPattern: '^[\\w+=,.@:/-]+$',
    ConstraintDescription: 'must be the external ID that Tributary shows',
  },
  ExpectedAccountId: {
    Type: 'String',
    Description: 'AWS account that this stack must be created in',
    AllowedPattern: '^[0-9]{12}$',
    ConstraintDescription: 'must have 12 digits',
  },
  RoleName: {
    Type: 'String',
    Description: 'Name of the IAM role, as Tributary expects it',
    AllowedPattern: '^[\\w+=,.@-]{1,64}$',
    ConstraintDescription: 'must be a name of an IAM role',
  },
  PolicyName: {
    Type: 'String',
    Description: 'Name of the managed policy of the IAM role',
    AllowedPattern: '^[\\w+=,.@-]{1,128}$',
    ConstraintDescription: 'must be a name of an IAM policy',
  },
  ...doorbellParameters,
} as const satisfies Record<string, TemplateParameter>;

/** The bucket of the report; `Description` says what it is to this template. */
export function bucketParameter(Description: string): TemplateParameter {
  return {
    Type: 'String',
    Description,
    AllowedPattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
    ConstraintDescription: 'must be the name of an S3 bucket',
  };
}

/** The template guards itself: a stack in another account or Region would never be found by us. */
export const guards = {
  RightAccount: {
    Assertions: [
      {
        Assert: equals(ref('AWS::AccountId'), ref('ExpectedAccountId')),
        AssertDescription:
          'This is not the AWS account that was entered in Tributary. Sign in to that account and open the link again.',
      },
    ],
  },
  RightRegion: {
    Assertions: [
      {
        Assert: equals(ref('AWS::Region'), 'us-east-1'),
        AssertDescription: 'The stack must be created in US East (N. Virginia), us-east-1.',
      },
    ],
  },
} satisfies Record<string, Json>;

/** The one IAM role: it requires exactly one external ID, lives in sessions of an hour at most, and has no inline policy. */
export function roleResource(description: string): Template['Resources'][string] {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: ref('RoleName'),
      Description: description,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ref('TrustedPrincipal') },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': ref('ExternalId') } },
          },
        ],
      },
    },
  };
}

/** Attached by the policy itself, so that the role is there first and a rollback can be told from a stack that never began. */
export function policyResource(policy: {
  description: string;
  statements: Json[];
}): Template['Resources'][string] {
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: ref('PolicyName'),
      Description: policy.description,
      Roles: [ref('Role')],
      PolicyDocument: { Version: '2012-10-17', Statement: policy.statements },
    },
  };
}

/** How the template names each resource of a call. */
export const resourceArns = {
  bucket: sub('arn:aws:s3:::<BucketName>'),
  objects: sub('arn:aws:s3:::<BucketName>/*'),
  key: ref('KmsKeyArn'),
  stack: sub('arn:aws:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/<AWS::StackName>/*'),
  role: sub('arn:aws:iam::<AWS::AccountId>:role/<RoleName>'),
  policy: sub('arn:aws:iam::<AWS::AccountId>:policy/<PolicyName>'),
  any: '*',
} satisfies Record<CallResource, Json>;

interface Call {
  action: string;
  resource: CallResource;
}

/** One statement for each resource, in the order of the list. */
export function statementsOf(calls: readonly Call[]): { [key: string]: Json }[] {
  const resources = [...new Set(calls.map((call) => call.resource))];
  return resources.map((resource) => ({
    Sid: sids[resource],
    Effect: 'Allow',
    Action: calls.filter((call) => call.resource === resource).map((call) => call.action),
    Resource: resourceArns[resource],
  }));
}

const sids = {
  bucket: 'FindReports',
  objects: 'ReadReports',
  key: 'DecryptReports',
  stack: 'WatchThisStack',
  role: 'ReadThisRole',
  policy: 'ReadThisPolicy',
  any: 'KnowTheAccount',
} satisfies Record<CallResource, string>;

/** What each statement is for, in the words that the wizard shows; CloudFormation keeps a template's metadata beside its stack. */
export function statementWords(words: Readonly<Record<string, string>>): Json {
  return { Tributary: { WhatEachStatementIsFor: { ...words } } };
}

export const outputs = {
  RoleArn: { Description: 'IAM role for Tributary', Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
} satisfies Record<string, Json>;
