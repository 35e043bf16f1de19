import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeHubCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, roleWith, startTestStand, type TestStand } from '@/sandbox/testing/stand';

const ACCOUNT = '711122223333';
let stand: TestStand;
let all: Credentials;

beforeAll(async () => {
  stand = await startTestStand({ now: new Date() });
  stand.control.createAccount({ accountId: ACCOUNT });
  all = await roleWith(stand, { accountId: ACCOUNT, actions: ['*'] });
});
afterAll(() => stand.close());

describe('throttling', () => {
  it.each<[string, () => Promise<unknown>, string, number]>([
    ['s3', () => new S3Client(stand.client(all)).send(new ListBucketsCommand({})), 'SlowDown', 503],
    [
      'iam',
      () => new IAMClient(stand.client(all)).send(new ListAttachedRolePoliciesCommand({ RoleName: 'x' })),
      'Throttling',
      400,
    ],
    [
      'cloudformation',
      () => new CloudFormationClient(stand.client(all)).send(new DescribeStacksCommand({})),
      'Throttling',
      400,
    ],
    [
      'organizations',
      () => new OrganizationsClient(stand.client(all)).send(new DescribeOrganizationCommand({})),
      'ThrottlingException',
      400,
    ],
    [
      'securityhub',
      () => new SecurityHubClient(stand.client(all)).send(new DescribeHubCommand({})),
      'ThrottlingException',
      429,
    ],
  ])('of %s is named as that service names it', async (service, ask, name, status) => {
    stand.control.setKnobs({ accountId: ACCOUNT, throttledServices: [service] });
    await expect(ask()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    stand.control.setKnobs({ accountId: ACCOUNT, throttledServices: [] });
    await ask().catch((error: Error) => expect(error.name).not.toBe(name));
  });
});
