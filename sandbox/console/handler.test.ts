import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '@/sandbox/cloudformation/testing';
import { type Browser, OTHER, openConsole, TEMPLATE, TEMPLATE_URL } from '@/sandbox/console/testing';

let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
});

afterEach(() => browser.close());

/** A quick-create link's place, in the account that the test works in unless it says otherwise. */
function quickCreate(parameters: Record<string, string> = {}): string {
  const values = new URLSearchParams({
    templateURL: TEMPLATE_URL,
    stackName: 'tributary-1',
    param_ExpectedAccountId: ACCOUNT,
    ...parameters,
  });
  return `/cloudformation/home?region=us-east-1#/stacks/create/review?${values}`;
}

const CREATE = {
  region: 'us-east-1',
  templateUrl: TEMPLATE_URL,
  stackName: 'tributary-1',
  param_ExpectedAccountId: ACCOUNT,
  param_Mode: 'quick',
  capability: 'CAPABILITY_NAMED_IAM',
};

const REPORT = {
  reportName: 'hourly',
  resourceIds: '1',
  split: '1',
  refresh: '1',
  timeUnit: 'HOURLY',
  compression: 'Parquet',
  reportVersioning: 'OVERWRITE_REPORT',
  newBucket: 'fjord-cur',
  newBucketRegion: 'eu-central-1',
  s3Prefix: 'cur',
};

const reports = () => browser.world.account(ACCOUNT)?.reports ?? [];
const stacks = () => browser.world.account(ACCOUNT)?.stacks ?? [];

