import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUser, allow, ensureAccount } from '@/sandbox/accounts';
import { type Credentials, roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

const CUSTOMER = '111122223333';
let stand: TestStand;
let all: Credentials;
let person: string;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  all = await roleWith(stand, { accountId: CUSTOMER, actions: ['*'] });
  const account = ensureAccount(stand.world, CUSTOMER);
  const resources = [`arn:aws:iam::${CUSTOMER}:role/tributary-*`];
  person = addUser(stand.world, {
    account,
    name: 'narrow',
    says: '',
    policies: [allow('OneRole', { actions: ['iam:CreateRole'], resources })],
  }).arn;
  account.knobs.deniedActions = ['cur:*'];
});
afterAll(() => stand.close());

async function decisions(ask: { source?: string; actions: string[]; resource: string; as?: Credentials }) {
  const client = new IAMClient(stand.client(ask.as ?? all));
  const { EvaluationResults = [] } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ask.source ?? person,
      ActionNames: ask.actions,
      ResourceArns: [ask.resource],
    }),
  );
  return EvaluationResults.map((one) => `${one.EvalActionName} ${one.EvalDecision}`);
}

describe('simulating policies', () => {
  it('decides by the policies of the person, for the resource that is named', async () => {
    const actions = ['iam:CreateRole', 'iam:DeleteRole', 'cur:PutReportDefinition'];
    expect(
      await decisions({ actions, resource: `arn:aws:iam::${CUSTOMER}:role/tributary-reports-1` }),
    ).toEqual([
      'iam:CreateRole allowed',
      'iam:DeleteRole implicitDeny',
      'cur:PutReportDefinition explicitDeny',
    ]);
    expect(
      await decisions({ actions: ['iam:CreateRole'], resource: `arn:aws:iam::${CUSTOMER}:role/other` }),
    ).toEqual(['iam:CreateRole implicitDeny']);
  });

  it('knows no session and nobody of another account, and is itself a permission', async () => {
    const ask = { actions: ['iam:CreateRole'], resource: '*' };
    const session = `arn:aws:sts::${CUSTOMER}:assumed-role/any/session`;
    await expect(decisions({ ...ask, source: session })).rejects.toMatchObject({
      name: 'NoSuchEntityException',
    });
    const as = await roleWith(stand, { accountId: CUSTOMER, actions: ['iam:GetRole'] });
    await expect(decisions({ ...ask, as })).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
