import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '@/sandbox/scenarios';
import { roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';
import { examineBucket } from '@/server/domain/reports/examine';
import { findBucket } from './bucket';
import type { AwsPlace } from './place';
import type { AwsCredentials } from './port';
import { reportSource } from './reports';

const ACTIONS = ['s3:ListBucket', 's3:GetObject', 'cur:DescribeReportDefinitions'];
let stand: TestStand;
let place: AwsPlace;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  place = { endpoint: stand.apiUrl, own: stand.operator };
});
afterAll(() => stand.close());

async function sourceOf(accountId: string, bucket: string) {
  const role = await roleWith(stand, { accountId, actions: ACTIONS });
  const credentials: AwsCredentials = { ...role, sessionToken: role.sessionToken ?? '' };
  return reportSource(place, { credentials, bucket, accountId, region: null });
}

async function look(accountId: string, bucket: string) {
  const source = await sourceOf(accountId, bucket);
  return examineBucket(source, { bucket, account: accountId, now: stand.world.now() });
}

type Expected = { bucket?: string; findings?: string[]; reports: Record<string, string[]> };

/** What each scenario of the sandbox must come to: the bucket's codes, and each report's by its name. */
const EXPECTED: Record<string, Expected> = {
  'happy-parquet': { reports: { 'tributary-cur': [] } },
  'happy-gzip': { reports: { 'tributary-cur': [] } },
  'bucket-other-region': { reports: { 'tributary-cur': [] } },
  'two-reports': { reports: { 'finance-cur': [], 'platform-cur': [] } },
  'wrong-bucket-name': {
    bucket: 'sandbox-wrong-bucket-name',
    findings: ['BUCKET_NOT_FOUND', 'REPORTS_ELSEWHERE'],
    reports: {},
  },
  'bucket-denied': {
    findings: ['BUCKET_ACCESS_DENIED'],
    reports: { 'tributary-cur': ['MANIFEST_UNREADABLE'] },
  },
  'report-elsewhere': { findings: ['NO_REPORT_FOUND', 'REPORTS_ELSEWHERE'], reports: {} },
  'not-delivered': {
    findings: ['AWAITING_FIRST_DELIVERY'],
    reports: { 'tributary-cur': ['AWAITING_FIRST_DELIVERY'] },
  },
  'resource-ids-missing': { reports: { 'tributary-cur': ['RESOURCE_IDS_MISSING'] } },
  'split-missing': { reports: { 'tributary-cur': ['SPLIT_COST_ALLOCATION_MISSING'] } },
  daily: { reports: { 'tributary-cur': ['GRANULARITY_NOT_HOURLY'] } },
  monthly: { reports: { 'tributary-cur': ['GRANULARITY_NOT_HOURLY'] } },
  zip: { reports: { 'tributary-cur': ['FORMAT_NOT_SUPPORTED'] } },
  'several-faults': {
    reports: {
      'tributary-cur': [
        'RESOURCE_IDS_MISSING',
        'SPLIT_COST_ALLOCATION_MISSING',
        'GRANULARITY_NOT_HOURLY',
        'FORMAT_NOT_SUPPORTED',
      ],
    },
  },
  'wrong-account': { reports: { 'their-cur': ['WRONG_ACCOUNT'] } },
  'cur-2': { findings: ['NO_REPORT_FOUND'], reports: { 'standard-export': ['NOT_LEGACY_CUR'] } },
  focus: { findings: ['NO_REPORT_FOUND'], reports: { 'focus-export': ['NOT_LEGACY_CUR'] } },
  'delivery-denied': { reports: { 'tributary-cur': ['DELIVERY_ERROR_PERMISSIONS'] } },
  'delivery-no-bucket': { reports: { 'tributary-cur': ['DELIVERY_ERROR_NO_BUCKET'] } },
  'delivery-stopped': { reports: { 'tributary-cur': ['DELIVERY_STOPPED'] } },
  'refresh-closed-off': { reports: { 'tributary-cur': ['REFRESH_CLOSED_OFF'] } },
  'manifest-broken': { reports: { 'tributary-cur': ['MANIFEST_UNREADABLE'] } },
  'no-data-files': { reports: { 'tributary-cur': ['NO_DATA_FILES'] } },
  'data-missing': { reports: { 'tributary-cur': ['DATA_FILES_MISSING'] } },
  'data-truncated': { reports: { 'tributary-cur': ['DATA_TRUNCATED'] } },
  encrypted: { reports: { 'tributary-cur': ['DATA_ENCRYPTED'] } },
  archived: { reports: { 'tributary-cur': ['DATA_ARCHIVED'] } },
  'only-fee-rows': { reports: { 'tributary-cur': ['GRANULARITY_UNKNOWN'] } },
  'requester-pays': { reports: { 'tributary-cur': ['REQUESTER_PAYS'] } },
};

