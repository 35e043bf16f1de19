import { describe, expect, it } from 'vitest';
import { type FindingArgs, finding, isFit, scopeOf, titleOf } from '@/lib/findings';
import { FINDING_CODES, Finding, type FindingCode } from '@/lib/findings/vocabulary';

const role = { roleName: 'tributary-read-a1', account: '123456789012' };
const bucket = { bucket: 'my-billing', account: '123456789012', region: 'eu-west-1' };
const report = { ...bucket, name: 'hourly', root: 'cur/hourly/', versioning: 'OVERWRITE_REPORT' as const };
const key = 'cur/hourly/x';

const SAMPLES: { [C in FindingCode]: FindingArgs[C] } = {
  ROLE_NOT_REACHABLE: { ...role, minutesSinceLink: 3, answer: 'AccessDenied' },
  ROLE_TRUST_OPEN: { ...role, how: 'without-external-id' },
  ROLE_TRUST_UNREADABLE: { ...role, hours: 48 },
  ROLE_WRONG_ACCOUNT: { ...role, seenAccount: '999999999999' },
  NOT_MANAGEMENT_ACCOUNT: { ...role, managementAccount: '999999999999' },
  ORGANIZATION_UNKNOWN: { ...role, reason: 'denied' },
  ROLE_TOO_BROAD: { ...role, policyName: 'ours', attached: ['AdministratorAccess'], more: [] },
  ROLE_PERMISSIONS_MISSING: { ...role, policyName: 'ours', less: ['iam:GetRole on x'] },
  STACK_BEHIND: {
    ...role,
    stackName: 'tributary-1',
    stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/tributary-1/1',
    difference: {
      template: 'other',
      parameters: [{ name: 'KmsKeyArn', seen: '', wanted: 'arn:aws:kms:us-east-1:123456789012:key/1' }],
    },
    policy: { more: [], less: ['kms:Decrypt on arn:aws:kms:us-east-1:123456789012:key/1'] },
  },
  BUCKET_NOT_FOUND: bucket,
  BUCKET_ACCESS_DENIED: { ...bucket, call: 's3:ListBucket' },
  BUCKET_WRONG_OWNER: bucket,
  NO_REPORT_FOUND: { ...bucket, prefix: '', otherExports: 1, complete: true, waitedHours: null },
  AWAITING_FIRST_DELIVERY: { ...bucket, reportName: 'hourly', waitedHours: 3, deliveryStatus: null },
  REPORTS_ELSEWHERE: { ...bucket, others: [{ name: 'other', bucket: 'there', faults: [] }] },
  SEARCH_LIMIT_REACHED: { ...bucket, why: 'the limit is 10 requests', requests: 10, apiAnswered: false },
  NOT_LEGACY_CUR: { ...report, kindName: 'FOCUS' },
  RESOURCE_IDS_MISSING: { ...report, source: 'columns' },
  SPLIT_COST_ALLOCATION_MISSING: { ...report, source: 'api' },
  GRANULARITY_NOT_HOURLY: { ...report, timeUnit: 'DAILY' },
  GRANULARITY_UNKNOWN: { ...report, rows: 9 },
  FORMAT_NOT_SUPPORTED: { ...report, compression: 'ZIP' },
  WRONG_ACCOUNT: { ...report, owner: '999999999999', payer: null },
  MANIFEST_UNREADABLE: { ...report, key, why: 'it is not JSON' },
  NO_DATA_FILES: { ...report, period: '20230601-20230701', lastDelivery: null },
  DATA_FILES_MISSING: { ...report, key, missing: 1, named: 2 },
  DATA_UNREADABLE: { ...report, key, why: 'access denied' },
  DATA_ENCRYPTED: { ...report, key },
  DATA_ARCHIVED: { ...report, key },
  REQUESTER_PAYS: report,
  DATA_TRUNCATED: { ...report, key, size: 1234 },
  DELIVERY_ERROR_PERMISSIONS: report,
  DELIVERY_ERROR_NO_BUCKET: report,
  DELIVERY_STOPPED: { ...report, period: '20230601-20230701', lastDelivery: null, hours: 72 },
  REFRESH_CLOSED_OFF: report,
};
const SEVERITIES: Record<'waiting' | 'warning' | 'note', FindingCode[]> = {
  waiting: ['ROLE_NOT_REACHABLE', 'AWAITING_FIRST_DELIVERY', 'GRANULARITY_UNKNOWN'],
  warning: [
    'ORGANIZATION_UNKNOWN',
    'ROLE_TRUST_UNREADABLE',
    'ROLE_TOO_BROAD',
    'ROLE_PERMISSIONS_MISSING',
    'STACK_BEHIND',
    'SEARCH_LIMIT_REACHED',
    'DELIVERY_STOPPED',
    'REFRESH_CLOSED_OFF',
  ],
  note: ['REPORTS_ELSEWHERE'],
};

function make<C extends FindingCode>(code: C): Finding {
  return finding(code, SAMPLES[code]);
}

