import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

const CUSTOMER = '111122223333';
const FOREIGN = '222233334444';
const BUCKET = 'sandbox-files';
const clock = { now: new Date() };
let stand: TestStand;
let s3: S3Client;

beforeAll(async () => {
  stand = await startTestStand(clock);
  const { control } = stand;
  control.createBucket({ name: BUCKET, accountId: CUSTOMER });
  control.createBucket({ name: 'sandbox-frankfurt', accountId: CUSTOMER, region: 'eu-central-1' });
  control.createBucket({
    name: 'sandbox-strict',
    accountId: CUSTOMER,
    region: 'eu-west-1',
    wrongRegionAnswer: 'malformed',
  });
  control.createBucket({ name: 'sandbox-paid', accountId: CUSTOMER, requesterPays: true });
  control.createBucket({ name: 'sandbox-theirs', accountId: FOREIGN });
  control.createBucket({ name: 'sandbox-public', accountId: CUSTOMER, publicRead: true });
  control.putObject({ bucket: BUCKET, key: 'text.txt', text: '0123456789' });
  control.putObject({ bucket: BUCKET, key: 'old.txt', text: 'cold', storageClass: 'GLACIER' });
  control.putObject({
    bucket: BUCKET,
    key: 'secret.txt',
    text: 's',
    kmsKeyArn: `arn:aws:kms:us-east-1:${CUSTOMER}:key/k`,
  });
  control.putObject({ bucket: 'sandbox-paid', key: 'a', text: 'a' });
  control.putObject({ bucket: 'sandbox-public', key: 'a', text: 'for all' });
  s3 = new S3Client(stand.client(await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:*'] })));
});
afterAll(() => stand.close());

describe('objects', () => {
  const keys = [
    'plain',
    "it's (a) key*!",
    'grüße/ß',
    '/leading/slash',
    'a//b',
    'plus+and space',
    'per%20cent',
    '😀',
  ];

  it.each(keys)('are put, found and read: %s', async (Key) => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: `body of ${Key}` }));
    const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    expect(await Body?.transformToString()).toBe(`body of ${Key}`);
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
    expect(head.ContentLength).toBe(ContentLength);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: Key }));
    expect(Contents?.map((object) => object.Key)).toEqual([Key]);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    await expect(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('are put as a stream in chunks with a checksum behind', async () => {
    const Body = Readable.from([Buffer.from('one '), Buffer.from('two')]);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'stream', Body, ContentLength: 7 }));
    const { Body: read } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'stream' }));
    expect(await read?.transformToString()).toBe('one two');
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('are read in part: %s', async (Range, text, range) => {
    const answer = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'text.txt', Range }));
    expect(await answer.Body?.transformToString()).toBe(text);
    expect(answer.ContentRange).toBe(range);
  });

  it('have no part behind their end', async () => {
    const read = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'text.txt', Range: 'bytes=10-' }));
    await expect(read).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  it('in an archive are seen and not read', async () => {
    const head = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'old.txt' }));
    expect(head.StorageClass).toBe('GLACIER');
    const read = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'old.txt' }));
    await expect(read).rejects.toMatchObject({ name: 'InvalidObjectState', StorageClass: 'GLACIER' });
  });

  it("under a customer's key need kms:Decrypt, which only the message tells", async () => {
    const read = s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'secret.txt' }));
    await expect(read).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('kms:Decrypt'),
    });
    const able = await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:GetObject', 'kms:Decrypt'] });
    const { Body } = await new S3Client(stand.client(able)).send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'secret.txt' }),
    );
    expect(await Body?.transformToString()).toBe('s');
  });

  it('that are missing are AccessDenied to whoever may not list', async () => {
    const reader = await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:GetObject'] });
    const read = new S3Client(stand.client(reader)).send(
      new GetObjectCommand({ Bucket: BUCKET, Key: 'none' }),
    );
    await expect(read).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('of a public bucket are read by anybody, but not listed', async () => {
    expect(await (await fetch(`${stand.apiUrl}/sandbox-public/a`)).text()).toBe('for all');
    expect((await fetch(`${stand.apiUrl}/sandbox-public?list-type=2`)).status).toBe(403);
    expect((await fetch(`${stand.apiUrl}/${BUCKET}/text.txt`)).status).toBe(403);
  });
});

