import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serveFolder } from '@/sandbox/folder-bucket';
import { startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { startWeather, type Weather } from '@/sandbox/testing/weather';
import { ACCOUNT, BUCKET, dataExport, object, report } from '@/server/testing/corpus/case';

const folder = mkdtempSync(join(tmpdir(), 'tributary-folder-'));
let stand: TestStand;
let weather: Weather;

beforeAll(async () => {
  const empty = object('cur/empty/20261101-20261201/empty-Manifest.json');
  for (const { key, body } of [
    ...report({ format: 'gzip' }),
    ...report({ name: 'daily', timeUnit: 'DAILY' }),
    ...dataExport(),
    empty,
  ]) {
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, body);
  }
  stand = await startTestStand({ now: new Date() });
  await serveFolder(stand.world, { name: BUCKET, dir: folder, accountId: ACCOUNT });
  weather = await startWeather(stand.apiUrl);
});
afterAll(async () => {
  await weather.close();
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reports(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const all = ['--import', 'tsx', resolve('scripts/reports.ts'), '--account', ACCOUNT, ...args];
  const { accessKeyId, secretAccessKey } = stand.operator;
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL: '',
  };
  const child = spawn(process.execPath, all, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

/** The contract with everybody who reads it: not a member more, not one less. */
const Finding = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'waiting', 'note']),
  seen: z.string(),
  needed: z.string(),
  fix: z.string(),
  link: z.string().nullable(),
});
const Answer = z.strictObject({
  bucket: z.string(),
  region: z.string().nullable(),
  complete: z.boolean(),
  requests: z.strictObject({ list: z.number(), get: z.number(), head: z.number(), api: z.number() }),
  bytes: z.number(),
  findings: z.array(Finding),
  reports: z.array(
    z.strictObject({
      root: z.string(),
      kind: z.enum(['legacy-cur', 'cur-2.0', 'focus', 'other-export']),
      format: z.enum(['parquet', 'csv-gzip', 'csv-zip', 'unknown']),
      newestPeriod: z.string().nullable(),
      valid: z.boolean(),
      findings: z.array(Finding),
    }),
  ),
});

const verdicts = (out: string) =>
  Answer.parse(JSON.parse(out)).reports.map(({ root, valid, findings }) => [
    root,
    valid,
    findings.map(({ code }) => code),
  ]);
const VERDICTS = [
  ['cur/daily/', false, ['GRANULARITY_NOT_HOURLY']],
  ['cur/empty/', false, ['MANIFEST_UNREADABLE']],
  ['cur/hourly/', true, []],
  ['exports/daily/', false, ['NOT_LEGACY_CUR']],
];

describe('npm run reports', () => {
  it('judges a bucket at an endpoint that has S3 and nothing else, and keeps the shape of its JSON', async () => {
    weather.set({});
    const { code, out, err } = await reports('--bucket', BUCKET, '--endpoint', weather.url, '--json');
    expect([code, err]).toEqual([0, 'asked so far: 1 LIST, 0 GET\n']);
    expect(verdicts(out)).toEqual(VERDICTS);
    expect(Object.keys(weather.asked()).sort()).toEqual(['data', 'list', 'manifest']);
  });

  it('judges a copy of the bucket on disk alike', async () => {
    const { code, out } = await reports('--bucket', BUCKET, '--folder', folder, '--json');
    expect(code).toBe(0);
    expect(verdicts(out)).toEqual(VERDICTS);
  });

  it('says with 2 that nothing is valid, and writes for people', async () => {
    const { code, out } = await reports(...['--bucket', BUCKET, '--folder', folder, '--prefix', 'cur/daily']);
    expect(code).toBe(2);
    expect(out).toContain('1 found, 0 valid.');
    expect(out).toMatch(/error +GRANULARITY_NOT_HOURLY\n +seen +DAILY\n +needed +HOURLY\n +fix +In Data/);
  });

  it('says with 1 and on standard error that it could not look', async () => {
    const { code, out, err } = await reports('--bucket', 'NO', '--max-requests', '0');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('--bucket');
    expect(err).toContain('--max-requests: must be a whole number from 1');
    const gone = await reports('--bucket', BUCKET, '--folder', join(folder, 'nowhere'), '--json');
    expect([gone.code, gone.out]).toEqual([1, '']);
  });
});
