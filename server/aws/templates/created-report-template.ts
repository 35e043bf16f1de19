import { whatIsRead } from '@/lib/connecting';
import { reportCalls } from '../calls';
import { type Json, ref, sub, type Template, type TemplateParameter } from './document';
import { doorbellCondition, hooks } from './hooks';
import {
  bucketParameter,
  commonParameters,
  guards,
  outputs,
  policyResource,
  resourceArns,
  roleResource,
  statementsOf,
  statementWords,
} from './parts';

const parameters = {
  ...commonParameters,
  BucketName: bucketParameter(
    'S3 bucket to create for the Cost and Usage Report; the report gets the same name',
  ),
} as const satisfies Record<string, TemplateParameter>;

/**
 * The other stack of an AWS management account: it creates a fit legacy report and its bucket as well. The bucket has no property but
 * its name, since each would need a further permission, and what S3 gives every new bucket is right: blocked to the public, encrypted,
 * without ACLs. The report comes last: by then the IAM role stands, and can tell us why the stack failed.
 */
export const createdReportTemplate: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description:
    'Creates a Cost and Usage Report in a bucket of its own, and lets Tributary read it: one S3 bucket with its policy, one report, one IAM role and one managed policy. Delete the stack to end it; the bucket with what was delivered stays.',
  Metadata: statementWords(Object.fromEntries(whatIsRead.map(({ statement, what }) => [statement, what]))),
  Parameters: parameters,
  Rules: guards,
  Conditions: doorbellCondition,
  Resources: {
    Role: roleResource('Tributary reads Cost and Usage Reports with this role'),
    Policy: policyResource({
      description:
        'What Tributary may do: find and read reports in one bucket, and see its own stack and role',
      statements: statementsOf(reportCalls.filter((call) => call.resource !== 'key')),
    }),
    Bucket: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { BucketName: ref('BucketName') },
    },
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: ref('Bucket'), PolicyDocument: deliveryPolicy() },
    },
    Report: {
      Type: 'AWS::CUR::ReportDefinition',
      DependsOn: ['BucketPolicy', 'Policy'],
      Properties: {
        ReportName: ref('BucketName'),
        S3Bucket: ref('Bucket'),
        S3Prefix: 'cur',
        S3Region: 'us-east-1',
        TimeUnit: 'HOURLY',
        Format: 'Parquet',
        Compression: 'Parquet',
        AdditionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
        RefreshClosedReports: true,
        ReportVersioning: 'OVERWRITE_REPORT',
      },
    },
    ...hooks({ parameters, after: ['Role', 'Policy', 'Report'] }),
  },
  Outputs: outputs,
};

/** What AWS itself writes when its console creates the bucket of a report: only for reports of this account. */
function deliveryPolicy(): Json {
  const Principal = { Service: ['billingreports.amazonaws.com', 'bcm-data-exports.amazonaws.com'] };
  const Condition = {
    StringLike: {
      'aws:SourceAccount': ref('AWS::AccountId'),
      'aws:SourceArn': [
        sub('arn:aws:cur:us-east-1:<AWS::AccountId>:definition/*'),
        sub('arn:aws:bcm-data-exports:us-east-1:<AWS::AccountId>:export/*'),
      ],
    },
  };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LetBillingSeeThePolicy',
        Effect: 'Allow',
        Principal,
        Action: ['s3:GetBucketAcl', 's3:GetBucketPolicy'],
        Resource: resourceArns.bucket,
        Condition,
      },
      {
        Sid: 'LetBillingDeliver',
        Effect: 'Allow',
        Principal,
        Action: 's3:PutObject',
        Resource: resourceArns.objects,
        Condition,
      },
    ],
  };
}
