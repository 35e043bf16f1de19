import { exportSpec, placeData, reportSpec, setDeliveryStatus } from '@/sandbox/reports';
import { OTHER_ACCOUNT } from '@/sandbox/scenarios/account-scenarios';
import { delivered, type Scenario } from '@/sandbox/scenarios/scenario';

const HOUR_MS = 3_600_000;

/** Scenarios in which the settings or the delivery of the report decide. */
export const REPORT_SCENARIOS: Scenario[] = [
  {
    id: 'resource-ids-missing',
    title: 'Resource IDs missing',
    says: 'The report was made without resource IDs.',
    sees: 'Step 5 names what is missing and how to make a new report.',
    accountId: '500000000001',
    buckets: ['sandbox-resource-ids-missing'],
    setUp: (world, stage) =>
      delivered(world, { stage, settings: { additionalSchemaElements: ['SPLIT_COST_ALLOCATION_DATA'] } }),
  },
  {
    id: 'split-missing',
    title: 'Split cost allocation data missing',
    says: 'The report was made without split cost allocation data, and the preference is off.',
    sees: 'Step 5 names what is missing, and the preference that comes first.',
    accountId: '500000000002',
    buckets: ['sandbox-split-missing'],
    setUp: (world, stage) => {
      stage.account.splitCostPreference = false;
      delivered(world, { stage, settings: { additionalSchemaElements: ['RESOURCES'] } });
    },
  },
  {
    id: 'daily',
    title: 'Daily granularity',
    says: 'The report is daily.',
    sees: 'Step 5 asks for an hourly report.',
    accountId: '500000000003',
    buckets: ['sandbox-daily'],
    setUp: (world, stage) => delivered(world, { stage, settings: { timeUnit: 'DAILY' } }),
  },
  {
    id: 'monthly',
    title: 'Monthly granularity',
    says: 'The report is monthly.',
    sees: 'Step 5 asks for an hourly report.',
    accountId: '500000000004',
    buckets: ['sandbox-monthly'],
    setUp: (world, stage) => delivered(world, { stage, settings: { timeUnit: 'MONTHLY' } }),
  },
  {
    id: 'zip',
    title: 'ZIP compression',
    says: 'The report is compressed as ZIP.',
    sees: 'Step 5 asks for Parquet or gzip.',
    accountId: '500000000005',
    buckets: ['sandbox-zip'],
    setUp: (world, stage) =>
      delivered(world, { stage, settings: { format: 'textORcsv', compression: 'ZIP' } }),
  },
  {
    id: 'several-faults',
    title: 'Several faults at once',
    says: 'Daily, ZIP, without resource IDs and without split cost allocation data.',
    sees: 'Step 5 names all four at once; one new report mends them.',
    accountId: '500000000006',
    buckets: ['sandbox-several-faults'],
    setUp: (world, stage) =>
      delivered(world, {
        stage,
        settings: {
          timeUnit: 'DAILY',
          format: 'textORcsv',
          compression: 'ZIP',
          additionalSchemaElements: [],
        },
      }),
  },
  {
    id: 'wrong-account',
    title: "Another account's report",
    says: `The only report in the bucket is that of ${OTHER_ACCOUNT}.`,
    sees: 'Step 5 says whose report it is.',
    accountId: '500000000007',
    buckets: ['sandbox-wrong-account'],
    setUp: (world, { bucket }) =>
      placeData(world, {
        kind: 'report',
        spec: reportSpec(world, { accountId: OTHER_ACCOUNT, bucket, name: 'their-cur' }),
      }),
  },
  {
    id: 'cur-2',
    title: 'CUR 2.0 only',
    says: 'The bucket holds an export of CUR 2.0, no legacy report.',
    sees: 'Step 5 names the export as CUR 2.0, which is not supported at present.',
    accountId: '500000000008',
    buckets: ['sandbox-cur-2'],
    setUp: (world, { account, bucket }) =>
      placeData(world, {
        kind: 'export',
        spec: exportSpec(world, { accountId: account.id, bucket, name: 'standard-export', kind: 'cur-2.0' }),
      }),
  },
  {
    id: 'focus',
    title: 'FOCUS only',
    says: 'The bucket holds a FOCUS export, no legacy report.',
    sees: 'Step 5 names the export as FOCUS, which is not supported at present.',
    accountId: '500000000009',
    buckets: ['sandbox-focus'],
    setUp: (world, { account, bucket }) =>
      placeData(world, {
        kind: 'export',
        spec: exportSpec(world, { accountId: account.id, bucket, name: 'focus-export', kind: 'focus' }),
      }),
  },
  {
    id: 'delivery-denied',
    title: 'AWS may not write',
    says: 'Somebody edited the policy of the bucket: AWS reports ERROR_PERMISSIONS.',
    sees: 'Step 5 says that AWS may not write into the bucket.',
    accountId: '500000000010',
    buckets: ['sandbox-delivery-denied'],
    setUp: (world, stage) => {
      delivered(world, { stage });
      setDeliveryStatus(world, { accountId: stage.account.id, status: 'ERROR_PERMISSIONS' });
    },
  },
  {
    id: 'delivery-no-bucket',
    title: 'AWS found no bucket',
    says: 'The bucket was away when AWS wanted to deliver: AWS reports ERROR_NO_BUCKET.',
    sees: 'Step 5 says that AWS did not find the bucket.',
    accountId: '500000000011',
    buckets: ['sandbox-delivery-no-bucket'],
    setUp: (world, stage) => {
      delivered(world, { stage });
      setDeliveryStatus(world, { accountId: stage.account.id, status: 'ERROR_NO_BUCKET' });
    },
  },
  {
    id: 'delivery-stopped',
    title: 'Delivery stopped',
    says: 'The last delivery was five days ago.',
    sees: 'The report is valid; a warning says that nothing came for days.',
    accountId: '500000000012',
    buckets: ['sandbox-delivery-stopped'],
    setUp: (world, stage) =>
      delivered(world, { stage, at: new Date(world.now().getTime() - 5 * 24 * HOUR_MS) }),
  },
  {
    id: 'refresh-closed-off',
    title: 'Closed months are not refreshed',
    says: 'The report fits, but does not refresh after a month is closed.',
    sees: 'The report is valid; a warning says what is missing.',
    accountId: '500000000013',
    buckets: ['sandbox-refresh-closed-off'],
    setUp: (world, stage) => delivered(world, { stage, settings: { refreshClosedReports: false } }),
  },
  {
    id: 'two-reports',
    title: 'Two valid reports',
    says: 'One Parquet and one gzip report, both right.',
    sees: 'Step 5 asks which of the two; Change CUR later takes the other.',
    accountId: '500000000014',
    buckets: ['sandbox-two-reports'],
    setUp: (world, stage) => {
      delivered(world, { stage, settings: { reportName: 'finance-cur' } });
      const gzip = { reportName: 'platform-cur', format: 'textORcsv', compression: 'GZIP' } as const;
      delivered(world, { stage, settings: gzip });
    },
  },
];
