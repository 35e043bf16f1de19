import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT } from '@/sandbox/cloudformation/testing';
import { type Browser, CREATE, OTHER, openConsole, quickCreate } from '@/sandbox/console/testing';

let browser: Browser;

beforeEach(async () => {
  browser = await openConsole();
});

afterEach(() => browser.close());

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

  it.each(['/s3/buckets/fjord', '/_console/nothing', '/ec2/home'])(
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
    expect((await browser.post('reports/save', {})).status).toBe(401);
  });
});
