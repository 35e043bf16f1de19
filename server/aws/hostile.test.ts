import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsRegion, BucketName } from '@/lib/aws-ids';
import type { AwsTrouble } from '@/lib/aws-trouble';
import { watchConnections } from '@/server/testing/connections-made';
import { badBucketNames, hostileRegions, hostileTexts, hostileUrls } from '@/server/testing/hostile-names';
import { findBucket } from './bucket';
import { createAws } from './create';
import type { AwsPlace } from './place';
import { fetchPublished } from './published';
import { reportSource } from './reports';

const own = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const credentials = { ...own, sessionToken: 'token' };
const accountId = '111122223333';
const real: AwsPlace = { endpoint: null, own };

let asked: IncomingMessage[] = [];
let answer: (from: IncomingMessage, to: ServerResponse) => void = (_, to) => to.end();
let server: Server;
let here: AwsPlace;
let address = '';

beforeAll(async () => {
  server = createServer((from, to) => {
    asked.push(from);
    from.resume();
    answer(from, to);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  address = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`;
  here = { endpoint: address, own };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
let made: { to: string[] };
beforeEach(() => {
  asked = [];
  made = watchConnections();
});

const listing =
  '<ListBucketResult><Name>x</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';
const kindOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (trouble: AwsTrouble) => trouble.kind,
  );

/** Every call that takes a bucket's name, at AWS's own addresses and at an endpoint. */
async function callsWith(bucket: string): Promise<string[]> {
  const kinds: string[] = [];
  for (const place of [real, here]) {
    expect(await findBucket(place, bucket)).toEqual({ exists: null, region: null });
    const source = reportSource(place, { credentials, bucket, accountId, region: null });
    kinds.push(
      await kindOf(source.list({ prefix: '' })),
      await kindOf(source.head({})),
      await kindOf(source.head({ key: 'a', anyOwner: true })),
      await kindOf(source.read({ key: 'a', range: { suffix: 8 } })),
    );
  }
  return kinds;
}

describe('names that mean something else to an address', () => {
  test('500 bad names of buckets: refused by the form, and the SDK sees none', async () => {
    expect(new Set(badBucketNames).size).toBe(500);
    expect(badBucketNames.filter((name) => BucketName.safeParse(name).success)).toEqual([]);
    for (const name of badBucketNames) expect(new Set(await callsWith(name))).toEqual(new Set(['invalid']));
    expect([made.to, asked.length]).toEqual([[], 0]);
  });

  test('100 hostile addresses in place of a bucket: 0 connections', async () => {
    expect(new Set(hostileUrls).size).toBe(100);
    expect(hostileUrls.filter((url) => BucketName.safeParse(url).success)).toEqual([]);
    for (const url of hostileUrls) expect(new Set(await callsWith(url))).toEqual(new Set(['invalid']));
    expect([made.to, asked.length]).toEqual([[], 0]);
  });

  test('the grammar is asked for, not the world: a fair name does reach out', async () => {
    await findBucket(real, 'acme-billing');
    expect(made.to).toEqual(['s3.us-east-1.amazonaws.com']);
    answer = (_, to) => to.end(listing);
    await reportSource(here, { credentials, bucket: 'acme-billing', accountId, region: null }).list({
      prefix: '',
    });
    expect(asked).toHaveLength(1);
  });
});

describe('100 hostile Regions', () => {
  test('are in no closed list, and a source that is given one asks in us-east-1', async () => {
    expect(new Set(hostileRegions).size).toBe(100);
    expect(hostileRegions.filter((region) => AwsRegion.safeParse(region).success)).toEqual([]);
    answer = (_, to) => to.end(listing);
    for (const region of hostileRegions) {
      const source = reportSource(here, { credentials, bucket: 'acme-billing', accountId, region });
      await source.list({ prefix: '' });
      expect(source.region()).toBe('us-east-1');
    }
    for (const { headers } of asked) expect(headers.authorization).toContain('/us-east-1/s3/aws4_request');
    expect(made.to).toEqual([]);
  });

  test('that S3 seems to name are not followed: not of a redirect, not of a refusal, not of a HEAD', async () => {
    // Node refuses to send some of them as a header; then they stand in the body alone.
    const said = (region: string) => (/^[\x20-\x7e]*$/.test(region) ? { 'x-amz-bucket-region': region } : {});
    for (const region of hostileRegions) {
      for (const status of [301, 307, 400, 403]) {
        const code = status === 400 ? 'AuthorizationHeaderMalformed' : 'PermanentRedirect';
        answer = (_, to) => {
          to.writeHead(status, { ...said(region), location: 'https://evil.example/' });
          const words = [...region].filter((one) => one >= ' ' && !'<&'.includes(one)).join('');
          to.end(
            `<Error><Code>${code}</Code><Region>${words}</Region><Endpoint>evil.example</Endpoint></Error>`,
          );
        };
        const source = reportSource(here, { credentials, bucket: 'acme-billing', accountId, region: null });
        await kindOf(source.list({ prefix: '' }));
        await kindOf(source.list({ prefix: '' }));
        // A header without the blanks around it, a body without control characters: some are Regions then.
        for (const seen of [source.region(), (await findBucket(here, 'acme-billing')).region])
          if (seen !== null) expect(AwsRegion.safeParse(seen).success).toBe(true);
      }
    }
    const scopes = asked.flatMap(({ headers }) => headers.authorization?.split('/')[2] ?? []);
    expect(scopes.length).toBeGreaterThan(700);
    expect(scopes.filter((region) => !AwsRegion.safeParse(region).success)).toEqual([]);
    expect(made.to).toEqual([]);
  }, 120_000);
});

test.each([301, 302, 303, 307, 308])('no call follows a redirect (%i) to another host', async (status) => {
  answer = (_, to) => {
    to.writeHead(status, { location: 'http://169.254.169.254/latest/meta-data/' });
    to.end();
  };
  const aws = createAws(here);
  const names = { account: 'reports', roleName: 'r', policyName: 'p', stackName: 's' } as const;
  const role = { accountId, roleName: 'r', externalId: 'x', purpose: { for: 'probe', ...names } } as const;
  const source = aws.reports({ credentials, bucket: 'acme-billing', accountId, region: null });
  const kinds = await Promise.all(
    [
      aws.ownAccount(),
      aws.assumeRole(role),
      aws.callerAccount(credentials),
      aws.roleTrust({ credentials, roleName: 'r' }),
      aws.rolePolicies({ credentials, roleName: 'r', policyArn: 'arn:aws:iam::111122223333:policy/p' }),
      aws.stack({ credentials, stackName: 's' }),
      aws.organization(credentials),
      aws.insight({ credentials, insight: 'trusted_advisor' }),
      aws.insight({ credentials, insight: 'cost_optimization_hub' }),
      aws.insight({ credentials, insight: 'security_hub' }),
      source.list({ prefix: '' }),
      source.read({ key: 'a', range: { suffix: 8 } }),
      source.head({}),
      source.describe({}),
      fetchPublished(`${address}/t.json`),
    ].map(kindOf),
  );
  expect(kinds).not.toContain('answered');
  expect(kinds).not.toContain('denied');
  expect(await aws.findBucket('acme-billing')).toEqual({ exists: null, region: null });
  expect(asked.length).toBeGreaterThanOrEqual(16);
  expect(made.to).toEqual([]);
});

test('a published file without an end is read as far as a template can go', async () => {
  let sent = 0;
  answer = (_, to) => {
    const more = () => {
      if (to.destroyed || sent > 50_000_000) return to.end();
      sent += 64 * 1024;
      to.write('x'.repeat(64 * 1024), () => setImmediate(more));
    };
    more();
  };
  expect(await kindOf(fetchPublished(`${address}/endless.json`))).toBe('malformed');
  expect(sent).toBeLessThan(20_000_000);
});

test('a key or a prefix that somebody chose stays below its bucket, and the bucket must be the customer’s', async () => {
  answer = (from, to) => {
    if (from.url?.includes('list-type')) return to.end(listing);
    to.writeHead(206, { 'content-range': 'bytes 0-1/2', 'content-length': '2' });
    to.end(from.method === 'HEAD' ? undefined : 'ab');
  };
  const source = reportSource(here, { credentials, bucket: 'acme-billing', accountId, region: null });
  const keys = [...hostileTexts, ...hostileUrls].filter((key) => key !== '' && !key.includes('\u0000'));
  for (const key of keys) {
    asked = [];
    await source.read({ key, range: { first: 0, last: 1 } });
    await source.list({ prefix: key });
    await source.head({ key });
    for (const { url = '', headers } of asked) {
      expect(headers.host).toBe(address.replace('http://', ''));
      expect(url.startsWith('/acme-billing/') || url.startsWith('/acme-billing?')).toBe(true);
      expect(headers['x-amz-expected-bucket-owner']).toBe(accountId);
    }
    const [read, list] = asked.map(({ url = '' }) => url);
    expect(decodeURIComponent(read?.split('?')[0] ?? '')).toBe(`/acme-billing/${key}`);
    expect(new URLSearchParams(list?.split('?')[1]).getAll('prefix')).toEqual([key]);
  }
  // Only a HEAD that asks whose bucket it is leaves the owner out.
  asked = [];
  await source.head({ anyOwner: true });
  expect(asked.map(({ method, headers }) => [method, headers['x-amz-expected-bucket-owner']])).toEqual([
    ['HEAD', undefined],
  ]);
  expect(made.to).toEqual([]);
});