describe('accounts and sign-in', () => {
  it('lists the accounts by number, without the operator', async () => {
    const { text } = await browser.get('/');
    const ids = [...text.matchAll(/<h2 id="a(\d+)"/g)].map((match) => match[1]);
    expect(ids).toEqual([ACCOUNT, OTHER]);
    expect(text).toContain('Sandbox: this is not AWS');
    expect(text).toContain('Sign in with the seven permissions');
  });

  it('finds an account by words and by its number as AWS shows it', async () => {
    expect((await browser.get('/?q=another')).text).not.toContain('1111-2222-3333');
    expect((await browser.get('/?q=1111-2222')).text).toContain('1111-2222-3333');
    expect((await browser.get('/?q=%3Cb%3E')).text).toContain('No account fits "&lt;b&gt;"');
  });

  it('signs in and comes back', async () => {
    const answer = await browser.post('sign-in', {
      accountId: '1111-2222-3333',
      userName: 'seven',
      back: quickCreate(),
    });
    expect(answer).toMatchObject({ status: 303, location: quickCreate() });
    expect(answer.headers.get('set-cookie')).toBe(
      'sandbox_identity=111122223333/seven; Path=/; HttpOnly; SameSite=Lax',
    );
  });

  it('makes an account that does not exist yet', async () => {
    await browser.signIn('555566667777');
    expect(browser.world.account('555566667777')?.users.admin).toBeDefined();
  });

  it.each([
    ['a short number', { accountId: '123' }, 400],
    ['a user that is not there', { accountId: ACCOUNT, userName: 'nobody' }, 400],
    ['a name of JavaScript', { accountId: ACCOUNT, userName: 'constructor' }, 400],
  ])('refuses %s', async (_, fields, status) => {
    expect((await browser.post('sign-in', fields)).status).toBe(status);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example'])(
    'never leads to %s',
    async (back) => {
      expect((await browser.post('sign-in', { accountId: ACCOUNT, back })).location).toBe('/');
    },
  );
});

describe('what guards the console', () => {
  it('refuses forms of another origin', async () => {
    const answer = await browser.post('sign-in', { accountId: ACCOUNT }, { origin: 'https://evil.example' });
    expect(answer.status).toBe(403);
    expect((await browser.post('sign-in', { accountId: ACCOUNT }, { origin: browser.origin })).status).toBe(
      303,
    );
  });

  it('answers to this machine only, whatever name points here', async () => {
    const status = await new Promise((resolve) => {
      request(`${browser.origin}/`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(421);
  });

  it('sends a strict policy with every page', async () => {
    const { headers } = await browser.get('/cloudformation/home?region=us-east-1');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['/s3/buckets/fjord', '/_console/nothing', '/iam/home'])(
    'says that %s is not played',
    async (path) => {
      expect(await browser.get(path)).toMatchObject({ status: 404 });
    },
  );

  it('serves its script and its style', async () => {
    expect((await browser.get('/_console/console.js')).headers.get('content-type')).toContain(
      'text/javascript',
    );
    expect((await browser.get('/_console/console.css')).headers.get('content-type')).toContain('text/css');
  });
});

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

describe('without JavaScript', () => {
  it('takes the whole link and leads from page to page', async () => {
    await browser.signIn(ACCOUNT);
    expect((await browser.get('/cloudformation/home?region=us-east-1')).text).toContain('<noscript>');
    const opened = await browser.get(
      `/_console/open?link=${encodeURIComponent(`${browser.origin}${quickCreate()}`)}`,
    );
    const page = await browser.get(opened.location);
    expect(page.text).toContain('name="plain" value="1"');
    expect(page.text).not.toMatch(/(href|action)="[^"]*#/);
    const { location } = await browser.post('stacks/create', { ...CREATE, plain: '1' });
    expect(location.startsWith('/_console/page?at=')).toBe(true);
    expect((await browser.get(location)).text).toContain('http-equiv="refresh"');
    browser.pass(6);
    expect((await browser.get(location)).text).not.toContain('http-equiv="refresh"');
  });
});

describe('data exports', () => {
  const LIST = '/costmanagement/home#/bcm-data-exports';

  beforeEach(async () => {
    await browser.signIn(ACCOUNT);
  });

  it("asks for everything in AWS's headings", async () => {
    const { text } = await browser.view(`${LIST}/create`);
    for (const words of [
      'Legacy CUR export',
      'Export name',
      'Additional export content',
      'Include resource IDs',
      'Split cost allocation data',
      'Refresh automatically',
      'Time granularity',
      'Compression type and file format',
      'Report versioning',
      'S3 bucket',
      'S3 path prefix',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('makes a bucket and a report, and delivers when told to', async () => {
    expect(await browser.post('reports/save', REPORT)).toMatchObject({ status: 303, location: LIST });
    expect(browser.world.bucket('fjord-cur')).toMatchObject({ accountId: ACCOUNT, region: 'eu-central-1' });
    expect(reports()).toMatchObject([
      {
        reportName: 'hourly',
        format: 'Parquet',
        s3Region: 'eu-central-1',
        additionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
        lastDelivery: null,
      },
    ]);
    expect(Object.keys(reports()[0] ?? {})).not.toContain('newBucket');
    expect((await browser.view(LIST)).text).toContain('None yet');
    await browser.post('reports/deliver', { name: 'hourly' });
    expect(reports()[0]).toMatchObject({ lastStatus: 'SUCCESS', lastDelivery: '2026-11-23T10:00:00.000Z' });
    await browser.post('reports/fail', { name: 'hourly' });
    expect((await browser.view(LIST)).text).toContain('ERROR_PERMISSIONS');
  });

  it.each([
    ['no bucket', { newBucket: '' }, 'Select an existing bucket'],
    ['a bucket that somebody has', { newBucket: 'tributary-templates' }, 'is not available'],
    ['a bucket name that is none', { newBucket: 'Fjord' }, 'bucket name is not valid'],
    ['no prefix', { s3Prefix: '' }, 'S3 path prefix'],
    ['a name with a slash', { reportName: 'a/b' }, 'export name'],
  ])('refuses %s, and keeps what was typed', async (_, change, message) => {
    const { status, text } = await browser.post('reports/save', { ...REPORT, timeUnit: 'DAILY', ...change });
    expect(status).toBe(400);
    expect(text).toContain(message);
    expect(text).toContain('value="DAILY" checked');
    expect(reports()).toEqual([]);
  });

  it('refuses a name twice, and makes no bucket then', async () => {
    await browser.post('reports/save', REPORT);
    expect((await browser.post('reports/save', { ...REPORT, newBucket: 'second-cur' })).text).toContain(
      'already exists',
    );
    expect(browser.world.bucket('second-cur')).toBeUndefined();
  });

  it('keeps what a report that overwrites cannot change', async () => {
    await browser.post('reports/save', { ...REPORT, timeUnit: 'DAILY' });
    const { text } = await browser.view(`${LIST}/edit?name=hourly`);
    expect(text).toContain('value="DAILY" checked disabled');
    const change = {
      ...REPORT,
      editing: 'hourly',
      newBucket: '',
      s3Bucket: 'fjord-cur',
      compression: 'GZIP',
      timeUnit: 'HOURLY',
      split: '',
    };
    const { split: _split, resourceIds: _resourceIds, ...fields } = change;
    await browser.post('reports/save', fields);
    expect(reports()).toMatchObject([
      {
        timeUnit: 'DAILY',
        compression: 'GZIP',
        format: 'textORcsv',
        additionalSchemaElements: ['RESOURCES'],
      },
    ]);
  });

  it('lets a report with versions change its granularity', async () => {
    await browser.post('reports/save', {
      ...REPORT,
      timeUnit: 'DAILY',
      reportVersioning: 'CREATE_NEW_REPORT',
    });
    await browser.post('reports/save', {
      ...REPORT,
      editing: 'hourly',
      newBucket: '',
      s3Bucket: 'fjord-cur',
      reportVersioning: 'CREATE_NEW_REPORT',
    });
    expect(reports()[0]?.timeUnit).toBe('HOURLY');
  });

  it('deletes a report and keeps its data', async () => {
    await browser.post('reports/save', REPORT);
    await browser.post('reports/delete', { name: 'hourly' });
    expect(reports()).toEqual([]);
    expect(browser.world.bucket('fjord-cur')?.sources).toHaveLength(1);
  });

  it('needs the preference for split cost allocation data', async () => {
    await browser.post('preferences', {});
    expect((await browser.view(`${LIST}/create`)).text).toContain(
      'Turn it on in Cost Management preferences first.',
    );
    await browser.post('reports/save', REPORT);
    expect(reports()[0]?.additionalSchemaElements).toEqual(['RESOURCES']);
    await browser.post('preferences', { split: '1' });
    expect((await browser.view('/costmanagement/home#/settings')).text).toContain('value="1" checked');
  });

  it('refuses who may not', async () => {
    await browser.signIn(ACCOUNT, 'seven');
    expect((await browser.post('reports/save', REPORT)).text).toContain(
      'is not authorized to perform: cur:PutReportDefinition',
    );
  });
});

describe('somebody who is not signed in', () => {
  it.each([
    '/costmanagement/home#/bcm-data-exports',
    '/costmanagement/home#/settings',
    '/cloudformation/home#/stacks',
    '/cloudformation/home#/stacks/create',
  ])('is asked for an account on %s', async (at) => {
    expect((await browser.view(at)).text).toContain('Choose an account');
  });

  it('cannot post', async () => {
    expect((await browser.post('stacks/create', CREATE)).status).toBe(401);
    expect((await browser.post('reports/save', REPORT)).status).toBe(401);
  });
});