describe.each([...FINDING_CODES])('%s', (code) => {
  it('says what was seen, what is needed and how to fix it, in the words of the house', () => {
    const made = make(code);
    expect(Finding.parse(made)).toEqual(made);
    const { name, passed, failed } = titleOf(code);
    for (const text of [made.seen, made.needed, made.fix, name, passed, failed]) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(/please|oops|successful|!|undefined|null|NaN|\[object/i);
    }
    expect(made.fix).toMatch(/^[A-Z].*\.$/);
    expect(failed).not.toBe(passed);
  });

  it('has the severity that the rest of the product counts on', () => {
    const named = Object.entries(SEVERITIES).find(([, codes]) => codes.includes(code))?.[0];
    expect(make(code).severity).toBe(named ?? 'error');
    expect(isFit([make(code)])).toBe(named === 'warning' || named === 'note');
  });

  it('links into the AWS console, or where it stands in', () => {
    expect(make(code).link).toMatch(/^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\//);
    const there = finding(code, { ...SAMPLES[code], consoleUrl: 'http://127.0.0.1:4567' });
    expect(there.link).toMatch(/^http:\/\/127\.0\.0\.1:4567\//);
  });
});

describe('what time changes', () => {
  it('an IAM role that cannot be assumed is waited for 15 minutes', () => {
    const at = (minutesSinceLink: number) =>
      finding('ROLE_NOT_REACHABLE', { ...SAMPLES.ROLE_NOT_REACHABLE, minutesSinceLink }).severity;
    expect([at(0), at(14), at(15), at(600)]).toEqual(['waiting', 'waiting', 'error', 'error']);
  });

  it('a first delivery that is late says what to do', () => {
    const fix = (waitedHours: number) =>
      finding('AWAITING_FIRST_DELIVERY', { ...SAMPLES.AWAITING_FIRST_DELIVERY, waitedHours }).fix;
    expect(fix(3)).toContain('Nothing to do');
    expect(fix(25)).toContain('later than usual');
    expect(fix(49)).toContain('two days');
  });

  it('a first delivery is waited for 48 hours, as long as its bucket is called young', () => {
    const at = (waitedHours: number | null) =>
      finding('AWAITING_FIRST_DELIVERY', { ...SAMPLES.AWAITING_FIRST_DELIVERY, waitedHours }).severity;
    expect([at(null), at(47.9), at(48)]).toEqual(['waiting', 'waiting', 'error']);
  });

  it('a late first delivery names AWS’s own status, also that there is none', () => {
    const seen = (change: Partial<FindingArgs['AWAITING_FIRST_DELIVERY']>) =>
      finding('AWAITING_FIRST_DELIVERY', { ...SAMPLES.AWAITING_FIRST_DELIVERY, ...change }).seen;
    expect(seen({ waitedHours: 23.9 })).not.toContain('status');
    expect(seen({ waitedHours: 24 })).toContain('AWS reports no status yet');
    expect(seen({ waitedHours: 24, deliveryStatus: 'ERROR_PERMISSIONS' })).toContain(
      'delivery status ERROR_PERMISSIONS',
    );
    expect(seen({ waitedHours: 24, reportName: null })).not.toContain('status');
  });
});

describe('what has another cause', () => {
  it('a manifest in a bucket that is shut is not waited for', () => {
    const made = finding('MANIFEST_UNREADABLE', {
      ...SAMPLES.MANIFEST_UNREADABLE,
      why: 'The bucket does not exist',
      shut: true,
    });
    expect(made.severity).toBe('error');
    expect(made.seen).toBe('The bucket does not exist');
    expect(made.fix).toContain('bucket');
    expect(made.fix).not.toContain('next delivery');
  });

  it('a first delivery that AWS tried and could not make is not called nothing to do', () => {
    for (const waitedHours of [null, 1, 30, 60]) {
      const { fix } = finding('AWAITING_FIRST_DELIVERY', {
        ...SAMPLES.AWAITING_FIRST_DELIVERY,
        waitedHours,
        deliveryStatus: 'ERROR_PERMISSIONS',
      });
      expect(fix).toContain('could not');
      expect(fix).not.toContain('Nothing to do');
    }
  });

  it('a report of an account that another one pays for leads to that one', () => {
    const { seen, fix } = finding('WRONG_ACCOUNT', {
      ...SAMPLES.WRONG_ACCOUNT,
      owner: report.account,
      payer: '888888888888',
    });
    expect(seen).toBe('made by 1234-5678-9012, paid by 8888-8888-8888');
    expect(fix).toContain('connect AWS account 8888-8888-8888');
  });

  it('times and months are written for people', () => {
    const lastDelivery = '2026-11-17T06:00:00.000Z';
    const { seen } = finding('DELIVERY_STOPPED', { ...SAMPLES.DELIVERY_STOPPED, lastDelivery });
    expect(seen).toBe(
      'No delivery for 3 days, newest period Jun 2023, last delivery 17 Nov 2026, 06:00:00 UTC',
    );
  });
});

describe('what a code is about', () => {
  it('is the IAM role, the bucket or the report', () => {
    expect(scopeOf('ROLE_TRUST_OPEN')).toBe('role');
    expect(scopeOf('NO_REPORT_FOUND')).toBe('bucket');
    expect(scopeOf('DATA_ARCHIVED')).toBe('report');
  });
});
