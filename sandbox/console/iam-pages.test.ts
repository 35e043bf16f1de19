import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '@/sandbox/cloudformation/testing';
import { type Browser, CREATE, OTHER, openConsole } from '@/sandbox/console/testing';

let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
  browser.world.data.settings.propagationSeconds = 0;
  await browser.signIn(ACCOUNT);
  await browser.post('stacks/create', CREATE);
  browser.pass(6);
});

afterEach(() => browser.close());

const PAGE = '/iam/home?region=us-east-1#/roles/details/reader';
const OWN = `arn:aws:iam::${ACCOUNT}:policy/reader`;
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const role = () => browser.world.account(ACCOUNT)?.roles.reader;
const post = (name: string, fields: Record<string, string> = {}) =>
  browser.post(`roles/${name}`, { role: 'reader', ...fields });

describe('a role on its page', () => {
  it('is found from the list, with its stack, policies and trust', async () => {
    const list = await browser.view('/iam/home?region=us-east-1#/roles');
    expect(list.text).toContain(`href="${PAGE}"`);
    const { text } = await browser.view(PAGE);
    for (const words of ['Made by the stack', OWN, 'Not set.', 'Trust relationships', 'sts:AssumeRole']) {
      expect(text).toContain(words);
    }
  });

  it('drifts by what somebody does there', async () => {
    expect(await post('attach', { policyArn: ADMINISTRATOR })).toMatchObject({ status: 303, location: PAGE });
    expect(role()?.attachedPolicyArns).toEqual([OWN, ADMINISTRATOR]);
    await post('detach', { policyArn: OWN });
    expect(role()?.attachedPolicyArns).toEqual([ADMINISTRATOR]);
    const document = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } });
    await post('policy', { policyArn: OWN, document });
    expect(browser.world.policyByArn(OWN)?.defaultVersionId).toBe('v2');
    await post('boundary', { policyArn: ADMINISTRATOR });
    expect(role()?.boundaryArn).toBe(ADMINISTRATOR);
    await post('boundary', { policyArn: '' });
    expect(role()?.boundaryArn).toBeNull();
    const trust = { Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' } };
    await post('trust', { document: JSON.stringify(trust) });
    expect(role()?.trust).toEqual(trust);
    expect(await post('delete')).toMatchObject({ status: 303 });
    expect(role()).toBeUndefined();
    expect((await browser.view(PAGE)).text).toContain('The role with name reader cannot be found.');
  });

  it.each([
    ['a policy that is not there', 'attach', { policyArn: 'arn:aws:iam::aws:policy/No' }, 'does not exist'],
    ['a trust that is no JSON', 'trust', { document: '{' }, 'not in the valid JSON format'],
    ['a trust without a principal', 'trust', { document: '{"Statement":[]}' }, 'Syntax error in policy'],
  ])('says what AWS says to %s', async (_, name, fields, message) => {
    const { status, text } = await post(name, fields);
    expect(status).toBe(400);
    expect(text).toContain(message);
  });

  it('is changed by who may only', async () => {
    await browser.signIn(ACCOUNT, 'seven');
    expect((await browser.view(PAGE)).text).toContain(
      'not authorized to perform: iam:ListAttachedRolePolicies',
    );
    for (const [name, action] of [
      ['detach', 'iam:DetachRolePolicy'],
      ['trust', 'iam:UpdateAssumeRolePolicy'],
      ['delete', 'iam:DetachRolePolicy'],
    ] as const) {
      const { status } = await post(name, { policyArn: OWN, document: '{}' });
      expect([name, action, status]).toEqual([name, action, 400]);
    }
    expect(role()?.attachedPolicyArns).toEqual([OWN]);
    await browser.signIn(OTHER);
    expect((await post('delete')).status).toBe(404);
    expect((await browser.view(PAGE)).text).toContain('cannot be found');
  });

  it('works without a script, and escapes what a name carries', async () => {
    const { text } = await browser.get(`/_console/page?at=${encodeURIComponent(PAGE)}`);
    expect(text).not.toMatch(/(href|action)="[^"]*#/);
    const odd = await browser.view('/iam/home?region=us-east-1#/roles/details/%3Cb%3E');
    expect(odd.text).not.toContain('<b>');
  });
});
