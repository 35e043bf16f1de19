import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whatIsDecrypted, whatIsRead } from '@/lib/connecting';
import { insightKinds, insights } from '@/lib/insights';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { templateFaults } from '@/server/testing/template-checks';
import { cloudShellCommand } from './cloud-shell';
import { filledTemplate } from './fill';
import { insightSwitches } from './insights-template';
import { bakedTemplate, templateKinds, templates } from './publish';
import { terraformModule } from './terraform';

const accountId = '111122223333';
const longest = (most: number) => 'tributary-'.padEnd(most, 'x');
/** As long as each may be. */
const values = {
  TrustedPrincipal: `arn:aws:iam::999988887777:role/${longest(64)}`,
  ExternalId: 'x'.repeat(43),
  ExpectedAccountId: accountId,
  RoleName: longest(64),
  PolicyName: longest(64),
  BucketName: longest(63),
  KmsKeyArn: `arn:aws:kms:us-east-1:${accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  TrustedAdvisor: 'yes',
  CostOptimizationHub: 'yes',
  SecurityHub: 'yes',
  DoorbellTopicArn: `arn:aws:sns:us-east-1:999988887777:${longest(256)}`,
  ConnectionId: '0123abcd-0000-4000-8000-0123456789ab',
};
const of = { values, accountId, stackName: longest(64) };
const boundary = `arn:aws:iam::${accountId}:policy/${'x'.repeat(512)}`;

test.each(templateKinds)('the template for %s passes every check', async (kind) => {
  expect(await templateFaults(filledTemplate(kind, of))).toEqual([]);
});

/** A mistake that is planted by replacing text, and what must be said of it. */
const mistakes: { is: string; plant: [string | RegExp, string]; said: string | RegExp }[] = [
  {
    is: 'an action that AWS does not know',
    plant: ['s3:ListBucket"', 's3:ListBuckets2"'],
    said: 'AWS knows no action s3:ListBuckets2',
  },
  {
    is: 'a resource that does not decide the action',
    plant: [/"Resource":"arn:aws:iam::111122223333:role\/[^"]+"/, '"Resource":"arn:aws:s3:::acme"'],
    said: 'iam:GetRole is not decided by arn:aws:s3:::acme',
  },
  { is: "Action: '*'", plant: [/"Action":\["s3:GetObject"\]/, '"Action":"*"'], said: '* is a wildcard' },
  { is: 'a wildcard in an action', plant: ['"s3:GetObject"', '"s3:Get*"'], said: 's3:Get* is a wildcard' },
  {
    is: 's3:GetObject on a bucket without /*',
    plant: [/(tributary-x+)\/\*"/, '$1"'],
    said: /s3:GetObject is not decided by arn:aws:s3:::tributary-x+$/,
  },
  {
    is: 's3:ListBucket on what is in the bucket',
    plant: [/"arn:aws:s3:::(tributary-x+)"/, '"arn:aws:s3:::$1/*"'],
    said: 's3:ListBucket is not decided by',
  },
  {
    is: 'a star for what can be named',
    plant: [/"Resource":"arn:aws:cloudformation[^"]+"/, '"Resource":"*"'],
    said: 'cloudformation:DescribeStacks is not decided by *',
  },
  {
    is: 'a trust without an external ID',
    plant: [/,"Condition":\{"StringEquals":\{"sts:ExternalId":"x+"\}\}/, ''],
    said: 'does not require exactly one external ID',
  },
  {
    is: 'a trust by StringLike',
    plant: ['"StringEquals":{"sts:', '"StringLike":{"sts:'],
    said: 'does not require exactly one external ID',
  },
  {
    is: 'a trust of everybody',
    plant: [/"Principal":\{"AWS":"[^"]+"\}/, '"Principal":"*"'],
    said: 'does not require exactly one external ID',
  },
  {
    is: 'a TimeUnit that the CUR API does not know',
    plant: ['"HOURLY"', '"Hourly"'],
    said: 'Report.TimeUnit',
  },
  {
    is: 'a Format that it does not know',
    plant: ['"Format":"Parquet"', '"Format":"parquet"'],
    said: 'Report.Format',
  },
  {
    is: 'a Compression that it does not know',
    plant: ['"Compression":"Parquet"', '"Compression":"SNAPPY"'],
    said: 'Report.Compression',
  },
  {
    is: 'an element that it does not know',
    plant: ['"SPLIT_COST_ALLOCATION_DATA"', '"SPLIT_COST"'],
    said: 'Report.AdditionalSchemaElements',
  },
  {
    is: 'a ReportVersioning that it does not know',
    plant: ['"OVERWRITE_REPORT"', '"OVERWRITE"'],
    said: 'Report.ReportVersioning',
  },
  {
    is: 'a property that is misspelt',
    plant: ['"MaxSessionDuration"', '"MaxSessionDurations"'],
    said: 'MaxSessionDurations',
  },
  {
    is: 'a longer session',
    plant: ['"MaxSessionDuration":3600', '"MaxSessionDuration":43200'],
    said: 'Role.MaxSessionDuration',
  },
  {
    is: 'a Lambda function',
    plant: ['"AWS::S3::Bucket"', '"AWS::Lambda::Function"'],
    said: 'AWS::Lambda::Function is no type',
  },
  {
    is: 'a nested stack',
    plant: ['"AWS::S3::Bucket"', '"AWS::CloudFormation::Stack"'],
    said: 'AWS::CloudFormation::Stack is no type',
  },
  {
    is: 'a hook that would hang the stack for an hour',
    plant: ['"ServiceTimeout":300', '"ServiceTimeout":3600'],
    said: 'ServiceTimeout',
  },
];

test.each(mistakes)('$is is found', async ({ plant: [from, to], said }) => {
  const fair = JSON.stringify(filledTemplate('created-report', of));
  const planted = fair.replace(from, to);
  expect(planted).not.toBe(fair);
  const faults = await templateFaults(JSON.parse(planted));
  expect(faults).toContainEqual(expect.stringMatching(typeof said === 'string' ? escaped(said) : said));
});

function escaped(plain: string): RegExp {
  return new RegExp(plain.replace(/[.*+?^()|[\]\\]/g, '\\$&'));
}

describe.each(templateKinds)('every variant of the template for %s', (kind) => {
  test.each([undefined, boundary])(
    'has one allowed value for each parameter, and fits a request (%s)',
    (bound) => {
      const template = bakedTemplate(kind, values, bound);
      const { Parameters, Transform } = JSON.parse(template);
      expect(Transform).toBeUndefined();
      expect(Object.keys(Parameters).toSorted()).toEqual(Object.keys(templates[kind].Parameters).toSorted());
      for (const { Default, AllowedValues } of Object.values<Record<string, unknown>>(Parameters))
        expect(AllowedValues).toEqual([Default]);
      const command = cloudShellCommand({ stackName: of.stackName, template });
      expect(Buffer.byteLength(command)).toBeLessThan(51_200);
    },
  );
});

test.each(templateKinds)('the template for %s says of each statement what the wizard says of it', (kind) => {
  const shown = new Map<string, string>([
    ...[...whatIsRead, whatIsDecrypted].map(({ statement, what }) => [statement, what] as const),
    ...insightKinds.map(
      (insight) =>
        [insightSwitches[insight], `${insights[insight].name}: ${insights[insight].gives}`] as const,
    ),
  ]);
  const { Tributary } = JSON.parse(JSON.stringify(templates[kind].Metadata));
  const words = Object.entries(Tributary.WhatEachStatementIsFor);
  expect(words.length).toBeGreaterThan(5);
  for (const [statement, what] of words) expect(what).toBe(shown.get(statement));
});

test('Terraform makes the bucket, its policy and the report as the stack does', () => {
  const { Bucket, BucketPolicy, Report } = filledTemplate('created-report', of);
  const { resource } = JSON.parse(terraformModule('created-report', of));
  expect(resource.aws_s3_bucket.tributary).toEqual({ bucket: Bucket?.Properties.BucketName });
  const policy = JSON.parse(resource.aws_s3_bucket_policy.tributary.policy);
  expect(policy).toEqual(BucketPolicy?.Properties.PolicyDocument);
  const { depends_on: _, s3_bucket: __, ...report } = resource.aws_cur_report_definition.tributary;
  const snake = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])|(?<=S3)(?=[A-Z])/g, '_').toLowerCase();
  const { S3Bucket: ___, ...properties } = Report?.Properties ?? {};
  const wanted = Object.entries(properties).map(([name, value]) => [snake(name), value]);
  expect(report).toEqual(Object.fromEntries(wanted));
});

describe('in a wrong place', () => {
  let stand: TestStand;
  beforeAll(async () => {
    stand = await startTestStand({ now: new Date() });
  });
  afterAll(() => stand.close());

  const wrong = [
    { is: 'account', accountId: '444455556666', region: 'us-east-1', says: 'not the AWS account' },
    { is: 'Region', accountId, region: 'eu-west-1', says: 'must be created in US East' },
  ];
  const cases = templateKinds.flatMap((kind) => wrong.map((one) => ({ kind, ...one })));

  test.each(cases)('the rules of $kind stop it in another $is before anything is made', async (at) => {
    const { accountId: there, region, says } = at;
    const templateBody = bakedTemplate(at.kind, { ...values, DoorbellTopicArn: '' });
    const made = () => {
      const { roles, policies, stacks } = stand.control.account({ accountId: there });
      return JSON.stringify([Object.keys(roles), Object.keys(policies), stacks.length]);
    };
    const before = made();
    const creating = stand.control.createStack({
      accountId: there,
      region,
      stackName: 'tributary-1',
      templateBody,
    });
    await expect(creating).rejects.toThrow(says);
    await stand.control.listStacks({ accountId: there });
    expect(made()).toBe(before);
    expect(stand.world.bucket(values.BucketName)).toBeUndefined();
  });
});
