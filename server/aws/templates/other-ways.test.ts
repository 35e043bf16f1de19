import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { BucketName, PolicyArn } from '@/lib/aws-ids';
import { badBucketNames, hostileTexts, hostileUrls } from '@/server/testing/hostile-names';
import { cloudShellCommand } from './cloud-shell';
import { filledTemplate } from './fill';
import { expectedGrants, grantsOf } from './grants';
import { bakedTemplate, templateKinds } from './publish';
import { terraformModule } from './terraform';

const accountId = '111122223333';
const stackName = 'tributary-reports-1';
const values = {
  TrustedPrincipal: 'arn:aws:iam::999988887777:root',
  ExternalId: 'x'.repeat(43),
  ExpectedAccountId: accountId,
  RoleName: 'tributary-reports-1',
  PolicyName: 'tributary-reports-1',
  BucketName: 'acme-cur',
  TrustedAdvisor: 'yes',
  CostOptimizationHub: 'no',
  SecurityHub: 'yes',
};
const of = { values, accountId, stackName };

const Module = z.object({
  provider: z.object({ aws: z.object({ region: z.string(), allowed_account_ids: z.array(z.string()) }) }),
  resource: z.record(z.string(), z.object({ tributary: z.record(z.string(), z.json()) })),
});

describe.each(templateKinds)('the other ways to what the template for %s makes', (kind) => {
  const { resource, provider } = Module.parse(JSON.parse(terraformModule(kind, of)));
  const attribute = (type: string, name: string) => resource[type]?.tributary[name];
  const policy = (type: string, name: string) => JSON.parse(String(attribute(type, name)));

  test('Terraform makes the same trust and allows the same', () => {
    const { Role } = filledTemplate(kind, of);
    expect(policy('aws_iam_role', 'assume_role_policy')).toEqual(Role?.Properties.AssumeRolePolicyDocument);
    const { grants, others } = grantsOf(policy('aws_iam_policy', 'policy'));
    expect(others).toEqual([]);
    expect([...grants].toSorted()).toEqual([...expectedGrants(kind, of)].toSorted());
    expect(attribute('aws_iam_role', 'max_session_duration')).toBe(3600);
  });

  test('Terraform stops in another account, and makes what the stack makes and no more', () => {
    expect(provider.aws).toEqual({ region: 'us-east-1', allowed_account_ids: [accountId] });
    const created = ['aws_s3_bucket', 'aws_s3_bucket_policy', 'aws_cur_report_definition'];
    expect(Object.keys(resource)).toEqual([
      'aws_iam_role',
      'aws_iam_policy',
      'aws_iam_role_policy_attachment',
      ...(kind === 'created-report' ? created : []),
    ]);
  });

  test('the command hands the very template to AWS, in a request that AWS takes', () => {
    const template = bakedTemplate(kind, values);
    const command = cloudShellCommand({ stackName, template });
    // A shell with an "aws" that prints what it is given, one argument a line.
    const printed = execFileSync('bash', ['-c', `aws() { printf '%s\\n' "$@"; }\n${command}`], {
      encoding: 'utf8',
    });
    const given = printed.trimEnd().split('\n');
    expect(given.slice(0, -1)).toEqual([
      'cloudformation',
      'create-stack',
      '--region',
      'us-east-1',
      '--stack-name',
      stackName,
      '--capabilities',
      'CAPABILITY_NAMED_IAM',
      '--template-body',
    ]);
    expect(JSON.parse(given.at(-1) ?? '')).toEqual(JSON.parse(template));
    expect(Buffer.byteLength(given.at(-1) ?? '')).toBeLessThan(51_200);
  });
});

test.each(templateKinds)('with a permissions boundary the %s differ in that alone', (kind) => {
  const boundary = 'arn:aws:iam::111122223333:policy/everybody';
  const [bounded, plain] = [bakedTemplate(kind, values, boundary), bakedTemplate(kind, values)].map((text) =>
    JSON.parse(text),
  );
  expect(bounded.Resources.Role.Properties.PermissionsBoundary).toBe(boundary);
  delete bounded.Resources.Role.Properties.PermissionsBoundary;
  expect(bounded).toEqual(plain);
  expect(terraformModule(kind, { ...of, boundary })).toContain(`"permissions_boundary": "${boundary}"`);
  expect(terraformModule(kind, of)).not.toContain('permissions_boundary');
});

