import { whatIsDecrypted, whatIsRead } from '@/lib/connecting';
import { reportCalls } from '../calls';
import { equals, type Json, not, ref, type Template, type TemplateParameter } from './document';
import { doorbellCondition, hooks } from './hooks';
import {
  bucketParameter,
  commonParameters,
  guards,
  outputs,
  policyResource,
  roleResource,
  statementsOf,
  statementWords,
} from './parts';

const parameters = {
  ...commonParameters,
  BucketName: bucketParameter('S3 bucket that AWS delivers the Cost and Usage Report to'),
  KmsKeyArn: {
    Type: 'String',
    Description: 'ARN of the KMS key of the bucket, only when it is encrypted with a key of your own',
    Default: '',
    AllowedPattern: '^$|^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[a-z0-9-]+$',
    ConstraintDescription: 'must be the ARN of a KMS key, or empty',
  },
} as const satisfies Record<string, TemplateParameter>;

/** The stack of an AWS management account: one IAM role that may read one bucket's reports, and nothing else. */
export const reportsTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Lets Tributary read the Cost and Usage Reports in one S3 bucket: one IAM role and one managed policy. Delete the stack to end it.',
  Metadata: statementWords(
    Object.fromEntries([...whatIsRead, whatIsDecrypted].map(({ statement, what }) => [statement, what])),
  ),
  Parameters: parameters,
  Rules: guards,
  Conditions: { HasKmsKey: not(equals(ref('KmsKeyArn'), '')), ...doorbellCondition },
  Resources: {
    Role: roleResource('Tributary reads Cost and Usage Reports with this role'),
    Policy: policyResource({
      description:
        'What Tributary may do: find and read reports in one bucket, and see its own stack and role',
      statements: statements(),
    }),
    ...hooks({ parameters, after: ['Role', 'Policy'] }),
  },
  Outputs: outputs,
};

function statements(): Json[] {
  const always = reportCalls.filter((call) => call.resource !== 'key');
  const withKey = reportCalls.filter((call) => call.resource === 'key');
  const decrypt = statementsOf(withKey).map((statement) => ({
    'Fn::If': ['HasKmsKey', statement, ref('AWS::NoValue')],
  }));
  return [...statementsOf(always), ...decrypt];
}
