import { addUser, allow } from '@/sandbox/accounts';
import { createReport } from '@/sandbox/reports';
import { delivered, type Scenario } from '@/sandbox/scenarios/scenario';

/** The account that owns what does not belong to the customer: a foreign bucket, another organization. */
export const OTHER_ACCOUNT = '888877776666';

/** Scenarios in which the account, its role, its people or its bucket decide. */
export const ACCOUNT_SCENARIOS: Scenario[] = [
  {
    id: 'happy-parquet',
    title: 'Everything right, Parquet',
    says: 'A management account whose hourly Parquet report fits in every point.',
    sees: 'Step 5 says that the report is valid; Confirm and proceed leads to the end.',
    accountId: '111122223333',
    buckets: ['sandbox-happy-parquet'],
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'happy-gzip',
    title: 'Everything right, gzip',
    says: 'The same with gzip files, and a new version kept of each delivery.',
    sees: 'The same as with Parquet: valid at once.',
    accountId: '222233334444',
    buckets: ['sandbox-happy-gzip'],
    setUp: (world, stage) =>
      delivered(world, {
        stage,
        settings: { format: 'textORcsv', compression: 'GZIP', reportVersioning: 'CREATE_NEW_REPORT' },
      }),
  },
  {
    id: 'empty',
    title: 'A new account without a bucket',
    says: 'Nothing is there yet. Make the bucket and the report on the billing page.',
    sees: 'Step 5 waits calmly for a report. Make one on the billing page, deliver it, and choose Refresh.',
    accountId: '333344445555',
    buckets: [],
    setUp: () => {},
  },
  {
    id: 'member-account',
    title: 'A member account',
    says: `The account belongs to an organization that ${OTHER_ACCOUNT} manages.`,
    sees: 'Step 4 names the management account to enter instead, 8888-7777-6666.',
    accountId: '400000000001',
    buckets: ['sandbox-member-account'],
    setUp: (world, stage) => {
      stage.account.organization = { id: 'o-8888777766', managementAccountId: OTHER_ACCOUNT };
      delivered(world, { stage, data: { payerAccountId: OTHER_ACCOUNT } });
    },
  },
  {
    id: 'no-organization',
    title: 'No organization',
    says: 'A single account that never made an organization; its report fits.',
    sees: 'The report is valid; a warning says that the organization could not be told.',
    accountId: '400000000002',
    buckets: ['sandbox-no-organization'],
    setUp: (world, stage) => {
      stage.account.organization = null;
      delivered(world, { stage });
    },
  },
  {
    id: 'bucket-other-region',
    title: 'Bucket in Frankfurt',
    says: 'The bucket is in eu-central-1, so that every call from elsewhere is redirected. The report fits.',
    sees: 'Nothing special: the Region is found, and the report is valid.',
    accountId: '400000000003',
    buckets: ['sandbox-bucket-other-region'],
    setUp: (world, stage) => {
      const bucket = world.bucket(stage.bucket);
      if (bucket) bucket.region = 'eu-central-1';
      delivered(world, { stage });
    },
  },
  {
    id: 'wrong-bucket-name',
    title: 'Wrong bucket name',
    says: 'The bucket is sandbox-right-bucket-name; type sandbox-wrong-bucket-name, which nobody has.',
    sees: 'Step 5 says that the bucket does not exist, and in which bucket the account has a report.',
    accountId: '400000000004',
    buckets: ['sandbox-right-bucket-name'],
    type: 'sandbox-wrong-bucket-name',
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'foreign-bucket',
    title: 'Bucket of somebody else',
    says: `The bucket sandbox-foreign-bucket belongs to ${OTHER_ACCOUNT}, which lets this account read it.`,
    sees: 'Step 5 refuses the bucket: it belongs to another account.',
    accountId: '400000000005',
    buckets: [],
    type: 'sandbox-foreign-bucket',
    setUp: (world, { account }) => {
      const name = 'sandbox-foreign-bucket';
      const bucket = world.createBucket({ name, accountId: OTHER_ACCOUNT, region: 'us-east-1' });
      bucket.policy = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${account.id}:root` },
          Action: ['s3:ListBucket', 's3:GetObject', 's3:GetBucketLocation'],
          Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        },
      };
      delivered(world, { stage: { account, bucket: name } });
    },
  },
  {
    id: 'bucket-denied',
    title: 'Bucket that refuses the role',
    says: 'The policy of the bucket denies everything to every role.',
    sees: 'Step 5 says that the policy of the bucket denies the IAM role.',
    accountId: '400000000006',
    buckets: ['sandbox-bucket-denied'],
    setUp: (world, stage) => {
      delivered(world, { stage });
      const bucket = world.bucket(stage.bucket);
      const resources = [`arn:aws:s3:::${stage.bucket}`, `arn:aws:s3:::${stage.bucket}/*`];
      const condition = { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } };
      if (!bucket) return;
      bucket.policy = {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: resources,
          Condition: condition,
        },
      };
    },
  },
  {
    id: 'rollback',
    title: 'Stack rolls back',
    says: 'Every role name is said to be taken: creating the role fails, and the stack is rolled back.',
    sees: 'Step 4 goes on waiting and lists the usual causes; Try again takes new names.',
    accountId: '400000000007',
    buckets: ['sandbox-rollback'],
    setUp: (world, stage) => {
      stage.account.knobs.takenRoleNames = ['*'];
      delivered(world, { stage });
    },
  },
  {
    id: 'not-allowed',
    title: 'Person without permissions',
    says: 'The person at the console may look but not create a stack; a colleague, admin, may.',
    sees: 'AWS refuses to create the stack as viewer. As admin the same link works.',
    accountId: '400000000008',
    buckets: ['sandbox-not-allowed'],
    setUp: (world, stage) => {
      const { account } = stage;
      const others = account.users;
      account.users = {};
      addUser(world, {
        account,
        name: 'viewer',
        says: 'May look at stacks, but not create one.',
        policies: [
          allow('LookOnly', {
            actions: ['cloudformation:Describe*', 'cloudformation:GetTemplateSummary'],
            resources: ['*'],
          }),
        ],
      });
      Object.assign(account.users, others);
      delivered(world, { stage });
    },
  },
  {
    id: 'slow-propagation',
    title: 'Slow IAM',
    says: 'A new role can be assumed only 25 seconds after it was made.',
    sees: 'Step 4 waits half a minute longer, then goes on by itself.',
    accountId: '400000000009',
    buckets: ['sandbox-slow-propagation'],
    setUp: (world, stage) => {
      stage.account.knobs.propagationSeconds = 25;
      delivered(world, { stage });
    },
  },
  {
    id: 'no-support-plan',
    title: 'No support plan, no hubs',
    says: 'AWS Trusted Advisor needs a support plan; Security Hub and Cost Optimization Hub are off.',
    sees: 'In step 6 Trusted Advisor needs an upgrade; both hubs are not enabled.',
    accountId: '400000000010',
    buckets: ['sandbox-no-support-plan'],
    setUp: (world, stage) => {
      stage.account.services = { supportPlan: false, securityHub: false, costOptimizationHub: false };
      delivered(world, { stage });
    },
  },
  {
    id: 'insights-member',
    title: 'Member account for insights',
    says: 'A member of the organization of 111122223333, with every insight on.',
    sees: 'Link it in step 6 of another connection: all three insights are healthy.',
    accountId: '400000000011',
    buckets: [],
    setUp: (_world, { account }) => {
      account.organization = { id: 'o-1111222233', managementAccountId: '111122223333' };
    },
  },
  {
    id: 'throttled',
    title: 'S3 is throttled',
    says: 'Every call to S3 answers SlowDown until the control call "set-knobs" ends it.',
    sees: 'Step 5 says that AWS did not answer clearly and looks again; when the throttling ends, the report is valid.',
    later: ['end-throttling'],
    accountId: '400000000012',
    buckets: ['sandbox-throttled'],
    setUp: (world, stage) => {
      stage.account.knobs.throttledServices = ['s3'];
      delivered(world, { stage });
    },
  },
  {
    id: 'report-elsewhere',
    title: 'Report in another bucket',
    says: 'sandbox-report-elsewhere is empty; the account has a report that delivers to sandbox-report-here.',
    sees: 'Step 5 finds no report in the bucket and names the bucket that has one.',
    accountId: '400000000013',
    buckets: ['sandbox-report-elsewhere', 'sandbox-report-here'],
    setUp: (world, { account }) => {
      delivered(world, { stage: { account, bucket: 'sandbox-report-here' } });
    },
  },
  {
    id: 'not-delivered',
    title: 'Nothing delivered yet',
    says: 'The report is defined and AWS wrote its test object; the control call "deliver" brings the data.',
    sees: 'Step 5 waits for the first delivery. Deliver the report and choose Refresh: it is valid.',
    later: ['deliver'],
    accountId: '400000000014',
    buckets: ['sandbox-not-delivered'],
    setUp: (world, { account, bucket }) => {
      const report = { reportName: 'tributary-cur', s3Bucket: bucket, s3Prefix: 'cur' };
      createReport(world, { accountId: account.id, report });
    },
  },
];
