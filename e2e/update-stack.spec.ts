import type { Page } from '@playwright/test';
import { z } from 'zod';
import { titleOf } from '@/lib/findings';
import type { Api } from './support/api';
import { type AwsAccount, control, newAwsAccount } from './support/aws';
import { judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';

test('A bucket that changed after the stack was made: the stack is updated, and the page follows it', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const connectionId = await connectedOnce(api, aws);
  const bucket = await anotherBucket(aws);
  await bucketChanged(api, { connectionId, bucket });

  const page = await open({ within: browser });
  await page.goto('/assets');
  await page.getByRole('link', { name: 'Update the stack' }).first().click();
  await expect(standing(page)).toContainText('Behind');
  await expect(page.getByText('The stack is behind')).toBeVisible();
  // The one value that changes, and no other.
  await expect(page.getByRole('button', { name: 'Copy BucketName' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy RoleName' })).toHaveCount(0);
  await look(page);

  await control('set-knobs', { accountId: aws.accountId, deniedActions: ['iam:CreatePolicyVersion'] });
  await page.getByRole('button', { name: 'I started the update' }).click();
  await stackUpdated(api, { connectionId, bucket });
  await expect(standing(page)).toContainText('Update rolled back', { timeout: 60_000 });
  await expect(page.getByText(/iam:CreatePolicyVersion on resource/)).toBeVisible();
  await look(page);

  await control('set-knobs', { accountId: aws.accountId, deniedActions: [] });
  await stackUpdated(api, { connectionId, bucket });
  await expect(standing(page)).toContainText('Updated', { timeout: 60_000 });
  await expect(page.getByText('The stack is behind')).toHaveCount(0);
  await look(page);
  await page.goto(`/connections/${connectionId}/validate`);
  await expect(page.getByRole('link', { name: 'Update the stack' })).toHaveCount(0);
});

test('An IAM role that somebody changed by hand: the page shows what to put back, and an update is not it', async ({
  open: openBrowser,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const connectionId = await connectedOnce(api, aws);
  const { stack, externalId } = await api.connections.get.query({ connectionId });
  // It trusts the operator, and any external ID.
  const terraform = await api.connections.template.query({ connectionId, as: 'terraform' });
  const trust = trustOf(terraform.body);
  await control(
    'create-role',
    roleWith({
      aws,
      name: stack.roleName,
      trust: trust.replace(externalId, '*').replace('StringEquals', 'StringLike'),
    }),
  );
  const page = await openBrowser({ within: browser });
  await page.goto(`/connections/${connectionId}/validate`);
  const open = page.getByText(titleOf('ROLE_TRUST_OPEN').failed);
  await refreshUntil(page, () => expect(open).toBeVisible({ timeout: 4_000 }));
  await page.getByRole('link', { name: 'Put the IAM role back' }).click();
  await expect(page.getByRole('heading', { name: 'Put the IAM role back', exact: true })).toBeVisible();
  await expect(page.getByText('Update the stack in AWS')).toHaveCount(0);
  await look(page);

  const shown = await page.getByRole('textbox', { name: 'trust policy' }).inputValue();
  await control('create-role', roleWith({ aws, name: stack.roleName, trust: shown }));
  await page.goto(`/connections/${connectionId}/validate`);
  await refreshUntil(page, () => expect(open).toHaveCount(0, { timeout: 4_000 }));
  // The policy that the stack made is not attached to the role that was made anew.
  await page.getByRole('link', { name: 'Put the IAM role back' }).click();
  await expect(page.getByRole('textbox', { name: 'permissions policy' })).toHaveValue(
    /cur:DescribeReportDefinitions/,
  );
  await expect(page.getByRole('textbox', { name: 'trust policy' })).toHaveCount(0);
});

/** A role that was made anew takes some seconds until AWS knows it everywhere. */
async function refreshUntil(page: Page, isSeen: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await isSeen();
  }).toPass({ timeout: 60_000 });
}

const Terraform = z.object({
  resource: z.object({
    aws_iam_role: z.object({ tributary: z.object({ assume_role_policy: z.string() }) }),
    aws_iam_policy: z.object({ tributary: z.object({ policy: z.string() }) }),
  }),
});

function trustOf(terraform: string): string {
  return Terraform.parse(JSON.parse(terraform)).resource.aws_iam_role.tributary.assume_role_policy;
}

function roleWith(of: { aws: AwsAccount; name: string | null; trust: string }) {
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return { accountId: of.aws.accountId, name: of.name, trust: JSON.parse(of.trust), policies: [everything] };
}

function standing(page: Page) {
  return page.getByRole('region', { name: 'Stack', exact: true }).getByRole('status');
}

async function connectedOnce(api: Api, aws: AwsAccount): Promise<string> {
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  await judged(api, connectionId);
  return connectionId;
}

async function anotherBucket({ accountId, bucket }: AwsAccount): Promise<string> {
  const name = `${bucket}-new`;
  await control('create-bucket', { name, accountId });
  await control('put-report', { accountId, report: { reportName: 'tributary-new', s3Bucket: name } });
  return name;
}

/** Back to step 3, another bucket, and on: the stack that stands is found again by itself. */
async function bucketChanged(api: Api, of: { connectionId: string; bucket: string }): Promise<void> {
  const { connectionId, bucket } = of;
  const version = async () => (await api.connections.get.query({ connectionId })).version;
  await api.connections.goBack.mutate({ connectionId, version: await version(), step: 'report' });
  await api.connections.setReport.mutate({ connectionId, version: await version(), bucket });
  await api.connections.openStack.mutate({ connectionId, version: await version() });
  await judged(api, connectionId);
}

/** What the end customer does in AWS's console. */
async function stackUpdated(api: Api, of: { connectionId: string; bucket: string }): Promise<void> {
  const { connectionId, bucket } = of;
  const { stack } = await api.connections.get.query({ connectionId });
  const { body } = await api.connections.template.query({ connectionId, as: 'update' });
  await control('update-stack', {
    stackId: stack.stackId,
    templateBody: body,
    parameters: { BucketName: bucket },
  });
}
