import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { whatIsDecrypted, whatIsRead } from '@/lib/connecting';
import { insightKinds, insights } from '@/lib/insights';
import { dangerousActions } from '@/server/testing/dangerous-actions';
import { insightCalls, reportCalls } from '../calls';
import { filledTemplate } from './fill';
import { hookTypes } from './hooks';
import { bakedTemplate, publishedTemplate, type TemplateKind, templateKinds, templates } from './publish';

const Statement = z.object({
  Sid: z.string(),
  Effect: z.literal('Allow'),
  Action: z.array(z.string()),
  Resource: z.json(),
});
const Conditional = z.object({ 'Fn::If': z.tuple([z.string(), Statement, z.json()]) });
const Properties = z.object({
  PolicyDocument: z.object({ Statement: z.array(z.union([Statement, Conditional])) }),
});

function statementsOf(purpose: TemplateKind) {
  const policy = Properties.parse(templates[purpose].Resources.Policy?.Properties);
  return policy.PolicyDocument.Statement.map((one) => ('Fn::If' in one ? one['Fn::If'][1] : one));
}

const valuesOfAll = {
  TrustedPrincipal: 'arn:aws:iam::999988887777:root',
  ExternalId: 'x'.repeat(43),
  ExpectedAccountId: '111122223333',
  RoleName: 'tributary-reports-1',
  PolicyName: 'tributary-reports-1',
  BucketName: 'acme-cur',
};

const created = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::CUR::ReportDefinition'];

describe.each(templateKinds)('the template for %s', (purpose) => {
  const text = publishedTemplate(purpose).text;

  test('lies in public/ as this version makes it, and nothing else does', () => {
    const { fileName } = publishedTemplate(purpose);
    expect(existsSync(`public/templates/${fileName}`)).toBe(true);
    expect(readFileSync(`public/templates/${fileName}`, 'utf8')).toBe(text);
    const files = readdirSync('public/templates').filter((file) => file.startsWith(`tributary-${purpose}-`));
    expect(files).toEqual([fileName]);
  });

  test('is one role and one managed policy, without inline policy, tags or boundary', () => {
    const { Resources } = templates[purpose];
    const types = Object.values(Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('AWS::IAM::'))).toEqual([
      'AWS::IAM::Role',
      'AWS::IAM::ManagedPolicy',
    ]);
    expect(types.slice(2)).toEqual([
      ...(purpose === 'created-report' ? created : []),
      ...Object.values(hookTypes),
    ]);
    const named = Object.keys(Resources.Role?.Properties ?? {});
    expect(named.sort()).toEqual([
      'AssumeRolePolicyDocument',
      'Description',
      'MaxSessionDuration',
      'RoleName',
    ]);
    expect(Resources.Role?.Properties.MaxSessionDuration).toBe(3600);
  });

  test('rings when it starts and when everything stands, with every value that it was created with', () => {
    const { Start, Done, ...others } = templates[purpose].Resources;
    const given = Object.keys(templates[purpose].Parameters).filter((name) => name !== 'DoorbellTopicArn');
    for (const hook of [Start, Done]) {
      expect(hook?.Condition).toBe('HasDoorbell');
      expect(hook?.Properties).toEqual({
        ServiceToken: { Ref: 'DoorbellTopicArn' },
        ServiceTimeout: 300,
        ...Object.fromEntries(given.map((name) => [name, { Ref: name }])),
      });
    }
    expect(Start?.DependsOn).toBeUndefined();
    expect(Done?.DependsOn).toEqual(['Role', 'Policy', ...(purpose === 'created-report' ? ['Report'] : [])]);
    for (const [id, resource] of Object.entries(others)) {
      expect(resource.Condition, id).toBeUndefined();
      // Nothing waits for a bell: a stack that rings makes what one without a doorbell makes.
      expect(JSON.stringify(resource)).not.toMatch(/"(Start|Done)"/);
    }
  });

  test.each(['', 'arn:aws:sns:us-east-1:999988887777:tributary-doorbell'])('with the topic "%s"', (topic) => {
    const values = {
      ...valuesOfAll,
      ...(topic === '' ? {} : { DoorbellTopicArn: topic, ConnectionId: 'connection-1' }),
    };
    const made = filledTemplate(purpose, { values, accountId: '111122223333', stackName: 'tributary-1' });
    expect(Object.keys(made).includes('Start')).toBe(topic !== '');
    expect(Object.keys(made).includes('Done')).toBe(topic !== '');
    if (topic === '') return;
    expect(made.Done?.Properties).toMatchObject({ ServiceToken: topic, ConnectionId: 'connection-1' });
  });

  test('trusts exactly one external ID, by StringEquals', () => {
    expect(templates[purpose].Resources.Role?.Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: { Ref: 'TrustedPrincipal' } },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
        },
      ],
    });
  });

  test('names every action: no wildcard, no AWS managed policy', () => {
    for (const { Action } of statementsOf(purpose)) {
      for (const action of Action) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
    }
    expect(text).not.toContain('arn:aws:iam::aws:policy');
  });

  test('reads objects only below a bucket, and never a resource that can be named by *', () => {
    for (const { Action, Resource } of statementsOf(purpose)) {
      if (Action.includes('s3:GetObject')) expect(JSON.stringify(Resource)).toMatch(/\/\*"\}$/);
      if (Resource === '*')
        for (const action of Action) expect(action).not.toMatch(/^(s3|iam|cloudformation|kms):/);
    }
  });

  test('guards account and Region by itself', () => {
    expect(JSON.stringify(templates[purpose].Rules)).toContain(
      '"AWS::AccountId"},{"Ref":"ExpectedAccountId"',
    );
    expect(JSON.stringify(templates[purpose].Rules)).toContain('{"Ref":"AWS::Region"},"us-east-1"');
  });

  test('says of every statement what it is for', () => {
    const Metadata = z.object({
      Tributary: z.object({ WhatEachStatementIsFor: z.record(z.string(), z.string().min(10)) }),
    });
    const words = Metadata.parse(templates[purpose].Metadata).Tributary.WhatEachStatementIsFor;
    expect(Object.keys(words).toSorted()).toEqual(
      statementsOf(purpose)
        .map(({ Sid }) => Sid)
        .toSorted(),
    );
  });

  test('fits into a request that carries the template itself', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(51_200);
    for (const { Description } of Object.values(templates[purpose].Parameters))
      expect(Description).not.toBe('');
  });
});

