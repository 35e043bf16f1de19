import { titleOf } from '@/lib/findings';
import type { FindingCode } from '@/lib/findings/vocabulary';
import { scenario, scenarios } from './support/aws';
import { judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { result } from './support/wizard';

interface Ending {
  scenario: string;
  /** The bucket to type when it is not the scenario's own. */
  bucket?: string;
  says: string;
  codes: FindingCode[];
  /** The report has a verdict that keeps its checks folded. */
  folded?: true;
}

const valid = '1 report found. It is valid.';
const invalid = '1 report found. None is valid yet.';
const none = 'No report found yet.';
const another = '1 export found, no legacy CUR yet.';

/** Situations whose IAM role is proven: what step 5 says of each, and the findings that it names. */
const endings: Ending[] = [
  { scenario: 'happy-parquet', says: valid, codes: [] },
  { scenario: 'happy-gzip', says: valid, codes: [] },
  { scenario: 'no-organization', says: valid, codes: ['ORGANIZATION_UNKNOWN'] },
  { scenario: 'bucket-other-region', says: valid, codes: [] },
  {
    scenario: 'wrong-bucket-name',
    bucket: 'sandbox-wrong-bucket-name',
    says: none,
    codes: ['BUCKET_NOT_FOUND', 'REPORTS_ELSEWHERE'],
  },
  {
    scenario: 'foreign-bucket',
    bucket: 'sandbox-foreign-bucket',
    says: 'None is valid',
    codes: ['BUCKET_WRONG_OWNER'],
  },
  { scenario: 'bucket-denied', says: 'None is valid', codes: ['BUCKET_ACCESS_DENIED'] },
  { scenario: 'report-elsewhere', says: none, codes: ['NO_REPORT_FOUND', 'REPORTS_ELSEWHERE'] },
  { scenario: 'resource-ids-missing', says: invalid, codes: ['RESOURCE_IDS_MISSING'] },
  { scenario: 'split-missing', says: invalid, codes: ['SPLIT_COST_ALLOCATION_MISSING'] },
  { scenario: 'daily', says: invalid, codes: ['GRANULARITY_NOT_HOURLY'] },
  { scenario: 'monthly', says: invalid, codes: ['GRANULARITY_NOT_HOURLY'] },
  { scenario: 'zip', says: invalid, codes: ['FORMAT_NOT_SUPPORTED'] },
  {
    scenario: 'several-faults',
    says: invalid,
    codes: [
      'RESOURCE_IDS_MISSING',
      'SPLIT_COST_ALLOCATION_MISSING',
      'GRANULARITY_NOT_HOURLY',
      'FORMAT_NOT_SUPPORTED',
    ],
  },
  { scenario: 'wrong-account', says: invalid, codes: ['WRONG_ACCOUNT'] },
  { scenario: 'cur-2', says: another, codes: ['NO_REPORT_FOUND', 'NOT_LEGACY_CUR'], folded: true },
  { scenario: 'focus', says: another, codes: ['NO_REPORT_FOUND', 'NOT_LEGACY_CUR'], folded: true },
  { scenario: 'delivery-denied', says: invalid, codes: ['DELIVERY_ERROR_PERMISSIONS'] },
  { scenario: 'delivery-no-bucket', says: invalid, codes: ['DELIVERY_ERROR_NO_BUCKET'] },
  { scenario: 'delivery-stopped', says: valid, codes: ['DELIVERY_STOPPED'] },
  { scenario: 'refresh-closed-off', says: valid, codes: ['REFRESH_CLOSED_OFF'] },
  { scenario: 'manifest-broken', says: invalid, codes: ['MANIFEST_UNREADABLE'] },
  { scenario: 'no-data-files', says: invalid, codes: ['NO_DATA_FILES'] },
  { scenario: 'data-missing', says: invalid, codes: ['DATA_FILES_MISSING'] },
  { scenario: 'data-truncated', says: invalid, codes: ['DATA_TRUNCATED'] },
  { scenario: 'encrypted', says: invalid, codes: ['DATA_ENCRYPTED'] },
  { scenario: 'archived', says: invalid, codes: ['DATA_ARCHIVED'] },
  { scenario: 'only-fee-rows', says: invalid, codes: ['GRANULARITY_UNKNOWN'] },
  { scenario: 'requester-pays', says: invalid, codes: ['REQUESTER_PAYS'] },
];

/** Situations that have journeys of their own, beside this table or in other files. */
const elsewhere = [
  'empty',
  'member-account',
  'rollback',
  'not-allowed',
  'slow-propagation',
  'no-support-plan',
  'insights-member',
  'throttled',
  'not-delivered',
  'two-reports',
];

/** Situations that differ in AWS and not on screen; server/domain/connections/scenarios.test.ts plays these and all others. */
const withoutBrowser = [
  'boundary-on-person',
  'scp-denies-role',
  'scp-denies-calls',
  'rcp-denies-assume',
  'role-deleted-later',
  'drift',
  'stack-updated',
  'stack-deleted',
  'security-hub-off',
];

test('Every situation whose IAM role is proven ends on its right screen', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const begin = async (ending: Ending) => {
    const aws = await scenario(ending.scenario);
    const connectionId = await waitingForStack(api, { ...aws, bucket: ending.bucket ?? aws.bucket });
    await stackCreated(api, connectionId);
    return { ...ending, connectionId };
  };
  // One connection after the other, since a draft is gone on with before there is another; while a page is looked at, the next
  // stacks are made and their buckets judged.
  let last: Promise<unknown> = Promise.resolve();
  const started = endings.map((ending) => {
    const begun = last.then(() => begin(ending));
    last = begun;
    return begun;
  });
  const page = await open({ within: browser });
  for (const begun of started) {
    const { scenario: id, connectionId, says, codes, folded } = await begun;
    await test.step(id, async () => {
      await judged(api, connectionId);
      await page.goto(`/connections/${connectionId}/validate`);
      await expect.soft(result(page), id).toContainText(says);
      if (folded) await page.getByText('Not checked further').first().click();
      for (const code of codes) {
        await expect.soft(page.getByText(titleOf(code).failed).first(), `${id}: ${code}`).toBeVisible();
      }
      const proceeds = page.getByRole('button', { name: 'Confirm and proceed' });
      await expect.soft(proceeds, id).toHaveCount(says === valid ? 1 : 0);
      await look(page);
    });
  }
});

test('Every situation that the sandbox plays has a journey, or is played without a browser', async () => {
  const covered = [...endings.map((ending) => ending.scenario), ...elsewhere, ...withoutBrowser];
  expect(covered.sort()).toEqual([...(await scenarios()).keys()].sort());
});
