import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsTrouble } from '@/lib/aws-trouble';
import { SCENARIOS } from '@/sandbox/scenarios';
import { roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';
import {
  FAULTS,
  type Fault,
  type FaultName,
  type ReportCall,
  startWeather,
  type Weather,
} from '@/sandbox/testing/weather';
import { examineBucket } from '@/server/domain/reports/examine';
import { isSoaking } from '@/server/testing/scale';
import type { AwsCredentials } from './port';
import { reportSource } from './reports';

const ACTIONS = ['s3:ListBucket', 's3:GetObject', 'cur:DescribeReportDefinitions'];
let stand: TestStand;
let weather: Weather;
let credentials: AwsCredentials;
const scenario = SCENARIOS.find(({ id }) => id === 'happy-gzip');
const accountId = scenario?.accountId ?? '';
const bucket = scenario?.buckets[0] ?? '';

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  weather = await startWeather(stand.apiUrl);
  const role = await roleWith(stand, { accountId, actions: ACTIONS });
  credentials = { ...role, sessionToken: role.sessionToken ?? '' };
});
afterAll(async () => {
  await weather.close();
  await stand.close();
});

/** What a look comes to: the trouble that keeps it from a verdict, or every code, and whether a report is valid. */
async function look(fault?: FaultName): Promise<string> {
  const answerWithin = fault === 'timeout' ? 300 : undefined;
  const place = { endpoint: weather.url, own: stand.operator, answerWithin };
  const source = reportSource(place, { credentials, bucket, accountId, region: null });
  try {
    const seen = await examineBucket(source, { bucket, account: accountId, now: stand.world.now() });
    const codes = [...seen.findings, ...seen.reports.flatMap(({ findings }) => findings)].map(
      ({ code }) => code,
    );
    return seen.reports.some(({ valid }) => valid) ? `valid ${codes.join(' ')}`.trim() : codes.join(' ');
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return `no verdict: ${error.kind}`;
  }
}

const { 'access denied': denied } = FAULTS;

/** What else is wrong, so that the call is made at all: data is read when the CUR API is shut, HEAD asks why a call was denied. */
const beside: Record<ReportCall, Partial<Record<ReportCall, Fault>>> = {
  list: {},
  describe: {},
  manifest: { describe: denied },
  data: { describe: denied },
  'head-object': { describe: denied, data: denied },
  'head-bucket': { describe: denied, list: denied },
};

const passing = {
  throttle: 'no verdict: throttled',
  'status 500': 'no verdict: unavailable',
  'status 503': 'no verdict: unavailable',
  timeout: 'no verdict: timeout',
  'reset in the body': 'no verdict: unavailable',
  'cut answer': 'no verdict: malformed',
  'clock skew': 'no verdict: clock-skew',
  'expired token': 'no verdict: expired',
} as const;

/** An answer to HEAD has no body that could name the reason: its status alone is read. */
const passingHead = {
  ...passing,
  throttle: 'no verdict: unavailable',
  'reset in the body': 'no verdict: timeout',
  'expired token': 'no verdict: unknown',
} as const;

const EXPECTED: Record<ReportCall, Record<FaultName, string>> = {
  list: {
    ...passing,
    'access denied': 'BUCKET_ACCESS_DENIED MANIFEST_UNREADABLE',
    'no such bucket': 'BUCKET_NOT_FOUND MANIFEST_UNREADABLE',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'no verdict: kms',
    'requester pays': 'REQUESTER_PAYS',
  },
  describe: {
    ...passing,
    'access denied': 'valid',
    'no such bucket': 'valid',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'valid',
    'requester pays': 'valid',
  },
  manifest: {
    ...passing,
    'access denied': 'DATA_ENCRYPTED',
    'no such bucket': 'MANIFEST_UNREADABLE',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'DATA_ENCRYPTED',
    'requester pays': 'REQUESTER_PAYS',
  },
  data: {
    ...passing,
    'access denied': 'DATA_ENCRYPTED',
    'no such bucket': 'DATA_FILES_MISSING',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'DATA_ENCRYPTED',
    'requester pays': 'REQUESTER_PAYS',
  },
  'head-object': {
    ...passingHead,
    'clock skew': 'DATA_UNREADABLE',
    'cut answer': 'DATA_ENCRYPTED',
    'access denied': 'DATA_UNREADABLE',
    'no such bucket': 'DATA_UNREADABLE',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'DATA_UNREADABLE',
    'requester pays': 'REQUESTER_PAYS',
  },
  'head-bucket': {
    ...passingHead,
    'clock skew': 'BUCKET_ACCESS_DENIED',
    'cut answer': 'BUCKET_ACCESS_DENIED',
    'access denied': 'BUCKET_ACCESS_DENIED',
    'no such bucket': 'BUCKET_NOT_FOUND',
    'moved (301)': 'no verdict: wrong-region',
    'KMS denied': 'BUCKET_ACCESS_DENIED',
    'requester pays': 'BUCKET_ACCESS_DENIED',
  },
};

const cases = Object.entries(EXPECTED).flatMap(([call, faults]) =>
  Object.entries(faults).map(([fault, expected]) => ({
    call: call as ReportCall,
    fault: fault as FaultName,
    expected,
  })),
);

describe("the report engine in AWS's weather", () => {
  it('is valid in fair weather', async () => {
    weather.set({});
    expect(await look()).toBe('valid');
    weather.set({ describe: denied });
    expect(await look()).toBe('valid');
    expect(weather.asked()).toMatchObject({ list: 1, manifest: 1, data: 1 });
  });

  // One fault of each call in every run, another one for each; all of them in the soak.
  const chosen = cases.filter((_, index) => isSoaking() || index % 14 === 0);

  it.each(chosen)('$call meets $fault: $expected', async ({ call, fault, expected }) => {
    // A bucket of which the requester pays answers nobody else, whatever is asked.
    const asToAll = fault === 'requester pays' ? { 'head-object': FAULTS[fault] } : {};
    weather.set({ ...beside[call], ...asToAll, [call]: FAULTS[fault] });
    expect(await look(fault)).toBe(expected);
    expect(weather.asked()[call]).toBeGreaterThan(0);
  });
});
