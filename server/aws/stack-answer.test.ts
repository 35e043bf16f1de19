import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsTrouble, isPassing } from '@/lib/aws-trouble';
import { answerAddress, answerStack } from './stack-answer';

const HOSTED = 'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com';
const KEY =
  'arn%3Aaws%3Acloudformation%3Aus-east-1%3A111122223333%3Astack/tributary-reports-1/0a1b%7CStart%7C2c3d';
const SIGNED =
  '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Credential=AKIA%2F20261123&X-Amz-Signature=00';

const endpointPath = '/cloudformation-custom-resource-response-useast1/waiting-1';

let server: Server;
let endpoint: string;
let asked: { method: string | undefined; url: string | undefined; headers: string[]; body: string }[] = [];
let answerWith: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { method, url, rawHeaders: headers } = request;
    asked.push({ method, url, headers, body: await text(request) });
    answerWith(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
beforeEach(() => {
  asked = [];
  answerWith = (_, response) => response.end();
});

const place = (on: string | null) => ({ endpoint: on, own: null, answerWithin: 500 });

/** Every socket that this process opens while `work` runs, by whatever client. */
async function socketsDuring(work: () => Promise<unknown>): Promise<number> {
  let opened = 0;
  const count = () => {
    opened += 1;
  };
  subscribe('net.client.socket', count);
  try {
    await work();
  } finally {
    unsubscribe('net.client.socket', count);
  }
  return opened;
}

describe('where CloudFormation waits for an answer', () => {
  test.each([
    `${HOSTED}/${KEY}${SIGNED}`,
    `https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/${KEY}${SIGNED}`,
    `https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/${KEY}${SIGNED}`,
    `https://cloudformation-custom-resource-response-apsoutheast2.s3.ap-southeast-2.amazonaws.com/${KEY}${SIGNED}`,
  ])('on AWS: %s', (url) => {
    expect(answerAddress(url, null)?.href).toBe(url);
    expect(answerAddress(url, 'http://127.0.0.1:4566')).toBeNull();
  });

  test('where something stands in for AWS: its own address, and CloudFormation’s bucket there', () => {
    const url = `${endpoint}${endpointPath}?signature=1`;
    expect(answerAddress(url, endpoint)?.href).toBe(url);
    expect(answerAddress(url, null)).toBeNull();
  });
});

/** With <here> for the address of a server of this test, which would answer. */
const hostile = [
  // No address at all.
  '',
  ' ',
  'not an address',
  'javascript:alert(1)',
  'data:text/plain,x',
  'file:///etc/passwd',
  '//cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  // Other schemes and ports.
  'http://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'ftp://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'ws://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  `${HOSTED}:80/x`,
  `${HOSTED}:8443/x`,
  `${HOSTED}:22/x`,
  // This machine and its neighbours.
  '<here>/x',
  '<here>/',
  'http://localhost/x',
  'https://localhost/x',
  'https://127.0.0.1/x',
  'https://127.1/x',
  'https://2130706433/x',
  'https://0x7f000001/x',
  'https://0177.0.0.1/x',
  'https://[::1]/x',
  'https://[::ffff:127.0.0.1]/x',
  'https://0.0.0.0/x',
  'https://10.0.0.1/x',
  'https://192.168.0.1/x',
  'https://172.16.0.1/x',
  'https://169.254.169.254/latest/meta-data/iam/security-credentials/',
  'http://169.254.169.254/latest/api/token',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'https://metadata.google.internal/computeMetadata/v1/',
  // Hosts that only look like it.
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com.example/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com@127.0.0.1/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com:x@127.0.0.1/x',
  'https://127.0.0.1#cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'https://127.0.0.1?cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'https://127.0.0.1\\.s3.amazonaws.com/x',
  'https://127.0.0.1\\@cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  `${HOSTED}\\@127.0.0.1/x`,
  `${HOSTED}/x#fragment`,
  'https://user@cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com./x',
  'https://cloudformation-custom-resource-response-.s3.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-use-ast1.s3.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.evil.example.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.a.b.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com.cn/x',
  'https://cloudformation-custom-resource-response-useast1.s3xamazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1xs3.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.xamazonaws.com/x',
  'https://x.cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'https://s3.amazonaws.com/cloudformation-custom-resource-response-useast1/x',
  'https://mybucket.s3.amazonaws.com/cloudformation-custom-resource-response-useast1/x',
  'https://sts.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com%2eexample/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com%00.example/x',
  'https://cloudformation-custom-resource-response-useast1.s3。amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useаst1.s3.amazonaws.com/x',
  // Characters that parsers drop or split at.
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x\r\nX-Header: 1',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com\t.example/x',
  ' https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x',
  'https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x y',
  'https:\\\\cloudformation-custom-resource-response-useast1.s3.amazonaws.com\\x',
  `${HOSTED}/${'x'.repeat(9_000)}`,
];

/** Beside those, where something stands in for AWS. */
const hostileThere = [
  '<here>/tributary-templates/x',
  '<here>/cloudformation-custom-resource-response-useast1',
  '<here>/cloudformation-custom-resource-response-useast1/',
  '<here>/cloudformation-custom-resource-response-/x',
  '<here>/x/cloudformation-custom-resource-response-useast1/x',
  '<here>/cloudformation-custom-resource-response-useast1/../tributary-templates/x',
  '<here>/cloudformation-custom-resource-response-useast1/%2e%2e/tributary-templates/x',
  '<here>/cloudformation-custom-resource-response-useast1/..%2ftributary-templates%2fx',
  '<here>/cloudformation-custom-resource-response-useast1%2fx',
  '<here>//cloudformation-custom-resource-response-useast1/x',
  '<here>.example/cloudformation-custom-resource-response-useast1/x',
  '<here>@example.com/cloudformation-custom-resource-response-useast1/x',
  `https://127.0.0.1${endpointPath}`,
  `http://127.0.0.1:1${endpointPath}`,
  `http://localhost${endpointPath}`,
  `${HOSTED}/${KEY}${SIGNED}`,
];

test(`${hostile.length + hostileThere.length} hostile addresses: nothing is connected to`, async () => {
  expect(hostile.length + hostileThere.length).toBeGreaterThanOrEqual(60);
  const here = (url: string) => url.replace('<here>', endpoint);
  const tries = [
    ...hostile.map((url) => ({ url: here(url), on: null })),
    ...[...hostile, ...hostileThere].map((url) => ({ url: here(url), on: endpoint })),
  ];
  const opened = await socketsDuring(async () => {
    for (const { url, on } of tries) {
      expect(answerAddress(url, on), url).toBeNull();
      await expect(answerStack(place(on), { url, body: '{}' }), url).rejects.toThrow(AwsTrouble);
    }
  });
  expect(opened).toBe(0);
  expect(asked).toEqual([]);
});

describe('the answer itself', () => {
  const answer = (body = '{"Status":"SUCCESS"}') =>
    answerStack(place(endpoint), { url: `${endpoint}${endpointPath}?signature=1`, body });
  const troubleOf = (work: Promise<void>) => work.catch((error: unknown) => error);

  test('is a PUT with an empty content-type, and is counted as a connection', async () => {
    expect(await socketsDuring(() => answer())).toBe(1);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      url: `${endpointPath}?signature=1`,
      body: '{"Status":"SUCCESS"}',
    });
    const headers = asked[0]?.headers ?? [];
    expect(headers[headers.findIndex((name) => name.toLowerCase() === 'content-type') + 1]).toBe('');
    expect(headers.map((name) => name.toLowerCase())).toContain('content-length');
    expect(headers.join(' ')).not.toMatch(/authorization|cookie|amz-security-token/i);
  });

  test('has 4,096 bytes at most, counted as bytes', async () => {
    await answer('x'.repeat(4_096));
    await expect(answer('x'.repeat(4_097))).rejects.toThrow(AwsTrouble);
    await expect(answer('ü'.repeat(2_049))).rejects.toThrow(AwsTrouble);
    expect(asked).toHaveLength(1);
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect (%s) is not followed and not tried again',
    async (status) => {
      answerWith = (_, response) => response.writeHead(status, { location: `${endpoint}/secret` }).end();
      const trouble = await troubleOf(answer());
      expect(trouble).toMatchObject({ kind: 'denied', awsName: `status ${status}` });
      expect(asked.map(({ url }) => url)).toEqual([`${endpointPath}?signature=1`]);
    },
  );

  test.each([
    [400, false],
    [403, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
  ])('status %s: worth another try: %s', async (status, again) => {
    answerWith = (_, response) => response.writeHead(status).end('<Error/>');
    const trouble = await troubleOf(answer());
    if (!(trouble instanceof AwsTrouble)) throw new Error('no trouble');
    expect(isPassing(trouble.kind)).toBe(again);
  });

  test('silence and a broken line are worth another try, and the trouble does not name the address', async () => {
    answerWith = () => undefined;
    const silence = await troubleOf(answer());
    answerWith = (request) => request.socket.destroy();
    const broken = await troubleOf(answer());
    for (const trouble of [silence, broken]) {
      if (!(trouble instanceof AwsTrouble)) throw new Error('no trouble');
      expect(isPassing(trouble.kind)).toBe(true);
      expect(JSON.stringify([trouble.message, trouble.awsName, trouble.cause])).not.toContain('signature');
    }
  });
});
