import { describe, expect, it } from 'vitest';
import { deleteStack } from '@/sandbox/cloudformation/engine';
import { ACCOUNT, create, failure, template, testWorld, userWith } from '@/sandbox/cloudformation/testing';
import { createReport, deliver } from '@/sandbox/reports';
import type { Json } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const deliveryPolicy = (change: { [key: string]: Json } = {}): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'billingreports.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::made-here/*',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      ...change,
    },
  ],
});

const BUCKET: Json = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'made-here' } };
const REPORT: { [key: string]: Json } = {
  ReportName: 'made-here',
  S3Bucket: 'made-here',
  S3Prefix: 'cur',
  S3Region: 'us-east-1',
  TimeUnit: 'HOURLY',
  Format: 'Parquet',
  Compression: 'Parquet',
  AdditionalSchemaElements: ['RESOURCES'],
  RefreshClosedReports: true,
  ReportVersioning: 'OVERWRITE_REPORT',
};

const withPolicy = (PolicyDocument: Json, report: { [key: string]: Json } = {}): string =>
  template({
    Resources: {
      Bucket: BUCKET,
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument } },
      Report: {
        Type: 'AWS::CUR::ReportDefinition',
        DependsOn: 'Policy',
        Properties: { ...REPORT, ...report },
      },
    },
  });

const admin = (world: World) => {
  const principal = world.userPrincipal(ACCOUNT, 'admin');
  if (!principal) throw new Error('no admin');
  return principal;
};

describe('a stack with a bucket, its policy and a report', () => {
  it('makes all three and takes them away again, but not a bucket that holds something', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: withPolicy(deliveryPolicy()) });
    pass(6);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(world.bucket('made-here')).toMatchObject({ accountId: ACCOUNT, region: 'us-east-1' });
    expect(world.account(ACCOUNT)?.reports).toMatchObject([
      { reportName: 'made-here', timeUnit: 'HOURLY', lastDelivery: null },
    ]);
    deleteStack(world, { stack, principal: admin(world) });
    pass(6);
    expect(stack.status).toBe('DELETE_FAILED');
    expect(stack.statusReason).toContain('[Bucket]');
    expect(world.account(ACCOUNT)?.reports).toEqual([]);
    expect(world.bucket('made-here')?.policy).toBeNull();
  });

  it('needs no capability: nothing of IAM is in it', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: withPolicy(deliveryPolicy()), capabilities: [] });
    pass(6);
    expect(stack.status).toBe('CREATE_COMPLETE');
  });

  it.each([
    ['names no service', { Principal: { AWS: '*' } }],
    ['names another service', { Principal: { Service: 'logging.s3.amazonaws.com' } }],
    ['is for another account', { Condition: { StringEquals: { 'aws:SourceAccount': '999988887777' } } }],
    ['is for another bucket', { Resource: 'arn:aws:s3:::elsewhere/*' }],
    ['denies', { Effect: 'Deny' }],
  ])('fails on the report, with an empty message, when the policy %s', async (_, change) => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: withPolicy(deliveryPolicy(change)) });
    pass(60);
    expect(failure(stack)).toContain('"null (Service: CostAndUsageReport');
    expect(world.account(ACCOUNT)?.reports).toEqual([]);
  });

  it.each([
    ['an unknown property', { Tags: [] }, 'Encountered unsupported property Tags'],
    ['a bucket in another Region', { S3Region: 'eu-west-1' }, 'null'],
    ['a bucket that is not there', { S3Bucket: 'nowhere-at-all' }, 'null'],
    ['a combination that AWS refuses', { Compression: 'GZIP' }, 'Parquet format needs Parquet compression'],
  ])('fails on the report with %s', async (_, report, says) => {
    const { world, pass } = testWorld();
    const stack = await create(world, { templateBody: withPolicy(deliveryPolicy(), report) });
    pass(60);
    expect(failure(stack)).toContain(says);
  });

  it('fails on a bucket whose name is taken, and on properties that are not played', async () => {
    const { world, pass } = testWorld();
    world.createBucket({ name: 'made-here', accountId: '999988887777', region: 'us-east-1' });
    const taken = await create(world, { templateBody: template({ Resources: { Bucket: BUCKET } }) });
    pass(60);
    expect(failure(taken)).toContain('made-here already exists');
    const Properties = { BucketName: 'made-too', LoggingConfiguration: { LogFilePrefix: 'x' } };
    const body = template({ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } } });
    const logged = await create(world, { stackName: 'other', templateBody: body });
    pass(60);
    expect(failure(logged)).toContain('Encountered unsupported property LoggingConfiguration');
  });

  it('knows a report only in us-east-1', async () => {
    const { world, pass } = testWorld();
    const stack = await create(world, { region: 'eu-west-1', templateBody: withPolicy(deliveryPolicy()) });
    pass(60);
    expect(failure(stack)).toContain('Unrecognized resource type: AWS::CUR::ReportDefinition');
  });

  it('names the service that refused', async () => {
    const { world, pass } = testWorld();
    const user = userWith(world, ['cloudformation:CreateStack']);
    const stack = await create(world, { user, templateBody: template({ Resources: { Bucket: BUCKET } }) });
    pass(60);
    expect(failure(stack)).toMatch(/perform: s3:CreateBucket .*\(Service: S3, Status Code: 403/);
  });
});

describe('a delivery into a bucket with a policy', () => {
  it('happens while the policy lets AWS Billing write, and ends as ERROR_PERMISSIONS when it does not', () => {
    const { world } = testWorld();
    const bucket = world.createBucket({ name: 'made-here', accountId: ACCOUNT, region: 'us-east-1' });
    createReport(world, {
      accountId: ACCOUNT,
      report: { reportName: 'cur', s3Bucket: 'made-here', s3Prefix: 'cur' },
    });
    const status = () => {
      deliver(world, { accountId: ACCOUNT });
      return world.account(ACCOUNT)?.reports[0]?.lastStatus;
    };
    expect(status()).toBe('SUCCESS');
    bucket.policy = { Statement: { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' } };
    expect(status()).toBe('ERROR_PERMISSIONS');
  });
});
