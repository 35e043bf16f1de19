import { delivered, type Scenario } from '@/sandbox/scenarios/scenario';

/** Scenarios that begin well: connect the account, then play what comes later. */
export const LATER_SCENARIOS: Scenario[] = [
  {
    id: 'role-deleted-later',
    title: 'IAM role deleted later',
    says: 'Everything is right, until somebody deletes the IAM role in IAM.',
    sees: 'The next check finds the IAM role gone; when an hour later it still is, the connection is broken.',
    later: ['delete-role'],
    accountId: '400000000019',
    buckets: ['sandbox-role-deleted-later'],
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'drift',
    title: 'IAM role changed by hand',
    says: 'Everything is right, until somebody changes the IAM role, its trust or its policy by hand.',
    sees: 'Refresh names what was changed: too much is a warning, an open trust breaks the connection.',
    later: ['attach-administrator', 'detach-administrator', 'narrow-policy', 'bind-role', 'open-trust'],
    accountId: '400000000020',
    buckets: ['sandbox-drift'],
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'stack-updated',
    title: 'Stack updated',
    says: 'Everything is right; somebody updates the stack in CloudFormation.',
    sees: 'The timeline of the stack says that it was updated; the connection stays as it is.',
    later: ['update-stack'],
    accountId: '400000000021',
    buckets: ['sandbox-stack-updated'],
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'stack-deleted',
    title: 'Stack deleted',
    says: 'Everything is right, until somebody deletes the stack in CloudFormation.',
    sees: 'The IAM role goes with the stack: an hour later the connection is broken.',
    later: ['delete-stack'],
    accountId: '400000000022',
    buckets: ['sandbox-stack-deleted'],
    setUp: (world, stage) => delivered(world, { stage }),
  },
  {
    id: 'security-hub-off',
    title: 'Security Hub is off',
    says: 'The account has a support plan and Cost Optimization Hub; Security Hub was never turned on.',
    sees: 'In step 6 AWS Security Hub is not enabled, the other two are healthy.',
    accountId: '400000000023',
    buckets: ['sandbox-security-hub-off'],
    setUp: (world, stage) => {
      stage.account.services.securityHub = false;
      delivered(world, { stage });
    },
  },
];
