import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '@/sandbox/cloudformation/testing';
import {
  type Browser,
  CREATE,
  OTHER,
  openConsole,
  quickCreate,
  TEMPLATE,
  TEMPLATE_URL,
} from '@/sandbox/console/testing';

let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
});

afterEach(() => browser.close());

const stacks = () => browser.world.account(ACCOUNT)?.stacks ?? [];

describe('quick create', () => {
  it('offers the expected account to somebody who is not signed in', async () => {
    const { text } = await browser.view(quickCreate());
    expect(text).toContain('<button class="main">Sign in as 1111-2222-3333 (admin)</button>');
    expect(text).not.toContain('Create stack</button>');
  });

  it('shows account, name, parameters, resources and the box', async () => {
    await browser.signIn(ACCOUNT);
    const { text } = await browser.view(
      quickCreate({ param_Mode: 'full', param_Secret: 'leaked', param_Unknown: 'passed over' }),
    );
    expect(text).toContain('Account <strong class="mono">1111-2222-3333</strong> as <strong>admin</strong>');
    expect(text).toContain('value="tributary-1"');
    expect(text).toContain(`name="param_ExpectedAccountId" value="${ACCOUNT}"`);
    expect(text).toContain('<option selected>full</option>');
    expect(text).toContain('<code>Policy</code> AWS::IAM::ManagedPolicy');
    expect(text).toContain(
      'I acknowledge that AWS CloudFormation might create IAM resources with custom names.',
    );
    expect(text).not.toMatch(/value="(leaked|passed over)"/);
    expect(text).not.toContain('name="param_Unknown"');
  });

  it("warns in another account, in the sandbox's own box", async () => {
    await browser.signIn(OTHER);
    const { text } = await browser.view(quickCreate());
    expect(text).toContain('Sign in as 1111-2222-3333 (admin)');
    expect(text).toContain('Create stack</button>');
  });

  it('escapes what the link carries', async () => {
    await browser.signIn(ACCOUNT);
    const { text } = await browser.view(quickCreate({ stackName: '"><script>alert(1)</script>' }));
    expect(text).not.toContain('<script>');
  });

  it.each([
    [
      'a template that is not there',
      { templateURL: TEMPLATE_URL.replace('reader', 'nothing') },
      'S3 error: Access Denied',
    ],
    ['an address that is no S3', { templateURL: 'https://example.com/a.json' }, 'S3 error'],
  ])('says what AWS says to %s', async (_, parameters, message) => {
    await browser.signIn(ACCOUNT);
    expect((await browser.view(quickCreate(parameters))).text).toContain(message);
  });

  it('creates the stack and shows it until it is complete', async () => {
    await browser.signIn(ACCOUNT);
    const { status, location } = await browser.post('stacks/create', CREATE);
    expect(status).toBe(303);
    expect(location).toMatch(
      /^\/cloudformation\/home\?region=us-east-1#\/stacks\/events\?stackId=arn%3Aaws%3Acloudformation/,
    );
    const before = await browser.view(location);
    expect(before.text).toContain('CREATE_IN_PROGRESS');
    expect(before.text).toContain('data-live');
    browser.pass(6);
    expect((await browser.view(location)).text).toContain(
      'role="status"><strong class="ok">CREATE_COMPLETE</strong>',
    );
    expect((await browser.view('/cloudformation/home?region=us-east-1#/stacks')).text).toContain(
      'tributary-1',
    );
  });

  it('refuses without the box, and keeps what was typed', async () => {
    await browser.signIn(ACCOUNT);
    const { status, text } = await browser.post('stacks/create', {
      ...CREATE,
      stackName: 'mine',
      capability: '',
    });
    expect(status).toBe(400);
    expect(text).toContain('Requires capabilities : [CAPABILITY_NAMED_IAM]');
    expect(text).toContain('value="mine"');
    expect(stacks()).toEqual([]);
  });

  it('lets the template refuse another account', async () => {
    await browser.signIn(OTHER);
    expect((await browser.post('stacks/create', CREATE)).text).toContain('This is not the expected account.');
  });

  it('lets the seven permissions create a stack but not watch it', async () => {
    await browser.signIn(ACCOUNT, 'seven');
    expect((await browser.view(quickCreate())).text).toContain('Create stack</button>');
    const { location } = await browser.post('stacks/create', CREATE);
    expect((await browser.view(location)).text).toContain(
      'is not authorized to perform: cloudformation:DescribeStacks',
    );
    browser.pass(6);
    expect(stacks()[0]?.status).toBe('CREATE_COMPLETE');
  });

  it('takes a template that was downloaded, and deletes its stack', async () => {
    await browser.signIn(ACCOUNT);
    const form = new FormData();
    form.set('file', new Blob([TEMPLATE], { type: 'application/json' }), 'template.json');
    form.set('templateBody', '');
    const review = await browser.post('stacks/template', form);
    expect(review.status).toBe(200);
    expect(review.text).toContain('Uploaded template');
    const { templateUrl: _, ...fields } = CREATE;
    await browser.post('stacks/create', { ...fields, templateBody: TEMPLATE.replaceAll('\n', '\r\n') });
    browser.pass(6);
    const stackId = stacks()[0]?.id ?? '';
    const { location } = await browser.post('stacks/delete', { stackId });
    browser.pass(6);
    expect((await browser.view(location)).text).toContain('DELETE_COMPLETE');
  });

  it('says what is wrong with an uploaded file', async () => {
    await browser.signIn(ACCOUNT);
    expect(await browser.post('stacks/template', { templateBody: 'Resources:' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('JSON not well-formed'),
    });
  });

  it('keeps the stacks of one account from another', async () => {
    await browser.signIn(ACCOUNT);
    const { location } = await browser.post('stacks/create', CREATE);
    await browser.signIn(OTHER);
    expect((await browser.view(location)).text).toContain('does not exist');
    expect((await browser.post('stacks/delete', { stackId: stacks()[0]?.id ?? '' })).status).toBe(404);
  });
});

describe('update', () => {
  const standing = async (): Promise<string> => {
    await browser.signIn(ACCOUNT);
    const { location } = await browser.post('stacks/create', { ...CREATE, param_Secret: 'kept' });
    browser.pass(6);
    expect(stacks()[0]?.status).toBe('CREATE_COMPLETE');
    expect((await browser.view(location)).text).toContain('Update stack</a>');
    return stacks()[0]?.id ?? '';
  };
  const page = (name: string, stackId: string) =>
    `/cloudformation/home?region=us-east-1#/stacks/update/${name}?stackId=${encodeURIComponent(stackId)}`;
  /** The template with another trust for its role, under another description. */
  const CHANGED = TEMPLATE.replace('999988887777', '999988887770').replace('One role', 'One other role');
  const trusted = () => JSON.stringify(browser.world.account(ACCOUNT)?.roles.reader?.trust);

  it('asks which template, then shows the values of now, the resources and the box', async () => {
    const stackId = await standing();
    const { text } = await browser.view(page('template', stackId));
    for (const words of ['Use existing template', 'Replace existing template', 'Amazon S3 URL']) {
      expect(text).toContain(words);
    }
    const review = await browser.post('stacks/update-template', { stackId, template: 'existing' });
    expect(review.status).toBe(200);
    expect(review.text).toContain(`name="param_ExpectedAccountId" value="${ACCOUNT}"`);
    expect(review.text).toContain('<option selected>quick</option>');
    expect(review.text).toContain('name="param_Secret" value=""');
    expect(review.text).toContain('<code>Policy</code> AWS::IAM::ManagedPolicy');
    expect(review.text).toContain('might create IAM resources with custom names.');
    expect(review.text).toContain('Submit</button>');
  });

  it('replaces the template by one that was pasted, and keeps a hidden value that is left empty', async () => {
    const stackId = await standing();
    const fields = { stackId, template: 'replace', templateBody: CHANGED };
    const review = await browser.post('stacks/update-template', fields);
    expect(review.text).toContain('One other role');
    const { location } = await browser.post('stacks/update', {
      stackId,
      templateBody: CHANGED,
      param_Mode: 'full',
      param_Secret: '',
      capability: 'CAPABILITY_NAMED_IAM',
    });
    expect((await browser.view(location)).text).toContain('UPDATE_IN_PROGRESS');
    browser.pass(60);
    expect((await browser.view(location)).text).toContain('UPDATE_COMPLETE');
    expect(trusted()).toContain('999988887770');
    expect(stacks()[0]?.parameters.map(({ value }) => value)).toEqual([ACCOUNT, 'full', 'kept']);
  });

  it('replaces the template by one at an address, also from a link', async () => {
    const stackId = await standing();
    const values = `&templateURL=${encodeURIComponent(TEMPLATE_URL)}&param_Mode=full`;
    const { text } = await browser.view(page('review', stackId) + values);
    expect(text).toContain(`name="templateUrl" value="${TEMPLATE_URL}"`);
    expect(text).toContain('<option selected>full</option>');
    const nowhere = { stackId, template: 'replace', templateUrl: 'https://example.com/a.json' };
    expect((await browser.post('stacks/update-template', nowhere)).text).toContain('S3 error');
  });

  it('shows how a stack goes back when the update fails', async () => {
    const stackId = await standing();
    const broken = JSON.parse(TEMPLATE);
    broken.Resources.Odd = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'no name' } };
    const body = { stackId, templateBody: JSON.stringify(broken), capability: 'CAPABILITY_NAMED_IAM' };
    const { location } = await browser.post('stacks/update', body);
    browser.pass(120);
    expect((await browser.view(location)).text).toContain(
      'role="status"><strong class="bad">UPDATE_ROLLBACK_COMPLETE</strong>',
    );
  });

  it.each([
    ['no change', {}, 'No updates are to be performed.'],
    ['no box', { param_Mode: 'full', capability: '' }, 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
    ['a wrong value', { param_Mode: 'slow' }, 'Parameter must be one of AllowedValues'],
  ])('says what AWS says to %s', async (_, change, message) => {
    const stackId = await standing();
    const fields = { stackId, capability: 'CAPABILITY_NAMED_IAM', ...change };
    const { status, text } = await browser.post('stacks/update', fields);
    expect(status).toBe(400);
    expect(text).toContain(message);
  });

  it('asks for a template that is to replace the other', async () => {
    const stackId = await standing();
    const { status, text } = await browser.post('stacks/update-template', { stackId, template: 'replace' });
    expect(status).toBe(400);
    expect(text).toContain('Either Template URL or Template Body must be specified.');
  });

  it('is refused to the seven permissions and to another account', async () => {
    const stackId = await standing();
    await browser.signIn(ACCOUNT, 'seven');
    const denied = 'is not authorized to perform: cloudformation:DescribeStacks';
    expect((await browser.view(page('template', stackId))).text).toContain(denied);
    await browser.signIn(OTHER);
    expect((await browser.view(page('template', stackId))).text).toContain('does not exist');
    expect((await browser.post('stacks/update', { stackId })).status).toBe(404);
  });

  it('works without a script', async () => {
    const stackId = await standing();
    const at = encodeURIComponent(page('template', stackId));
    expect((await browser.get(`/_console/page?at=${at}`)).text).not.toMatch(/(href|action)="[^"]*#/);
    const review = await browser.post('stacks/update-template', {
      stackId,
      template: 'existing',
      plain: '1',
    });
    expect(review.text).toContain('name="plain" value="1"');
    expect(review.text).not.toMatch(/(href|action)="[^"]*#/);
    const fields = { stackId, templateBody: CHANGED, capability: 'CAPABILITY_NAMED_IAM', plain: '1' };
    const { location } = await browser.post('stacks/update', fields);
    expect(location.startsWith('/_console/page?at=')).toBe(true);
  });
});