describe('through S3 and the CUR API', () => {
  it.each(Object.entries(EXPECTED))('%s', async (id, { bucket, findings = [], reports }) => {
    const scenario = SCENARIOS.find((each) => each.id === id);
    const examination = await look(scenario?.accountId ?? '', bucket ?? scenario?.buckets[0] ?? '');
    const seen = examination.reports.map((report) => [report.name, report.findings.map(({ code }) => code)]);
    expect(Object.fromEntries(seen)).toEqual(reports);
    expect(examination.findings.map(({ code }) => code)).toEqual(findings);
  });

  it('keeps the Region after one redirect', async () => {
    const { region, requests } = await look('400000000003', 'sandbox-bucket-other-region');
    expect(region).toBe('eu-central-1');
    expect(requests.list).toBe(2);
  });

  it("does not list somebody else's bucket, though its owner lets everybody in", async () => {
    const { findings, requests, reports } = await look('400000000005', 'sandbox-foreign-bucket');
    expect(findings[0]?.code).toBe('BUCKET_WRONG_OWNER');
    expect(requests).toMatchObject({ list: 1, get: 0, head: 2 });
    expect(reports.some(({ valid }) => valid)).toBe(false);
  });

  it('begins a listing after a key, by files and by folders', async () => {
    const scenario = SCENARIOS.find(({ id }) => id === 'two-reports');
    const source = await sourceOf(scenario?.accountId ?? '', scenario?.buckets[0] ?? '');
    const { objects } = await source.list({ prefix: '' });
    const after = objects[1]?.key ?? '';
    expect((await source.list({ prefix: '', after })).objects).toEqual(objects.slice(2));
    const prefix = 'cur/';
    const { prefixes } = await source.list({ prefix, delimiter: '/' });
    expect(prefixes).toEqual(['cur/finance-cur/', 'cur/platform-cur/']);
    const end = 'cur/finance-cur/\u{10FFFF}';
    expect((await source.list({ prefix, delimiter: '/', after: end })).prefixes).toEqual([
      'cur/platform-cur/',
    ]);
  });

  it('gives no verdict while S3 throttles', async () => {
    await expect(look('400000000012', 'sandbox-throttled')).rejects.toMatchObject({ kind: 'throttled' });
  });

  it('gives no verdict when nobody answers', async () => {
    const closed: AwsPlace = { endpoint: await closedAddress(), own: stand.operator };
    const source = reportSource(closed, {
      credentials: null,
      bucket: 'any-bucket',
      accountId: '111122223333',
      region: null,
    });
    const options = { bucket: 'any-bucket', account: '111122223333', now: new Date() };
    await expect(examineBucket(source, options)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('a name that somebody types', () => {
  it.each([
    ['sandbox-happy-parquet', { exists: true, region: 'us-east-1' }],
    ['sandbox-bucket-other-region', { exists: true, region: 'eu-central-1' }],
    ['nobody-has-this-bucket', { exists: false, region: null }],
    ['Not A Bucket/../x', { exists: null, region: null }],
  ])('%s', async (bucket, sighting) => {
    expect(await findBucket(place, bucket)).toEqual(sighting);
  });

  it('told nothing when nobody answers', async () => {
    const closed: AwsPlace = { endpoint: 'http://127.0.0.1:9', own: null };
    expect(await findBucket(closed, 'any-bucket')).toEqual({ exists: null, region: null });
  });
});

/** An address on which nobody listens: a port that was free a moment ago. */
async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