test('the policy for reports allows exactly the list of calls', () => {
  const allowed = statementsOf('reports').flatMap(({ Action }) => Action);
  expect(allowed.toSorted()).toEqual(reportCalls.map(({ action }) => action as string).toSorted());
});

test('the policy of the stack that creates the report allows the same without a key: its bucket has none', () => {
  const withoutKey = statementsOf('reports').filter(({ Action }) => !Action.includes('kms:Decrypt'));
  expect(statementsOf('created-report')).toEqual(withoutKey);
});

test('the created report is fit, its bucket outlives the stack, and only AWS Billing of the account writes into it', () => {
  const { Bucket, BucketPolicy, Report } = templates['created-report'].Resources;
  expect(Bucket).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { BucketName: { Ref: 'BucketName' } },
  });
  expect(Report?.Properties).toMatchObject({
    TimeUnit: 'HOURLY',
    Format: 'Parquet',
    Compression: 'Parquet',
    AdditionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
    ReportVersioning: 'OVERWRITE_REPORT',
    RefreshClosedReports: true,
    S3Region: 'us-east-1',
  });
  const Bound = z.object({
    Effect: z.literal('Allow'),
    Principal: z.strictObject({ Service: z.array(z.string().regex(/^[a-z-]+\.amazonaws\.com$/)) }),
    Condition: z.object({
      StringLike: z.object({ 'aws:SourceAccount': z.strictObject({ Ref: z.literal('AWS::AccountId') }) }),
    }),
  });
  const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(Bound) }) });
  expect(policy.parse(BucketPolicy?.Properties).PolicyDocument.Statement).toHaveLength(2);
});

test('the Review step and the template name the same statements with the same actions', () => {
  const told = [...whatIsRead, whatIsDecrypted].map(({ statement, actions }) => [statement, [...actions]]);
  const written = statementsOf('reports').map(({ Sid, Action }) => [Sid, Action]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(written));
});

test('the policy for insights allows its list and what each insight names, behind its own switch', () => {
  const allowed = statementsOf('insights').flatMap(({ Action }) => Action);
  const wanted = [
    ...insightCalls.map(({ action }) => action as string),
    ...insightKinds.flatMap((kind) => [...insights[kind].actions] as string[]),
  ];
  expect(allowed.toSorted()).toEqual(wanted.toSorted());
  expect(
    Object.keys(templates.insights.Conditions ?? {}).filter((name) => name.startsWith('With')),
  ).toHaveLength(insightKinds.length);
});

test.each(templateKinds)('the policy for %s denies 40 dangerous actions by not naming them', (purpose) => {
  const allowed = new Set(statementsOf(purpose).flatMap(({ Action }) => Action));
  expect(dangerousActions).toHaveLength(40);
  expect(dangerousActions.filter((action) => allowed.has(action))).toEqual([]);
});

test('a baked template has one allowed value for every parameter', () => {
  const values = valuesOfAll;
  const baked = z
    .object({
      Parameters: z.record(z.string(), z.object({ Default: z.string(), AllowedValues: z.array(z.string()) })),
    })
    .parse(JSON.parse(bakedTemplate('reports', values)));
  expect(baked.Parameters.BucketName).toEqual({ Default: 'acme-cur', AllowedValues: ['acme-cur'] });
  expect(baked.Parameters.KmsKeyArn).toEqual({ Default: '', AllowedValues: [''] });
  for (const { Default, AllowedValues } of Object.values(baked.Parameters))
    expect(AllowedValues).toEqual([Default]);
  expect(() => bakedTemplate('reports', { ...values, BucketName: '' })).not.toThrow();
  expect(() => bakedTemplate('reports', { ExternalId: 'x' })).toThrow('TrustedPrincipal');
});
