import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CostOptimizationHubClient,
  ListEnrollmentStatusesCommand,
} from '@aws-sdk/client-cost-optimization-hub';
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { DescribeHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { DescribeTrustedAdvisorChecksCommand, SupportClient } from '@aws-sdk/client-support';
import {
  ListChecksCommand,
  ListRecommendationsCommand,
  TrustedAdvisorClient,
} from '@aws-sdk/client-trustedadvisor';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Credentials,
  roleWith,
  startTestStand,
  type TestStand,
  trustOperator,
} from '@/sandbox/testing/stand';

const CUSTOMER = '111122223333';
const clock = { now: new Date() };
let stand: TestStand;
let all: Credentials;

beforeAll(async () => {
  stand = await startTestStand(clock);
  all = await roleWith(stand, { accountId: CUSTOMER, actions: ['*'] });
});
beforeEach(() => {
  clock.now = new Date();
});
afterAll(() => stand.close());

const denied = () => roleWith(stand, { accountId: CUSTOMER, actions: ['s3:ListBucket'] });

describe('Organizations', () => {
  const describeOrganization = (credentials: Credentials) =>
    new OrganizationsClient(stand.client(credentials)).send(new DescribeOrganizationCommand({}));

  it('names the management account', async () => {
    const { Organization } = await describeOrganization(all);
    expect(Organization?.MasterAccountId).toBe(CUSTOMER);
    const member = await roleWith(stand, { accountId: '400000000001', actions: ['organizations:*'] });
    expect((await describeOrganization(member)).Organization?.MasterAccountId).toBe('888877776666');
  });

  it('says when there is none, and when it may not say', async () => {
    const single = await roleWith(stand, { accountId: '400000000002', actions: ['organizations:*'] });
    await expect(describeOrganization(single)).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
    await expect(describeOrganization(await denied())).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('the CUR API', () => {
  async function cur(operation: string, input: object, { region = 'us-east-1', as = all } = {}) {
    const url = new URL(stand.apiUrl);
    const signer = new SignatureV4({ service: 'cur', region, credentials: as, sha256: Sha256 });
    const request = new HttpRequest({
      method: 'POST',
      protocol: 'http:',
      hostname: url.hostname,
      port: Number(url.port),
      path: '/',
      headers: {
        host: url.host,
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSOrigamiServiceGatewayService.${operation}`,
      },
      body: JSON.stringify(input),
    });
    const signed = await signer.sign(request);
    const answer = await fetch(url, { method: 'POST', headers: signed.headers, body: signed.body });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  }

  it('gives pages of exactly five definitions', async () => {
    const accountId = '700000000001';
    stand.control.createBucket({ name: 'sandbox-seven', accountId });
    for (let index = 1; index <= 7; index++) {
      const report = { reportName: `report-${index}`, s3Bucket: 'sandbox-seven' };
      stand.control.putReport({ accountId, report, deliver: index === 1 });
    }
    const as = await roleWith(stand, { accountId, actions: ['cur:Describe*'] });
    const first = await cur('DescribeReportDefinitions', { MaxResults: 5 }, { as });
    expect(first.body.ReportDefinitions).toHaveLength(5);
    expect(first.body.ReportDefinitions[0]).toMatchObject({
      ReportName: 'report-1',
      TimeUnit: 'HOURLY',
      AdditionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
      ReportStatus: { lastStatus: 'SUCCESS', lastDelivery: expect.stringMatching(/^\d{8}T\d{6}Z$/) },
    });
    expect(first.body.ReportDefinitions[1].ReportStatus).toEqual({});
    const second = await cur('DescribeReportDefinitions', { NextToken: first.body.NextToken }, { as });
    expect(second.body.ReportDefinitions).toHaveLength(2);
    expect(second.body).not.toHaveProperty('NextToken');
  });

  it('refuses another page size, another Region, and whoever may not', async () => {
    expect((await cur('DescribeReportDefinitions', { MaxResults: 10 })).body.__type).toBe(
      'ValidationException',
    );
    const elsewhere = await cur('DescribeReportDefinitions', {}, { region: 'eu-central-1' });
    expect(elsewhere.body.__type).toBe('InvalidSignatureException');
    const refused = await cur('DescribeReportDefinitions', {}, { as: await denied() });
    expect(refused).toMatchObject({ status: 400, body: { __type: 'AccessDeniedException' } });
  });

  it('takes only combinations that AWS takes', async () => {
    const definition = {
      ReportName: 'mine',
      TimeUnit: 'HOURLY',
      Format: 'Parquet',
      Compression: 'GZIP',
      AdditionalSchemaElements: ['RESOURCES'],
      S3Bucket: 'sandbox-seven',
      S3Prefix: 'p',
      S3Region: 'us-east-1',
    };
    const put = (change: object) =>
      cur('PutReportDefinition', { ReportDefinition: { ...definition, ...change } });
    expect((await put({})).body.__type).toBe('ValidationException');
    expect((await put({ Compression: 'Parquet', AdditionalArtifacts: ['ATHENA'] })).body.__type).toBe(
      'ValidationException',
    );
    expect((await put({ Compression: 'Parquet' })).status).toBe(200);
    expect((await put({ Compression: 'Parquet' })).body.__type).toBe('DuplicateReportNameException');
  });
});

describe('IAM', () => {
  it('shows a role, its trust and what it may do', async () => {
    const template = {
      Resources: {
        Policy: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: 'read-bucket',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::sandbox-happy-parquet' },
              ],
            },
          },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'made-by-stack',
            AssumeRolePolicyDocument: trustOperator('the-id'),
            ManagedPolicyArns: [{ Ref: 'Policy' }],
          },
        },
      },
    };
    await stand.control.createStack({
      accountId: CUSTOMER,
      stackName: 'one',
      templateBody: JSON.stringify(template),
    });
    expect(stand.control.listStacks({ accountId: CUSTOMER }).at(-1)?.status).toBe('CREATE_COMPLETE');
    const iam = new IAMClient(stand.client(all));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'made-by-stack' }));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual(
      trustOperator('the-id'),
    );
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'made-by-stack' }));
    const PolicyArn = attached.AttachedPolicies?.[0]?.PolicyArn;
    expect(PolicyArn).toBe(`arn:aws:iam::${CUSTOMER}:policy/read-bucket`);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    const version = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }),
    );
    expect(decodeURIComponent(version.PolicyVersion?.Document ?? '')).toContain('sandbox-happy-parquet');
    await expect(iam.send(new GetRoleCommand({ RoleName: 'none' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    const stranger = new IAMClient(stand.client(await denied()));
    await expect(stranger.send(new GetRoleCommand({ RoleName: 'none' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('CloudFormation', () => {
  const template = JSON.stringify({
    Description: 'One policy',
    Parameters: { Name: { Type: 'String', Description: 'Its name' } },
    Resources: {
      Policy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: { Ref: 'Name' },
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }],
          },
        },
      },
    },
  });

  it('creates a stack from a published template and shows what became of it', async () => {
    stand.control.putObject({ bucket: 'tributary-templates', key: 't/one.json', text: template });
    const cloudformation = new CloudFormationClient(stand.client(all));
    const TemplateURL = 'https://tributary-templates.s3.us-east-1.amazonaws.com/t/one.json';
    const summary = await cloudformation.send(new GetTemplateSummaryCommand({ TemplateURL }));
    expect(summary).toMatchObject({
      ResourceTypes: ['AWS::IAM::ManagedPolicy'],
      Parameters: [{ ParameterKey: 'Name' }],
    });
    const Parameters = [{ ParameterKey: 'Name', ParameterValue: 'from-stack' }];
    const made = await cloudformation.send(
      new CreateStackCommand({
        StackName: 'two',
        TemplateURL,
        Parameters,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'two' }));
    expect(Stacks).toMatchObject([{ StackId: made.StackId, StackStatus: 'CREATE_COMPLETE', Parameters }]);
    const { StackEvents } = await cloudformation.send(
      new DescribeStackEventsCommand({ StackName: made.StackId }),
    );
    expect(StackEvents?.[0]).toMatchObject({
      ResourceType: 'AWS::CloudFormation::Stack',
      ResourceStatus: 'CREATE_COMPLETE',
    });
    expect(StackEvents?.at(-1)).toMatchObject({ ResourceStatus: 'CREATE_IN_PROGRESS' });
  });

  it('knows no stack of another name, nor of another Region', async () => {
    const read = (region: string, StackName: string) =>
      new CloudFormationClient(stand.client(all, region)).send(new DescribeStacksCommand({ StackName }));
    const missing = { name: 'ValidationError', message: expect.stringContaining('does not exist') };
    await expect(read('us-east-1', 'none')).rejects.toMatchObject(missing);
    await expect(read('eu-west-1', 'two')).rejects.toMatchObject(missing);
  });
});

describe('insights', () => {
  it('are given by an account that has everything', async () => {
    const config = stand.client(all);
    const checks = await new SupportClient(config).send(
      new DescribeTrustedAdvisorChecksCommand({ language: 'en' }),
    );
    expect(checks.checks).toHaveLength(2);
    const advisor = new TrustedAdvisorClient(config);
    expect((await advisor.send(new ListChecksCommand({}))).checkSummaries).toHaveLength(2);
    const { recommendationSummaries } = await advisor.send(new ListRecommendationsCommand({}));
    expect(recommendationSummaries?.[0]?.status).toBe('warning');
    const hub = await new CostOptimizationHubClient(config).send(new ListEnrollmentStatusesCommand({}));
    expect(hub.items).toMatchObject([{ accountId: CUSTOMER, status: 'Active' }]);
    const security = await new SecurityHubClient(config).send(new DescribeHubCommand({}));
    expect(security.HubArn).toBe(`arn:aws:securityhub:us-east-1:${CUSTOMER}:hub/default`);
  });

  it('name what is missing', async () => {
    const without = await roleWith(stand, { accountId: '400000000010', actions: ['*'] });
    const config = stand.client(without);
    const support = new SupportClient(config).send(
      new DescribeTrustedAdvisorChecksCommand({ language: 'en' }),
    );
    await expect(support).rejects.toMatchObject({ name: 'SubscriptionRequiredException' });
    const advisor = new TrustedAdvisorClient(config).send(new ListRecommendationsCommand({}));
    await expect(advisor).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const security = new SecurityHubClient(config).send(new DescribeHubCommand({}));
    await expect(security).rejects.toMatchObject({ name: 'InvalidAccessException' });
    const hub = await new CostOptimizationHubClient(config).send(new ListEnrollmentStatusesCommand({}));
    expect(hub.items).toMatchObject([{ status: 'Inactive' }]);
  });

  it('are denied to a role that may not look', async () => {
    const config = stand.client(await denied());
    const security = new SecurityHubClient(config).send(new DescribeHubCommand({}));
    await expect(security).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const hub = new CostOptimizationHubClient(config).send(new ListEnrollmentStatusesCommand({}));
    await expect(hub).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
