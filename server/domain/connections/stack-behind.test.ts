import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBehind, type StackDifference, unexplained } from '@/lib/stack-update';
import { parametersOf, versionOf } from '@/server/aws/cloudformation';
import { templates } from '@/server/aws/templates/publish';
import { templateVersion } from '@/server/aws/templates/version';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { stackOf } from '@/server/testing/fake-aws';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';
import { stackDifference, stackGiven, stackWanted } from './stack-difference';
import { templateDownload } from './template';

const version = templateVersion(templates.reports);
const values = {
  TrustedPrincipal: 'arn:aws:iam::999988887777:root',
  ExternalId: 'ours',
  ExpectedAccountId: '111122223333',
  RoleName: 'tributary-1',
  PolicyName: 'tributary-1',
  BucketName: 'acme-cur',
};
const parameters = { ...values, KmsKeyArn: '', DoorbellTopicArn: '', ConnectionId: '' };
const key = 'arn:aws:kms:us-east-1:111122223333:key/1';

describe('how a stack differs from the one that would be created now', () => {
  const none: StackDifference = { template: 'same', parameters: [] };
  test.each<[string, { version?: string | null; has?: object; wants?: object }, StackDifference]>([
    ['not at all', {}, none],
    ['a newer template', { version: '0123456789ab' }, { ...none, template: 'other' }],
    ['a template that tells no version', { version: null }, { ...none, template: 'unversioned' }],
    [
      'another bucket',
      { wants: { BucketName: 'new-cur' } },
      { ...none, parameters: [{ name: 'BucketName', seen: 'acme-cur', wanted: 'new-cur' }] },
    ],
    [
      'a key that came',
      { wants: { KmsKeyArn: key } },
      { ...none, parameters: [{ name: 'KmsKeyArn', seen: '', wanted: key }] },
    ],
    [
      'a key that went',
      { has: { KmsKeyArn: key } },
      { ...none, parameters: [{ name: 'KmsKeyArn', seen: key, wanted: '' }] },
    ],
    ['another external ID, which the trust tells', { has: { ExternalId: 'theirs' } }, none],
    [
      'no doorbell, or one of before',
      { wants: { DoorbellTopicArn: 'arn:aws:sns:us-east-1:999988887777:bell', ConnectionId: 'c1' } },
      none,
    ],
    ['a parameter that nobody knows', { has: { Constructor: 'x' } }, none],
  ])('%s', (_, of, expected) => {
    const given = {
      version: of.version === undefined ? version : of.version,
      parameters: { ...parameters, ...of.has },
    };
    expect(stackDifference(given, stackWanted('reports', { ...values, ...of.wants }))).toEqual(expected);
  });

  test('insights: a switch that is left out is off', () => {
    const given = { version: null, parameters: { SecurityHub: 'yes', TrustedAdvisor: 'no' } };
    const wanted = stackWanted('insights', {
      SecurityHub: 'yes',
      TrustedAdvisor: 'yes',
      CostOptimizationHub: 'no',
    });
    const switches = stackDifference(given, wanted).parameters.filter(({ wanted: want }) =>
      /yes|no/.test(want),
    );
    // The old template had no third switch, so it is not on.
    expect(switches).toEqual([{ name: 'TrustedAdvisor', seen: 'no', wanted: 'yes' }]);
  });

  const more = { more: ['s3:GetObject on x'], less: [] };
  const less = { more: [], less: ['iam:GetRole on x'] };
  const alike = { more: [], less: [] };
  test.each([
    ['same', 0, alike, false],
    ['same', 0, less, false],
    ['same', 1, alike, true],
    ['other', 0, alike, true],
    ['unversioned', 0, alike, false],
    ['unversioned', 0, less, true],
    ['unversioned', 0, more, true],
    ['unversioned', 1, alike, true],
  ] as const)('template %s, %i values, policy %j: behind is %s', (template, count, policy, behind) => {
    const changes = Array.from({ length: count }, () => ({ name: 'BucketName', seen: 'a', wanted: 'b' }));
    expect(isBehind({ template, parameters: changes }, policy)).toBe(behind);
  });
});

test('what the values that change explain is not said twice; what they do not is', () => {
  const parameters = [{ name: 'BucketName', seen: 'old', wanted: 'new-cur' }];
  const policy = {
    more: [
      's3:GetObject on arn:aws:s3:::old/*',
      's3:DeleteObject on arn:aws:s3:::old/*',
      'iam:PassRole on *',
    ],
    less: ['s3:GetObject on arn:aws:s3:::new-cur/*', 'iam:GetRole on x'],
  };
  expect(unexplained({ template: 'same', parameters }, policy)).toEqual({
    more: ['s3:DeleteObject on arn:aws:s3:::old/*', 'iam:PassRole on *'],
    less: ['iam:GetRole on x'],
  });
  const key = [{ name: 'KmsKeyArn', seen: '', wanted: 'k' }];
  expect(unexplained({ template: 'same', parameters: key }, policy)).toEqual(policy);
});

