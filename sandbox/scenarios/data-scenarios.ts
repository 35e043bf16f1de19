import type { ReportFault } from '@/sandbox/report-state';
import { lastMonths } from '@/sandbox/reports';
import { delivered, type Scenario } from '@/sandbox/scenarios/scenario';

/** Scenarios in which the settings are right and the files are not. */
export const DATA_SCENARIOS: Scenario[] = [
  faulty('manifest-broken', {
    title: 'Broken manifest',
    says: 'The manifest of every month is cut off.',
    sees: 'Step 5 says that the manifest cannot be read.',
    accountId: '600000000001',
  }),
  faulty('no-data-files', {
    title: 'No data files',
    says: 'The manifest names no data files.',
    sees: 'Step 5 says that the manifest names no files.',
    accountId: '600000000002',
  }),
  faulty('data-missing', {
    title: 'Data files are gone',
    says: 'The manifest is there, the data files that it names are not.',
    sees: 'Step 5 says that the files are gone.',
    accountId: '600000000003',
  }),
  {
    id: 'data-truncated',
    title: 'Data file is cut off',
    says: 'The data file ends in the middle. The CUR API is denied, so that the file itself is read.',
    sees: 'Step 5 says that the file is cut off.',
    accountId: '600000000004',
    buckets: ['sandbox-data-truncated'],
    setUp: (world, stage) => {
      stage.account.knobs.deniedActions = ['cur:*'];
      delivered(world, { stage, data: { faults: ['data-truncated'] } });
    },
  },
  {
    id: 'encrypted',
    title: 'Encrypted with a key of the customer',
    says: 'The bucket encrypts what AWS delivers with a key that the role may not use.',
    sees: 'Step 5 asks for the key and how to let the IAM role use it.',
    accountId: '600000000005',
    buckets: ['sandbox-encrypted'],
    setUp: (world, stage) =>
      delivered(world, { stage, data: { faults: ['encrypted', 'manifest-encrypted'] } }),
  },
  faulty('archived', {
    title: 'Archived',
    says: 'A lifecycle rule moved the data files to Glacier.',
    sees: 'Step 5 says that the files are archived.',
    accountId: '600000000006',
  }),
  {
    id: 'only-fee-rows',
    title: 'Only fee rows so far',
    says: 'The first month has fees only, and the CUR API is denied: the granularity cannot be told yet.',
    sees: 'Step 5 cannot tell the granularity yet and says when it can.',
    accountId: '600000000007',
    buckets: ['sandbox-only-fee-rows'],
    setUp: (world, stage) => {
      stage.account.knobs.deniedActions = ['cur:*'];
      delivered(world, {
        stage,
        data: { faults: ['only-fee-rows'], periods: lastMonths(world.now(), 1) },
      });
    },
  },
  {
    id: 'requester-pays',
    title: 'Requester Pays',
    says: 'The bucket makes the reader pay and refuses who does not agree to it.',
    sees: 'Step 5 asks to turn Requester Pays off.',
    accountId: '600000000008',
    buckets: ['sandbox-requester-pays'],
    setUp: (world, stage) => {
      delivered(world, { stage });
      const bucket = world.bucket(stage.bucket);
      if (bucket) bucket.requesterPays = true;
    },
  },
];

function faulty(
  fault: ReportFault,
  words: { title: string; says: string; sees: string; accountId: string },
): Scenario {
  return {
    id: fault,
    ...words,
    buckets: [`sandbox-${fault}`],
    setUp: (world, stage) => delivered(world, { stage, data: { faults: [fault] } }),
  };
}
