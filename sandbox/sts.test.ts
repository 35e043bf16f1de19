import { HeadBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { HttpRequest } from '@smithy/protocol-http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '@/sandbox/server';
import {
  assume,
  type Credentials,
  roleWith,
  startTestStand,
  type TestStand,
  trustOperator,
} from '@/sandbox/testing/stand';

const CUSTOMER = '111122223333';
const BUCKET = 'sandbox-plain';
const clock = { now: new Date() };
let stand: TestStand;

beforeAll(async () => {
  stand = await startTestStand(clock);
  stand.control.createBucket({ name: BUCKET, accountId: CUSTOMER });
});
beforeEach(() => {
  clock.now = new Date();
});
afterAll(() => stand.close());

function identity(credentials: Credentials, region?: string) {
  return new STSClient(stand.client(credentials, region)).send(new GetCallerIdentityCommand({}));
}

function list(credentials: Credentials) {
  return new S3Client(stand.client(credentials)).send(new ListObjectsV2Command({ Bucket: BUCKET }));
}

describe('signatures', () => {
  it('of the operator are taken in every Region', async () => {
    expect((await identity(stand.operator)).Arn).toBe('arn:aws:iam::999988887777:user/tributary-app');
    expect((await identity(stand.operator, 'eu-central-1')).Account).toBe('999988887777');
  });

  it('with a wrong secret are refused', async () => {
    const wrong = { ...stand.operator, secretAccessKey: 'wrong' };
    await expect(identity(wrong)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(list(wrong)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('of an unknown key are refused, in the words of each service', async () => {
    const unknown = { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' };
    await expect(identity(unknown)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(list(unknown)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  });

  it('more than 15 minutes old are refused', async () => {
    const role = await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:ListBucket'] });
    const [early, late] = [new S3Client(stand.client(role)), new S3Client(stand.client(role))];
    clock.now = new Date(Date.now() + 14 * 60_000);
    await expect(early.send(new ListObjectsV2Command({ Bucket: BUCKET }))).resolves.toBeDefined();
    clock.now = new Date(Date.now() + 16 * 60_000);
    await expect(late.send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'RequestTimeTooSkewed',
    });
  });

  it('over other content than was sent are refused', async () => {
    const sts = new STSClient(stand.client(stand.operator));
    sts.middlewareStack.add(
      (next) => (args) => {
        if (!HttpRequest.isInstance(args.request)) throw new Error('no request');
        args.request.body = String(args.request.body).replace('Version=2011-06-15', 'Version=2011-06-16');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });

  it('are needed by every service but S3', async () => {
    const answer = await fetch(stand.apiUrl, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'GetCallerIdentity' }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('MissingAuthenticationToken');
  });
});

describe('AssumeRole', () => {
  const arn = `arn:aws:iam::${CUSTOMER}:role/connected`;
  const call = (input: { ExternalId?: string; RoleArn?: string; DurationSeconds?: number }) =>
    new STSClient(stand.client(stand.operator)).send(
      new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'probe', ...input }),
    );

  beforeAll(() => {
    stand.control.createRole({ accountId: CUSTOMER, name: 'connected', trust: trustOperator('right-id') });
  });

  it('opens with the external ID, and the session is of the account of the role', async () => {
    const { Credentials: made, AssumedRoleUser } = await call({ ExternalId: 'right-id' });
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${CUSTOMER}:assumed-role/connected/probe`);
    const session = {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken,
    };
    expect((await identity(session)).Account).toBe(CUSTOMER);
    await expect(identity({ ...session, sessionToken: undefined })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it.each([
    ['without an external ID', {}],
    ['with a wrong one', { ExternalId: 'wrong-id' }],
    [
      'of a role that does not exist',
      { ExternalId: 'right-id', RoleArn: `arn:aws:iam::${CUSTOMER}:role/none` },
    ],
  ])('%s is AccessDenied, all alike', async (_title, input) => {
    await expect(call(input)).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('takes no longer session than the role allows', async () => {
    await expect(call({ ExternalId: 'right-id', DurationSeconds: 7200 })).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('waits until a new role has spread', async () => {
    stand.control.setKnobs({ accountId: CUSTOMER, propagationSeconds: 20 });
    stand.control.createRole({ accountId: CUSTOMER, name: 'slow', trust: trustOperator() });
    stand.control.setKnobs({ accountId: CUSTOMER, propagationSeconds: null });
    await expect(assume(stand, { accountId: CUSTOMER, name: 'slow' })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    clock.now = new Date(clock.now.getTime() + 21_000);
    await expect(assume(stand, { accountId: CUSTOMER, name: 'slow' })).resolves.toBeDefined();
  });

  it('gives sessions that end', async () => {
    const session = await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:ListBucket'] });
    clock.now = new Date(Date.now() + 3_700_000);
    const late = new S3Client(stand.client(session));
    await expect(late.send(new ListObjectsV2Command({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
  });

  it('gives sessions that a session policy narrows', async () => {
    const policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } });
    await roleWith(stand, { accountId: CUSTOMER, actions: ['s3:ListBucket'] });
    const whole = await assume(stand, { accountId: CUSTOMER, name: 'role-s3ListBucket' });
    const narrow = await assume(stand, { accountId: CUSTOMER, name: 'role-s3ListBucket', policy });
    await expect(list(whole)).resolves.toBeDefined();
    await expect(list(narrow)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('no session policy'),
    });
  });

  it('ends with the role', async () => {
    const session = await roleWith(stand, {
      accountId: CUSTOMER,
      actions: ['s3:ListBucket', 's3:GetObject'],
    });
    await expect(list(session)).resolves.toBeDefined();
    stand.control.deleteRole({ roleArn: `arn:aws:iam::${CUSTOMER}:role/role-s3ListBuckets3GetObject` });
    await expect(list(session)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the server', () => {
  it('refuses to listen anywhere but on loopback', async () => {
    await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrowError('127.0.0.1 only');
  });

  it('records who called what, and what was allowed', async () => {
    const since = stand.control.mark({});
    const s3 = new S3Client(stand.client(stand.operator));
    await expect(s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).rejects.toBeDefined();
    expect(stand.control.calls({ since })).toMatchObject([
      {
        service: 's3',
        operation: 'HeadBucket',
        accountId: '999988887777',
        status: 403,
        error: 'AccessDenied',
        checks: [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${BUCKET}`, allowed: false }],
      },
    ]);
  });
});
