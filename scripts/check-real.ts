/**
 * Runs the reports command against real report files, which the sandbox serves as buckets, and compares its verdicts
 * with what is known of the files. `npm run check:real -- DIR`, where DIR holds the files by their published names.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { SANDBOX_OPERATOR } from '@/sandbox/operator';
import { startSandbox } from '@/sandbox/server';
import { gzipFile, layOut, parquetFile, put } from './real-data';

type Verdict = { kind: string; format: string; newestPeriod: string | null; errors: string[] };
type Bucket = {
  name: string;
  account: string;
  reports: Record<string, Verdict>;
  /** Objects whose keys begin with a slash, which a folder cannot hold. */
  objects?: { key: string; text: string }[];
};

const SPLIT = 'SPLIT_COST_ALLOCATION_MISSING';
const DAILY = ['RESOURCE_IDS_MISSING', SPLIT, 'GRANULARITY_NOT_HOURLY'];
const NONE_VALID = 2;

const Answer = z.object({
  complete: z.boolean(),
  reports: z.array(
    z.object({
      root: z.string(),
      kind: z.string(),
      format: z.string(),
      newestPeriod: z.string().nullable(),
      valid: z.boolean(),
      findings: z.array(z.object({ code: z.string(), severity: z.string() })),
    }),
  ),
});

const data = process.argv[2];
if (data === undefined) {
  console.error('npm run check:real -- DIR');
  process.exit(1);
}
let passed = 0;
let failed = 0;
const folder = mkdtempSync(join(tmpdir(), 'tributary-real-'));
try {
  await run(resolve(data));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function run(from: string): Promise<void> {
  const buckets = [await oldReports(from), await dailyReports(from), realManifests(from), dataExports(from)];
  const folders = buckets.map(({ name }) => ({ name, dir: join(folder, name) }));
  const sandbox = await startSandbox({ folders, onMistake: (text) => console.error(text) });
  try {
    for (const bucket of buckets) {
      for (const object of bucket.objects ?? [])
        sandbox.control.putObject({ bucket: bucket.name, ...object });
      await check(bucket, sandbox.apiUrl);
    }
  } finally {
    await sandbox.close();
  }
}

/** Hourly reports of 2018, Parquet and gzip: right in all but the split columns, which did not exist then. */
async function oldReports(from: string): Promise<Bucket> {
  const name = 'real-2018';
  const october = await parquetFile(join(from, 'real-parquet/Oct2018-WorkshopCUR-00001.snappy.parquet'));
  const december = gzipFile(join(from, 'derived/Dec2018-hourly-first5000.csv.gz'));
  const place = { prefix: 'cur', bucket: name };
  const dir = join(folder, name);
  layOut(dir, {
    ...place,
    file: october,
    format: 'Parquet',
    name: 'WorkshopCUR',
    period: '20181001-20181101',
  });
  layOut(dir, { ...place, file: december, format: 'GZIP', name: 'december', period: '20181201-20190101' });
  return {
    name,
    account: october.account,
    reports: {
      'cur/WorkshopCUR/': legacy({ format: 'parquet', newestPeriod: '20181001-20181101', errors: [SPLIT] }),
      'cur/december/': legacy({ format: 'csv-gzip', newestPeriod: '20181201-20190101', errors: [SPLIT] }),
    },
  };
}

/** Daily reports of 2023 whose usage start dates look hourly. */
async function dailyReports(from: string): Promise<Bucket> {
  const name = 'real-2023';
  const csv = gzipFile(join(from, 'real-csv/focus-converters-anonymous-aws-export.csv.gz'));
  const parquet = await parquetFile(join(from, 'derived/daily-2023-11.snappy.parquet'));
  const place = { prefix: 'billing/daily', bucket: name, period: '20231101-20231201' };
  layOut(join(folder, name), { ...place, file: csv, format: 'GZIP', name: 'csv' });
  layOut(join(folder, name), { ...place, file: parquet, format: 'Parquet', name: 'parquet' });
  const newestPeriod = '20231101-20231201';
  return {
    name,
    account: csv.account,
    reports: {
      'billing/daily/csv/': legacy({ format: 'csv-gzip', newestPeriod, errors: DAILY }),
      'billing/daily/parquet/': legacy({ format: 'parquet', newestPeriod, errors: DAILY }),
    },
  };
}

/** Real manifests, whose lists of data files were emptied by their publisher, and a real listing around one of them. */
function realManifests(from: string): Bucket {
  const name = 'real-manifests';
  const text = (file: string) => readFileSync(join(from, 'manifests-real', file), 'utf8');
  const dir = join(folder, name);
  const hourly = 'hourly-cost-and-usage';
  put(dir, {
    key: `a/${hourly}/20180101-20180201/${hourly}-Manifest.json`,
    text: text('ice-manifest-2018-01.json'),
  });
  put(dir, {
    key: `b/${hourly}/20170801-20170901/${hourly}-Manifest.json`,
    text: text('ice-ResourceTest-Manifest.json'),
  });
  const listing = z
    .object({ objects: z.array(z.object({ key: z.string() })) })
    .parse(JSON.parse(readFileSync(join(from, 'listing/real-parquet-overwrite-athena-2023.json'), 'utf8')));
  for (const { key } of listing.objects) {
    const isManifest = key.endsWith('-Manifest.json');
    put(dir, { key, text: isManifest ? text('ice-manifest-2019-12.json') : '' });
  }
  const empty = ['NO_DATA_FILES'];
  return {
    name,
    account: '123456789012',
    reports: {
      [`a/${hourly}/`]: legacy({
        format: 'csv-gzip',
        newestPeriod: '20180101-20180201',
        errors: [SPLIT, ...empty],
      }),
      [`b/${hourly}/`]: legacy({
        format: 'csv-gzip',
        newestPeriod: '20170801-20170901',
        errors: ['RESOURCE_IDS_MISSING', SPLIT, ...empty],
      }),
      'billing/billing-report-20230608/': legacy({
        format: 'csv-gzip',
        newestPeriod: '20230601-20230701',
        errors: [SPLIT, ...empty],
      }),
    },
  };
}

/**
 * Real keys of CUR 2.0, overwritten and as new versions, and of a legacy report with an empty prefix. The manifests of
 * the exports are made from the published columns.
 */
function dataExports(from: string): Bucket {
  const name = 'real-exports';
  // No manifest in the folder names an owner, so that the sandbox makes it the operator's.
  const account = SANDBOX_OPERATOR.accountId;
  const dir = join(folder, name);
  const rows: Record<string, string>[] = parse(
    readFileSync(join(from, 'exports/fivetran-aws_cost_report-seed.csv')),
    {
      columns: true,
    },
  );
  const columns = Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith('_'));
  const reports: Bucket['reports'] = {};
  const objects: { key: string; text: string }[] = [];
  for (const key of new Set(rows.map((row) => row._file ?? ''))) {
    const [root, place] = key.split('/data/');
    if (root?.startsWith('/')) objects.push({ key, text: '' });
    if (place === undefined || root === undefined) continue;
    const file = root.slice(root.lastIndexOf('/') + 1);
    const manifest = {
      executionId: '0',
      exportArn: `arn:aws:bcm-data-exports:us-east-1:${account}:export/${file}-0`,
      columns: columns.map((column) => ({ name: column, type: 'string' })),
      dataFiles: [`s3://${name}/${key}`],
    };
    put(dir, { key });
    const metadata = `${root}/metadata/${place.slice(0, place.lastIndexOf('/'))}/${file}-Manifest.json`;
    put(dir, { key: metadata, text: JSON.stringify(manifest) });
    const period = /BILLING_PERIOD=(\d{4}-\d{2})/.exec(key)?.[1] ?? '';
    const newest = [reports[`${root}/`]?.newestPeriod ?? '', period].sort().at(-1) ?? null;
    const format = key.endsWith('.parquet') ? 'parquet' : 'csv-gzip';
    reports[`${root}/`] = { kind: 'cur-2.0', format, newestPeriod: newest, errors: ['NOT_LEGACY_CUR'] };
  }
  const consolidated = '/cost_and_usage_consolidated/';
  objects.push({
    key: `${consolidated}20240401-20240501/cost_and_usage_consolidated-Manifest.json`,
    text: readFileSync(join(from, 'manifests-real/ice-manifest-2019-12.json'), 'utf8'),
  });
  const errors = [SPLIT, 'WRONG_ACCOUNT', 'NO_DATA_FILES'];
  reports[consolidated] = legacy({ format: 'csv-gzip', newestPeriod: '20240401-20240501', errors });
  return { name, account, reports, objects };
}

