import { type OwnResource, ownCalls } from '../own-calls';
import { equals, type Json, not, ref, sub, type Template, type TemplateParameter } from './document';
import { bucketResources, doorbellResources } from './setup-resources';

const NOBODY = 'none';

const parameters = {
  AppService: {
    Type: 'String',
    Description:
      'AWS service that Tributary runs on and that may hand it the role; none when AppPrincipalArn says who may',
    Default: NOBODY,
    AllowedValues: [NOBODY, 'ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'],
  },
  AppPrincipalArn: {
    Type: 'String',
    Description:
      'ARN of the IAM role or user that may assume the role of Tributary, where it runs outside of EC2 and ECS; empty for none',
    Default: '',
    AllowedPattern: '^$|^arn:aws:iam::[0-9]{12}:(role|user)/[\\w+=,.@/-]+$',
    ConstraintDescription: 'must be the ARN of an IAM role or user, or empty',
  },
  DoorbellName: {
    Type: 'String',
    Description:
      'Name of the topic and of its queue. Keep it for good: the stacks of customers ring at this name',
    Default: 'tributary-doorbell',
    AllowedPattern: '^[A-Za-z0-9_-]{1,64}$',
    ConstraintDescription: 'must have 1 to 64 letters, digits, - or _',
  },
} as const satisfies Record<string, TemplateParameter>;

const rules = {
  RightRegion: {
    Assertions: [
      {
        Assert: equals(ref('AWS::Region'), 'us-east-1'),
        AssertDescription:
          'The stack must be created in US East (N. Virginia), us-east-1: stacks of customers ring in that Region only.',
      },
    ],
  },
  SomebodyRunsIt: {
    Assertions: [
      {
        Assert: not(equals(sub('<AppService><AppPrincipalArn>'), NOBODY)),
        AssertDescription: 'Say where Tributary runs: choose AppService, or enter AppPrincipalArn, or both.',
      },
    ],
  },
} satisfies Record<string, Json>;

const sids = {
  roles: 'AssumeRolesOfCustomers',
  any: 'KnowTheOwnAccount',
  queue: 'ReadTheDoorbell',
  templates: 'PublishTemplates',
} satisfies Record<OwnResource, string>;

const arns = {
  // The names that connections get (names.ts); in any account, where each role's trust decides.
  roles: [
    'arn:aws:iam::*:role/tributary-reports-*',
    'arn:aws:iam::*:role/tributary-insights-*',
    { 'Fn::GetAtt': ['CanaryRole', 'Arn'] },
  ],
  any: '*',
  queue: { 'Fn::GetAtt': ['DoorbellQueue', 'Arn'] },
  templates: sub('arn:aws:s3:::<TemplateBucket>/tributary-*'),
} satisfies Record<OwnResource, Json>;

/**
 * The stack of whoever runs Tributary, in their own AWS account: the role of the app with exactly the calls that it makes as itself,
 * the bucket of published templates, and the doorbell with its queue. Its outputs are the values of the app's environment.
 */
export const setupTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'What a Tributary needs in the AWS account of its operator: the role of the app, a bucket for published templates, and a doorbell (SNS topic and SQS queue) at which the stacks of customers ring.',
  Parameters: parameters,
  Rules: rules,
  Conditions: {
    HasService: not(equals(ref('AppService'), NOBODY)),
    HasPrincipal: not(equals(ref('AppPrincipalArn'), '')),
    IsInstance: equals(ref('AppService'), 'ec2.amazonaws.com'),
  },
  Resources: { ...appResources(), ...bucketResources(), ...doorbellResources() },
  Outputs: outputs(),
};

function appResources(): Template['Resources'] {
  const mayAssume = (Principal: Json) => ({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
  return {
    AppRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: 'Tributary runs as this role',
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { 'Fn::If': ['HasService', mayAssume({ Service: ref('AppService') }), ref('AWS::NoValue')] },
            { 'Fn::If': ['HasPrincipal', mayAssume({ AWS: ref('AppPrincipalArn') }), ref('AWS::NoValue')] },
          ],
        },
      },
    },
    AppPolicy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description:
          'What Tributary does as itself: assume IAM roles that it named, read its queue, publish templates',
        Roles: [ref('AppRole')],
        PolicyDocument: { Version: '2012-10-17', Statement: ownStatements() },
      },
    },
    CanaryRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        Description: 'May do nothing. That Tributary may assume IAM roles at all shows here',
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          // The account: what the policy of the app allows is what is tried.
          Statement: [mayAssume({ AWS: sub('arn:aws:iam::<AWS::AccountId>:root') })],
        },
      },
    },
    AppInstanceProfile: {
      Type: 'AWS::IAM::InstanceProfile',
      Condition: 'IsInstance',
      Properties: { Roles: [ref('AppRole')] },
    },
  };
}

function ownStatements(): Json[] {
  const resources = [...new Set(ownCalls.map(({ resource }) => resource))];
  return resources.map((resource) => ({
    Sid: sids[resource],
    Effect: 'Allow',
    Action: ownCalls.filter((call) => call.resource === resource).map(({ action }) => action),
    Resource: arns[resource],
  }));
}

/** Each description begins with the variable of the app's environment that the value is for. */
function outputs(): Template['Outputs'] {
  return {
    OperatorPrincipalArn: {
      Description:
        'OPERATOR_PRINCIPAL_ARN: whom the IAM roles of customers trust. The account, since the ARN of a role means nothing any more once that role was deleted',
      Value: sub('arn:aws:iam::<AWS::AccountId>:root'),
    },
    CanaryRoleArn: {
      Description:
        'OPERATOR_CANARY_ROLE_ARN: tells trouble with the own permissions from a role that a customer deleted',
      Value: { 'Fn::GetAtt': ['CanaryRole', 'Arn'] },
    },
    TemplateBaseUrl: {
      Description: 'TEMPLATE_BASE_URL: where publish-templates puts templates, and links point',
      Value: sub('https://<TemplateBucket>.s3.us-east-1.amazonaws.com'),
    },
    DoorbellTopicArn: {
      Description: 'DOORBELL_TOPIC_ARN: where the stacks of customers ring',
      Value: ref('DoorbellTopic'),
    },
    DoorbellQueueUrl: {
      Description: 'DOORBELL_QUEUE_URL: where Tributary hears it',
      Value: ref('DoorbellQueue'),
    },
    AppRoleArn: {
      Description: 'The role that Tributary runs as: of the ECS task, or the one to assume',
      Value: { 'Fn::GetAtt': ['AppRole', 'Arn'] },
    },
    AppInstanceProfileName: {
      Condition: 'IsInstance',
      Description: 'The instance profile for the EC2 instance that Tributary runs on',
      Value: ref('AppInstanceProfile'),
    },
    DeadLetterQueueUrl: {
      Description: 'What could not be written down in five tries lies here for 14 days',
      Value: ref('DeadLetterQueue'),
    },
  };
}
