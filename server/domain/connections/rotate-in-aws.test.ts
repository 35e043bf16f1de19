import { afterAll, beforeAll, expect, test } from 'vitest';
import { AwsAccountId } from '@/lib/aws-ids';
import { stackPermissions, trustPermission, updatePermissions } from '@/lib/connecting';
import { parsePolicy } from '@/sandbox/iam/policy';
import { rowOf } from '@/server/testing/connecting';
import { eachDatabase } from '@/server/testing/databases';
import { makeSandboxWorld, type SandboxWorld } from '@/server/testing/sandbox-world';
import { linkInsightAccount } from '../insights/link';
import { getConnection } from './get';
import { openStack } from './open-stack';
import { cancelRotation, startRotation } from './rotate';
import { stackUpdate } from './stack-update';
import { templateDownload } from './template';
import { lookAtUpdate } from './update-look';

/** Through real clients and the sandbox's own evaluation of trust; an account with insights, whose rows rotate like all others. */
eachDatabase((open) => {
  const accountId = '800000000009';
  let at: SandboxWorld;
  let connectionId: string;
  const customer = () => at.ctxFor('customerAdmin');
  const row = () => rowOf(at.systemCtx(), connectionId);
  const form = async () => ({ connectionId, version: (await row()).version });
  const view = () => stackUpdate(customer(), { connectionId });
  const look = async () => {
    at.pass(60_000);
    await lookAtUpdate(at.systemCtx(), { connectionId });
  };
  const update = async (userName: string, actions: readonly string[]) => {
    const { users } = at.sandbox.control.account({ accountId });
    const allowed = { Effect: 'Allow', Action: [...stackPermissions, ...actions], Resource: '*' };
    const document = parsePolicy({ Version: '2012-10-17', Statement: [allowed] }, 'identity');
    if (!users.seven) throw new Error('The sandbox has no such user');
    users[userName] = { ...users.seven, name: userName, policies: [{ name: userName, document }] };
    const { stack_id: stackId, next_external_id: next } = await row();
    const { body: templateBody } = await templateDownload(customer(), { connectionId, as: 'update' });
    const parameters = { ExternalId: next ?? '' };
    await at.sandbox.control.updateStack({ stackId: stackId ?? '', templateBody, parameters, userName });
    at.pass(60_000);
  };
  const letsIn = async (externalId: string) => {
    const { role_name: roleName } = await row();
    const purpose = { for: 'entry' } as const;
    const call = { accountId, roleName: roleName ?? '', externalId, purpose };
    return customer()
      .aws.assumeRole(call)
      .then(
        () => true,
        () => false,
      );
  };

  beforeAll(async () => {
    at = await makeSandboxWorld(await open());
    const account = AwsAccountId.parse(accountId);
    const linked = await linkInsightAccount(customer(), { accountId: account, wanted: ['trusted_advisor'] });
    connectionId = linked.id;
    await openStack(customer(), await form());
    await at.createStack(connectionId);
    expect(await at.settle(connectionId)).toBe('role_verified');
  });
  afterAll(() => at.close());

  test('the steps name the next value alone, and what the trust needs', async () => {
    const { external_id: present } = await row();
    await startRotation(customer(), await form());
    await look();
    const { next_external_id: next } = await row();
    const { state, steps } = await view();
    expect(state).toBe('waiting');
    expect(steps?.difference.parameters).toEqual([{ name: 'ExternalId', seen: present, wanted: next }]);
    expect(steps?.changes).toEqual([{ resource: 'Role', type: 'AWS::IAM::Role' }]);
    expect(steps?.command).toContain(`{"ParameterKey":"ExternalId","ParameterValue":"${next}"}`);
    const { findings, remedy, rotation } = await getConnection(customer(), { connectionId });
    expect([findings, remedy, rotation?.next]).toEqual([[], 'update', next]);
  });

  test('an update without the permission to change a trust is rolled back, and the present value goes on', async () => {
    await update('without-trust', updatePermissions);
    await look();
    const { reason, state } = await view();
    expect([state, reason]).toEqual(['rolled_back', expect.stringContaining(trustPermission)]);
    expect(await letsIn((await row()).external_id)).toBe(true);
    expect(await row()).toMatchObject({ state: 'role_verified', findings_json: '[]' });
  });

  test('cancelled and begun again, it ends with exactly the permissions that the page names', async () => {
    const before = await row();
    await cancelRotation(customer(), await form());
    await startRotation(customer(), await form());
    const { next_external_id: next, external_id: present } = await row();
    expect([present, next]).toEqual([
      before.external_id,
      expect.not.stringMatching(before.next_external_id ?? ''),
    ]);
    await update('exact', [...updatePermissions, trustPermission]);
    await look();
    const after = await row();
    expect(after).toMatchObject({ external_id: next, next_external_id: null, state: 'role_verified' });
    expect([await letsIn(after.external_id), await letsIn(present)]).toEqual([true, false]);
    const { state, steps } = await view();
    expect([state, steps]).toEqual(['updated', null]);
  });
});