function legacy(verdict: Omit<Verdict, 'kind'>): Verdict {
  return { kind: 'legacy-cur', ...verdict };
}

async function check({ name, account, reports }: Bucket, endpoint: string): Promise<void> {
  const { code, output } = await reportsCommand([
    '--bucket',
    name,
    '--account',
    account,
    '--endpoint',
    endpoint,
    '--json',
  ]);
  const answer = Answer.safeParse(json(output));
  expectEqual(`${name}: exit code`, { seen: code, wanted: NONE_VALID });
  if (!answer.success) return expectEqual(`${name}: an answer`, { seen: output, wanted: 'JSON' });
  expectEqual(`${name}: roots`, {
    seen: answer.data.reports.map(({ root }) => root),
    wanted: Object.keys(reports).sort(),
  });
  for (const { root, kind, format, newestPeriod, findings } of answer.data.reports) {
    const errors = findings.filter(({ severity }) => severity === 'error').map((each) => each.code);
    expectEqual(`${name}: ${root}`, { seen: { kind, format, newestPeriod, errors }, wanted: reports[root] });
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function expectEqual(what: string, { seen, wanted }: { seen: unknown; wanted: unknown }): void {
  if (isDeepStrictEqual(seen, wanted)) {
    passed += 1;
    console.log(`ok      ${what}`);
    return;
  }
  failed += 1;
  console.log(`FAILED  ${what}\n  seen   ${JSON.stringify(seen)}\n  wanted ${JSON.stringify(wanted)}`);
}

function reportsCommand(args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'reports.ts'), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: SANDBOX_OPERATOR.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_OPERATOR.secretAccessKey,
      },
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => done({ code, output }));
  });
}
