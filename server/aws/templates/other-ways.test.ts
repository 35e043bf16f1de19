import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
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