describe('what is known of a stack', () => {
  const told = { ...stackOf(), parameters, templateVersion: version };
  test.each([
    ['CREATE_COMPLETE', true],
    ['UPDATE_COMPLETE', true],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true],
    ['UPDATE_ROLLBACK_COMPLETE', true],
    ['UPDATE_IN_PROGRESS', false],
    ['UPDATE_ROLLBACK_IN_PROGRESS', false],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', false],
  ])('of one in %s: %s', (status, known) => {
    expect(stackGiven({ ...told, status }) !== null).toBe(known);
  });

  test('nothing of one that tells no parameters', () => {
    expect(stackGiven(stackOf())).toBeNull();
  });

  test('only the parameters that our templates have are kept, and no more of them than ours can be long', () => {
    const hostile = [
      { ParameterKey: '__proto__', ParameterValue: 'x' },
      { ParameterKey: 'constructor', ParameterValue: 'x' },
      { ParameterKey: 'BucketName', ParameterValue: 'y'.repeat(100_000) },
      ...Array.from({ length: 500 }, (_, index) => ({ ParameterKey: `P${index}`, ParameterValue: 'z' })),
      { ParameterKey: 'KmsKeyArn', ParameterValue: '<script>' },
      {},
    ];
    const kept = parametersOf({ Parameters: hostile });
    expect(Object.keys(kept)).toEqual(['BucketName', 'KmsKeyArn']);
    expect(kept.BucketName).toHaveLength(2_048);
  });

  test.each([
    [[{ OutputKey: 'TemplateVersion', OutputValue: version }], version],
    [[{ OutputKey: 'TemplateVersion', OutputValue: 'x'.repeat(60_000) }], null],
    [[{ OutputKey: 'TemplateVersion', OutputValue: `${version}\n` }], null],
    [[{ OutputKey: 'TemplateVersion' }], null],
    [[{ OutputKey: 'RoleArn', OutputValue: version }], null],
    [[], null],
  ])('the version is one that we could have written (%#)', (Outputs, expected) => {
    expect(versionOf({ Outputs })).toBe(expected);
  });
});

eachDatabase((open) => {
  let at: SandboxWorld;
  let connectionId: string;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    connectionId = await at.upToStack({ accountId: '111122223333', bucket: 'sandbox-happy-parquet' });
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
  });
  afterAll(() => at.close());
  const row = () => rowOf(at.systemCtx(), connectionId);
  const look = async () => {
    at.pass(24 * 3_600_000);
    await validateOnSchedule(at.systemCtx(), { connectionId });
    return (await getConnection(at.ctxFor('customerAdmin'), { connectionId })).findings;
  };
  const update = async (change: { templateBody?: string; parameters?: Record<string, string> }) => {
    const { stack_id: stackId } = await row();
    await at.sandbox.control.updateStack({ stackId: stackId ?? '', ...change });
    at.pass(60_000);
  };
  const download = async () => JSON.parse((await templateDownload(at.systemCtx(), { connectionId })).body);

  test('a stack that was just made is behind in nothing', async () => {
    expect(await look()).toEqual([]);
    expect(JSON.parse((await row()).stack_given_json ?? '')).toMatchObject({
      version,
      parameters: { BucketName: 'sandbox-happy-parquet', KmsKeyArn: '' },
    });
  });

  test('one of an older template is behind, told once, until it is updated', async () => {
    const older = await download();
    older.Outputs.TemplateVersion.Value = '0123456789ab';
    older.Resources.Policy.Properties.PolicyDocument.Statement =
      older.Resources.Policy.Properties.PolicyDocument.Statement.filter(
        ({ Sid }: { Sid?: string }) => Sid !== 'KnowTheAccount',
      );
    await update({ templateBody: JSON.stringify(older) });
    const [behind, ...others] = await look();
    expect(behind).toMatchObject({ code: 'STACK_BEHIND', severity: 'warning' });
    expect(behind?.seen).toContain('made from another version of the template');
    expect(behind?.seen).toContain('its policy lacks cur:DescribeReportDefinitions on *');
    // What the update brings is not told as something that somebody did by hand; the organization is not to be read until then.
    expect(others.map(({ code }) => code)).toEqual(['ORGANIZATION_UNKNOWN']);
    await look();
    const kinds = (await getConnection(at.ctxFor('customerAdmin'), { connectionId })).timeline.map(
      ({ kind }) => kind,
    );
    expect(kinds.filter((kind) => kind === 'stack_behind')).toHaveLength(1);
    await update({ templateBody: JSON.stringify(await download()) });
    expect(await look()).toEqual([]);
  });

  test('one from before templates told their version, which does the same, is not', async () => {
    const older = await download();
    delete older.Outputs.TemplateVersion;
    // CloudFormation makes no update that changes no resource.
    older.Resources.Role.Properties.Description = 'Tributary reads with this role';
    await update({ templateBody: JSON.stringify(older) });
    expect(await look()).toEqual([]);
    expect(JSON.parse((await row()).stack_given_json ?? '')).toMatchObject({ version: null });
  });

  test('a stack that may not be watched is said to be neither', async () => {
    const older = await download();
    older.Outputs.TemplateVersion.Value = '0123456789ab';
    older.Resources.Policy.Properties.PolicyDocument.Statement =
      older.Resources.Policy.Properties.PolicyDocument.Statement.filter(
        ({ Sid }: { Sid?: string }) => Sid !== 'WatchThisStack',
      );
    await update({ templateBody: JSON.stringify(older) });
    expect((await look()).map(({ code }) => code)).toEqual(['ROLE_PERMISSIONS_MISSING']);
  });
});
