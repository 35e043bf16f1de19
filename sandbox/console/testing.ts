import { createServer } from 'node:http';
import { createAccount, createOperator } from '@/sandbox/accounts';
import { ACCOUNT, ROLE_AND_POLICY, testWorld } from '@/sandbox/cloudformation/testing';
import { handleConsole } from '@/sandbox/console/handler';
import { TEMPLATE_BUCKET } from '@/sandbox/operator';
import { etagOf } from '@/sandbox/s3/objects';
import type { World } from '@/sandbox/world';

export const TEMPLATE_URL = `http://127.0.0.1:4566/${TEMPLATE_BUCKET}/reader.json`;

export const OTHER = '222233334444';

/** A template that guards itself as the product's do, with a parameter of each kind. */
export const TEMPLATE = JSON.stringify({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'One role and one policy',
  Parameters: {
    ExpectedAccountId: { Type: 'String', Description: 'AWS account that this stack must be created in' },
    Mode: { Type: 'String', Default: 'quick', AllowedValues: ['quick', 'full'] },
    Secret: { Type: 'String', NoEcho: true, Default: 'none' },
  },
  Rules: {
    RightAccount: {
      Assertions: [
        {
          Assert: { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, { Ref: 'ExpectedAccountId' }] },
          AssertDescription: 'This is not the expected account.',
        },
      ],
    },
  },
  Resources: ROLE_AND_POLICY,
});

/** A quick-create link's place, in the account that the test works in unless it says otherwise. */
export function quickCreate(parameters: Record<string, string> = {}): string {
  const values = new URLSearchParams({
    templateURL: TEMPLATE_URL,
    stackName: 'tributary-1',
    param_ExpectedAccountId: ACCOUNT,
    ...parameters,
  });
  return `/cloudformation/home?region=us-east-1#/stacks/create/review?${values}`;
}

/** What the form of that page posts when nothing was changed and the box is ticked. */
export const CREATE = {
  region: 'us-east-1',
  templateUrl: TEMPLATE_URL,
  stackName: 'tributary-1',
  param_ExpectedAccountId: ACCOUNT,
  param_Mode: 'quick',
  capability: 'CAPABILITY_NAMED_IAM',
};

export type Browser = {
  world: World;
  origin: string;
  pass: (seconds: number) => void;
  get(path: string): Promise<Answer>;
  /** The page that a fragment names, as the script would ask for it. */
  view(at: string): Promise<Answer>;
  post(
    form: string,
    fields: Record<string, string> | FormData,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  signIn(accountId: string, userName?: string): Promise<Answer>;
  close(): Promise<void>;
};

export type Answer = { status: number; text: string; location: string; headers: Headers };

/** A console over a small world on a free port, and somebody who keeps cookies. */
export async function openConsole(): Promise<Browser> {
  const { world, pass } = testWorld();
  createOperator(world);
  createAccount(world, { id: OTHER, title: 'Another' });
  publish(world);
  const server = createServer((request, response) => {
    handleConsole(world, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  let cookie = '';
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${origin}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { cookie, ...init.headers },
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    const { status, headers } = response;
    return { status, headers, text: await response.text(), location: headers.get('location') ?? '' };
  };
  const post: Browser['post'] = (form, fields, headers) => {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    return ask(`/_console/${form}`, { method: 'POST', body, headers });
  };
  return {
    world,
    origin,
    pass,
    get: (path) => ask(path),
    view: (at) => ask(`/_console/view?at=${encodeURIComponent(at)}`),
    post,
    signIn: (accountId, userName = 'admin') => post('sign-in', { accountId, userName, back: '/' }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function publish(world: World): void {
  const bytes = new TextEncoder().encode(TEMPLATE);
  const bucket = world.bucket(TEMPLATE_BUCKET);
  if (!bucket) throw new Error('no template bucket');
  world.bodies.set(`${TEMPLATE_BUCKET}/reader.json`, bytes);
  bucket.objects['reader.json'] = {
    key: 'reader.json',
    size: bytes.length,
    etag: etagOf(bytes),
    lastModified: world.nowIso(),
    contentType: 'application/json',
    storageClass: 'STANDARD',
    kmsKeyArn: null,
  };
  world.changed();
}
