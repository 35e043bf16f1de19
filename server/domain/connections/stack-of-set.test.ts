import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AwsAccountId } from '@/lib/aws-ids';
import { publishedTemplate } from '@/server/aws/templates/publish';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { checkInsights } from '../insights/check';
import { linkInsightAccount } from '../insights/link';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { stackOfSet } from './stack-of-set';
import { templateDownload } from './template';

describe('the name of a stack in a StackSet, as a policy tells it', () => {
  const arn = (name: string, account = '111122223333') =>
    `cloudformation:DescribeStacks arn:aws:cloudformation:us-east-1:${account}:stack/${name}/*`;
  test.each([
    [
      arn('StackSet-insights-0a1b2c3d-0000-4000-8000-000000000000'),
      'StackSet-insights-0a1b2c3d-0000-4000-8000-000000000000',
    ],
    [arn('tributary-insights-1'), null],
    [arn('StackSet-x', '999988887777'), null],
    [arn('StackSet-x/../../other'), null],
    [arn('*'), null],
    [arn(`StackSet-${'x'.repeat(200)}`), null],
    ['cloudformation:DescribeStacks *', null],
    [arn('StackSet-x').replace('/*', ''), null],
  ])('%s', (grant, expected) => {
    expect(stackOfSet(new Set(['iam:GetRole x', grant]), '111122223333')).toBe(expected);
  });
});

const Overrides = z.array(z.object({ ParameterKey: z.string(), ParameterValue: z.string() }));

eachDatabase((open) => {
  const accountId = '800000000001';
  const name = 'StackSet-tributary-insights-0a1b2c3d-0000-4000-8000-000000000000';
  let at: SandboxWorld;
  let connectionId: string;
  const customer = () => at.ctxFor('customerAdmin');
  const row = () => rowOf(at.systemCtx(), connectionId);
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    const wanted = ['trusted_advisor' as const];
    connectionId = (
      await linkInsightAccount(customer(), { accountId: AwsAccountId.parse(accountId), wanted })
    ).id;
    await openStack(customer(), { connectionId, version: (await row()).version });
  });
  afterAll(() => at.close());

  /** The arguments that the shell gives to the AWS CLI, call by call. */
  async function calls(): Promise<string[][]> {
    const { body } = await templateDownload(customer(), { connectionId, as: 'stackset' });
    const script = `aws() { printf '%s\\n' "$@"; echo; }\n${body}`;
    const printed = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
    return printed
      .trimEnd()
      .split('\n\n')
      .map((call) => call.split('\n'));
  }
  const after = (call: string[] | undefined, flag: string) => call?.[call.indexOf(flag) + 1] ?? '';
  const valuesOf = (call: string[] | undefined, flag: string) =>
    Object.fromEntries(
      Overrides.parse(JSON.parse(after(call, flag))).map(({ ParameterKey, ParameterValue }) => [
        ParameterKey,
        ParameterValue,
      ]),
    );

  test('the commands make a StackSet whose own values fit no account, and override them for this one', async () => {
    const [set, instance] = await calls();
    const { external_id, role_name, policy_name } = await row();
    expect(valuesOf(set, '--parameters')).toMatchObject({ ExpectedAccountId: '000000000000' });
    expect(JSON.stringify(set)).not.toContain(external_id);
    expect([after(instance, '--accounts'), after(instance, '--regions')]).toEqual([accountId, 'us-east-1']);
    expect(valuesOf(instance, '--parameter-overrides')).toMatchObject({
      ExternalId: external_id,
      ExpectedAccountId: accountId,
      RoleName: role_name,
      PolicyName: policy_name,
      TrustedAdvisor: 'yes',
      SecurityHub: 'no',
    });
  });

  test('an account whose overrides were forgotten is stopped by the template, before anything is made', async () => {
    const [set] = await calls();
    const create = at.sandbox.control.createStack({
      accountId,
      stackName: name,
      templateBody: publishedTemplate('insights').text,
      parameters: valuesOf(set, '--parameters'),
    });
    await expect(Promise.resolve(create)).rejects.toThrow('This is not the AWS account that was entered');
    expect(Object.keys(at.sandbox.world.account(accountId)?.roles ?? {})).toEqual([]);
  });

  test('the stack that AWS names connects, is found and watched under that name, and nothing is held against it', async () => {
    const [, instance] = await calls();
    await at.sandbox.control.createStack({
      accountId,
      stackName: name,
      templateBody: publishedTemplate('insights').text,
      parameters: valuesOf(instance, '--parameter-overrides'),
    });
    expect(await at.settle(connectionId)).toBe('role_verified');
    await checkInsights(customer(), { connectionId });
    const { stack_id, stack_status, findings_json, state } = await row();
    expect({ state, findings_json, stack_status }).toEqual({
      state: 'role_verified',
      findings_json: '[]',
      stack_status: 'CREATE_COMPLETE',
    });
    expect(stack_id).toContain(`:stack/${name}/`);
    at.pass(24 * 3_600_000);
    await checkInsights(customer(), { connectionId });
    expect((await getConnection(customer(), { connectionId })).findings).toEqual([]);
  });
});
