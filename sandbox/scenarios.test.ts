import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '@/sandbox/scenarios';
import { type Sandbox, startSandbox } from '@/sandbox/server';
import { roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

const clock = { now: new Date('2026-11-23T12:00:00Z') };
let stand: TestStand;

beforeAll(async () => {
  stand = await startTestStand(clock);
});
afterAll(() => stand.close());

async function post(
  verb: string,
  body: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const answer = await fetch(`${stand.apiUrl}/_sandbox/${verb}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('scenarios', () => {
  it('have each an account and buckets of their own', () => {
    const accounts = SCENARIOS.map((scenario) => scenario.accountId);
    const buckets = SCENARIOS.flatMap((scenario) => scenario.buckets);
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(new Set(buckets).size).toBe(buckets.length);
    expect(new Set(SCENARIOS.map((scenario) => scenario.id)).size).toBe(SCENARIOS.length);
  });

  it.each(SCENARIOS)('$id stands as it says', ({ accountId, buckets }) => {
    expect(stand.world.account(accountId)?.users).toHaveProperty('admin');
    for (const name of buckets) expect(stand.world.bucket(name)?.accountId).toBe(accountId);
  });
});

describe('the control calls', () => {
  it('are served as JSON, under their name with hyphens', async () => {
    expect((await post('create-account', { accountId: '700000000009' })).body.id).toBe('700000000009');
    expect((await post('scenarios', {})).body).toHaveLength(SCENARIOS.length);
    expect((await post('create-account', { accountId: '12' })).status).toBe(400);
    expect((await post('no-such-call', {})).status).toBe(404);
    expect((await post('reset', {}, { 'content-type': 'text/plain' })).status).toBe(405);
  });

  it('deliver a report, and correct it', async () => {
    const accountId = '400000000014';
    const Bucket = 'sandbox-not-delivered';
    const s3 = new S3Client(stand.client(await roleWith(stand, { accountId, actions: ['s3:*'] })));
    const keys = async () => {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
      return (Contents ?? []).map((object) => object.Key ?? '');
    };
    expect(await keys()).toEqual(['aws-programmatic-access-test-object']);
    stand.control.deliver({ accountId, data: { periods: ['2026-11'] } });
    expect(await keys()).toContain('cur/tributary-cur/20261101-20261201/tributary-cur-Manifest.json');
    stand.control.correctReport({
      accountId,
      reportName: 'tributary-cur',
      changes: { format: 'textORcsv', compression: 'GZIP' },
    });
    expect((await keys()).some((key) => key.endsWith('.csv.gz'))).toBe(true);
    expect((await keys()).some((key) => key.endsWith('.parquet'))).toBe(false);
  });

  it('put everything back', () => {
    stand.control.deleteBucket({ name: 'sandbox-happy-gzip' });
    stand.control.reset({});
    expect(stand.world.bucket('sandbox-happy-gzip')).toBeDefined();
    expect(stand.world.account('700000000009')).toBeUndefined();
  });
});

describe('a world on disk', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const open = (options: object = {}): Promise<Sandbox> => startSandbox({ dataDir, ...options });

  it('is there again after a restart, objects too, until it is begun anew', async () => {
    const first = await open();
    first.control.createAccount({ accountId: '700000000002', title: 'Kept' });
    first.control.createBucket({ name: 'sandbox-kept', accountId: '700000000002', publicRead: true });
    first.control.putObject({ bucket: 'sandbox-kept', key: 'a/b', text: 'kept' });
    await first.close();
    const second = await open();
    expect(second.world.account('700000000002')?.title).toBe('Kept');
    expect(await (await fetch(`${second.apiUrl}/sandbox-kept/a/b`)).text()).toBe('kept');
    await second.close();
    const third = await open({ fresh: true });
    expect(third.world.account('700000000002')).toBeUndefined();
    await third.close();
  });
});

describe('a folder as a bucket', () => {
  it("serves its files with ranges, belongs to its manifests' account, and is open to the operator", async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sandbox-folder-'));
    const period = join(dir, 'cur', 'r', '20261101-20261201');
    mkdirSync(period, { recursive: true });
    writeFileSync(join(period, 'r-Manifest.json'), JSON.stringify({ account: '123123123123' }));
    const sandbox = await startSandbox({ folders: [{ name: 'real-data', dir }] });
    expect(sandbox.world.bucket('real-data')?.accountId).toBe('123123123123');
    const s3 = new S3Client({ endpoint: sandbox.apiUrl, region: 'us-east-1', credentials: stand.operator });
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: 'real-data', ExpectedBucketOwner: '123123123123' }),
    );
    expect(page.Contents?.map((object) => object.Key)).toEqual(['cur/r/20261101-20261201/r-Manifest.json']);
    await sandbox.close();
  });
});