test('a template that no request takes is refused', () => {
  const template = JSON.stringify({ Description: 'x'.repeat(51_200) });
  expect(() => cloudShellCommand({ stackName, template })).toThrow('too large');
});

test('a switch that is off allows nothing', () => {
  expect([...expectedGrants('insights', of)].join(' ')).not.toContain('cost-optimization-hub');
});

describe('in a real shell, values that mean something to it', () => {
  const parse = (
    schema: { safeParse(value: string): { data?: string | undefined } },
    texts: readonly string[],
  ) => texts.flatMap((text) => schema.safeParse(text).data ?? []);
  const buckets = parse(BucketName, [
    ...badBucketNames,
    ...hostileUrls,
    ...hostileTexts,
    's3://a.b-c/x;id',
    'a.b-c',
  ]);
  const boundaries = parse(PolicyArn, [
    'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
    ...[
      '=',
      ',',
      '@',
      '+',
      '--',
      '-rf',
      '../..',
      '~',
      '!!',
      '$(touch pwned)',
      '`touch pwned`',
      'a;touch pwned',
    ].map((text) => `arn:aws:iam::111122223333:policy/${text}`),
  ]);
  const directory = mkdtempSync(join(tmpdir(), 'tributary-shell-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** What the command hands to "aws", in a directory that must stay empty. */
  function run(template: string): unknown {
    const command = cloudShellCommand({ stackName, template });
    const script = `aws() { printf '%s\\0' "$@"; }\n${command}`;
    const printed = execFileSync('bash', ['-c', script], { encoding: 'utf8', cwd: directory });
    expect(readdirSync(directory)).toEqual([]);
    const given = printed.split('\0');
    expect(given.slice(0, 8)).toEqual([
      ...['cloudformation', 'create-stack', '--region', 'us-east-1', '--stack-name', stackName],
      ...['--capabilities', 'CAPABILITY_NAMED_IAM'],
    ]);
    expect(given).toHaveLength(11);
    return JSON.parse(given[9] ?? '');
  }

  test.each([...new Set(boundaries)])('that got through as a boundary: %s', (boundary) => {
    const template = bakedTemplate('reports', values, boundary);
    expect(run(template)).toEqual(JSON.parse(template));
    const terraform = JSON.parse(terraformModule('reports', { ...of, boundary }));
    expect(terraform.resource.aws_iam_role.tributary.permissions_boundary).toBe(boundary);
    expect(boundary).not.toMatch(/[$%]\{/);
  });

  test('that got through as a bucket are names and nothing else', () => {
    for (const BucketName of new Set(buckets)) {
      const template = bakedTemplate('reports', { ...values, BucketName });
      expect(run(template)).toEqual(JSON.parse(template));
      expect(() => terraformModule('reports', { ...of, values: { ...values, BucketName } })).not.toThrow();
    }
    expect(buckets.length).toBeGreaterThan(1);
  });

  // Even what no form lets through does no harm here: a template is one line of JSON in a heredoc that nothing expands.
  test.each([
    '$(touch pwned)',
    '`touch pwned`',
    '"; touch pwned; "',
    "'; touch pwned; '",
    '\nEND_OF_TEMPLATE\n)"\ntouch pwned\n',
    '\\',
    '!touch',
    '$'.concat('{HOME}'),
    ...hostileTexts.filter((text) => !text.includes('\u0000')),
  ])('that no form lets through: %j', (BucketName) => {
    const template = bakedTemplate('reports', { ...values, BucketName });
    expect(run(template)).toEqual(JSON.parse(template));
  });

  test('for Terraform an interpolation is refused, since it has no other way to be a mere text', () => {
    for (const BucketName of ['$'.concat('{file("/etc/passwd")}'), '%{ if true }x%{ endif }'])
      expect(() => terraformModule('reports', { ...of, values: { ...values, BucketName } })).toThrow();
  });
});