describe('listing', () => {
  it('walks pages by their tokens', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `pages/${index}/file`);
    for (const key of names) stand.control.putObject({ bucket: BUCKET, key });
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({
          Bucket: BUCKET,
          Prefix: 'pages/',
          Delimiter: '/',
          MaxKeys: 3,
          ContinuationToken,
        }),
      );
      expect(page.KeyCount).toBe(page.CommonPrefixes?.length);
      found.push(...(page.CommonPrefixes ?? []).map((one) => one.Prefix ?? ''));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(found).toEqual(Array.from({ length: 7 }, (_, index) => `pages/${index}/`));
  });

  it('refuses a token that it never gave', async () => {
    const read = s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: 'xyz' }));
    await expect(read).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});

describe('buckets', () => {
  it('are made in a Region, which their location names', async () => {
    const maker = new S3Client(
      stand.client(await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:*'] }), 'eu-west-2'),
    );
    await maker.send(
      new CreateBucketCommand({
        Bucket: 'sandbox-new',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' },
      }),
    );
    const location = await maker.send(new GetBucketLocationCommand({ Bucket: 'sandbox-new' }));
    expect(location.LocationConstraint).toBe('eu-west-2');
    const home = await s3.send(new GetBucketLocationCommand({ Bucket: BUCKET }));
    expect(home.LocationConstraint ?? '').toBe('');
    const taken = s3.send(new CreateBucketCommand({ Bucket: 'sandbox-theirs' }));
    await expect(taken).rejects.toMatchObject({ name: 'BucketAlreadyExists' });
  });

  it('in another Region redirect, and the SDK follows when told to', async () => {
    const list = new ListObjectsV2Command({ Bucket: 'sandbox-frankfurt' });
    await expect(s3.send(list)).rejects.toMatchObject({ name: 'PermanentRedirect' });
    const role = await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:*'] });
    const follower = new S3Client({ ...stand.client(role), followRegionRedirects: true });
    await expect(follower.send(list)).resolves.toMatchObject({ KeyCount: 0 });
  });

  it('may say by AuthorizationHeaderMalformed which Region is right', async () => {
    const list = s3.send(new ListObjectsV2Command({ Bucket: 'sandbox-strict' }));
    await expect(list).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed', Region: 'eu-west-1' });
  });

  it('tell their Region to a HEAD, also when they refuse it', async () => {
    const stranger = new S3Client(stand.client(stand.operator));
    const read = stranger.send(new HeadBucketCommand({ Bucket: BUCKET }));
    const error: unknown = await read.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(error).toHaveProperty(['$response', 'headers', 'x-amz-bucket-region'], 'us-east-1');
    const missing = stranger.send(new HeadBucketCommand({ Bucket: 'sandbox-nowhere' }));
    await expect(missing).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it.each([
    [BUCKET, 403, 'us-east-1'],
    ['sandbox-frankfurt', 301, 'eu-central-1'],
    ['sandbox-nowhere', 404, null],
  ])('answer an unsigned HEAD: %s', async (bucket, status, region) => {
    const answer = await fetch(`${stand.apiUrl}/${bucket}`, { method: 'HEAD', redirect: 'manual' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amz-bucket-region')).toBe(region);
  });

  it('of another owner than expected are refused', async () => {
    const list = (ExpectedBucketOwner: string) =>
      s3.send(new ListObjectsV2Command({ Bucket: BUCKET, ExpectedBucketOwner }));
    await expect(list(CUSTOMER)).resolves.toBeDefined();
    await expect(list(FOREIGN)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('of another account are closed, but to whom their policy names', async () => {
    const list = () => s3.send(new ListObjectsV2Command({ Bucket: 'sandbox-theirs' }));
    await expect(list()).rejects.toMatchObject({ name: 'AccessDenied' });
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: CUSTOMER },
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::sandbox-theirs',
    };
    stand.control.changeBucket({ name: 'sandbox-theirs', policy: { Statement: statement } });
    await expect(list()).resolves.toBeDefined();
  });

  it('where the requester pays are read by who agrees', async () => {
    const read = (RequestPayer?: 'requester') =>
      s3.send(new GetObjectCommand({ Bucket: 'sandbox-paid', Key: 'a', RequestPayer }));
    await expect(read()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(read('requester')).resolves.toBeDefined();
  });

  it('are throttled when the account is', async () => {
    stand.control.setKnobs({ accountId: CUSTOMER, throttledServices: ['s3'] });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'SlowDown',
    });
    stand.control.setKnobs({ accountId: CUSTOMER, throttledServices: [] });
  });
});
