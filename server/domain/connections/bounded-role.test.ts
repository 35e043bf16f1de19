import { afterAll, beforeAll, expect, test } from 'vitest';
import { PolicyArn } from '@/lib/aws-ids';
import { boundaryPermissions, stackPermissions, watchingPermissions } from '@/lib/connecting';
import { addUser, allow } from '@/sandbox/accounts';
import type { NamedPolicy, Stack } from '@/sandbox/state';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { validateOnSchedule } from '../reports/validate';
import { getConnection } from './get';
import { templateDownload } from './template';
import { tryAgain } from './try-again';

const accountId = '111122223333';

/** An organization may want a permissions boundary on every IAM role: the template that is downloaded with one, as AWS takes it. */
eachDatabase((open) => {
  let at: SandboxWorld;
  let connectionId: string;
  let boundary: PolicyArn;
  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    connectionId = await at.upToStack({ accountId, bucket: 'sandbox-happy-parquet' });
    boundary = PolicyArn.parse(policy('edge', '*'));
  });
  afterAll(() => at.close());
  const customer = () => at.ctxFor('customerAdmin');

  function policy(name: string, action: string): string {
    const document = { Statement: { Effect: 'Allow', Action: action, Resource: '*' } };
    return at.sandbox.control.createPolicy({ accountId, name, document }).arn;
  }

  function person(name: string, policies: NamedPolicy[]): string {
    const account = at.sandbox.world.account(accountId);
    if (!account) throw new Error(`no account ${accountId}`);
    addUser(at.sandbox.world, { account, name, says: '', policies });
    return name;
  }
  const personWith = (name: string, actions: readonly string[]) =>
    person(name, [allow('These', { actions: [...actions], resources: ['*'] })]);

  async function created(userName: string, bounded: boolean): Promise<Stack> {
    const input = bounded ? { connectionId, boundary } : { connectionId };
    const { fileName, body } = await templateDownload(customer(), input);
    const stack = await at.sandbox.control.createStack({
      accountId,
      userName,
      stackName: fileName.replace('.json', ''),
      templateBody: body,
    });
    at.pass(30_000);
    at.sandbox.control.listStacks({ accountId });
    return stack;
  }
  const reason = ({ events }: Stack) => events.find(({ status }) => status === 'CREATE_FAILED')?.reason;
  const again = async () => {
    const { version } = await getConnection(customer(), { connectionId });
    await tryAgain(customer(), { connectionId, version });
  };

  test('the permissions of the Review step do not suffice, and AWS names the one that lacks', async () => {
    const stack = await created('seven', true);
    expect(stack.status).toMatch(/^ROLLBACK_/);
    expect(reason(stack)).toContain(`not authorized to perform: ${boundaryPermissions[0]}`);
    await again();
  });

  test('who may make only bounded roles cannot make one without', async () => {
    const Condition = { StringEquals: { 'iam:PermissionsBoundary': boundary } };
    const Action = ['iam:CreateRole', boundaryPermissions[0]];
    const bounded = { Statement: { Effect: 'Allow' as const, Action, Resource: '*', Condition } };
    const rest = stackPermissions.filter((action) => action !== 'iam:CreateRole');
    const delegate = person('delegate', [
      allow('Rest', { actions: [...rest], resources: ['*'] }),
      { name: 'OnlyBounded', document: bounded },
    ]);
    const stack = await created(delegate, false);
    expect(reason(stack)).toContain('because no identity-based policy allows the iam:CreateRole action');
    await again();
    expect((await created(delegate, true)).status).toBe('CREATE_COMPLETE');
    await again();
  });

  test('with the further permissions it is created, works, and is cleaned up', async () => {
    const userName = personWith('eight', [
      ...stackPermissions,
      ...watchingPermissions,
      ...boundaryPermissions,
    ]);
    const stack = await created(userName, true);
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(await at.settle(connectionId)).toBe('role_verified');
    await validateOnSchedule(at.systemCtx(), { connectionId });
    const view = await getConnection(customer(), { connectionId });
    expect([view.state, view.findings]).toEqual(['report_valid', []]);
    expect(at.sandbox.world.roleByArn(view.stack.roleArn ?? '')?.boundaryArn).toBe(boundary);
    await at.sandbox.control.deleteStack({ stackId: stack.id, userName });
    at.pass(30_000);
    at.sandbox.control.listStacks({ accountId });
    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});
