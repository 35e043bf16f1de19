import { z } from 'zod';
import type { Api } from './support/api';
import { control, newAccountId, newAwsAccount } from './support/aws';
import { createStack, openConsole, stackStatus } from './support/aws-console';
import { judged, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { waitedFor } from './support/patience';

import { connected, expectStep, next } from './support/wizard';

/** A connection whose stack also makes the report: somebody with the seven permissions may not create its bucket. */
async function waitingForCreatedReport(api: Api): Promise<string> {
  const accountId = newAccountId();
  await control('create-account', { accountId, title: 'A journey' });
  const { id: connectionId } = await api.connections.start.mutate({});
  const { version } = await api.connections.get.query({ connectionId });
  const review = { connectionId, version, billingTransfer: 'no' as const };
  const reviewed = await api.connections.review.mutate(review);
  const account = await api.connections.setAccount.mutate({
    connectionId,
    version: reviewed.version,
    accountId,
  });
  const created = await api.connections.createReport.mutate({ connectionId, version: account.version });
  await api.connections.openStack.mutate({ connectionId, version: created.version });
  return connectionId;
}

const Stacks = z.array(z.object({ id: z.string(), name: z.string(), templateBody: z.string() }));

async function stackIn(accountId: string) {
  const [stack] = Stacks.parse(await control('list-stacks', { accountId }));
  if (!stack) throw new Error(`There is no stack in ${accountId}.`);
  return stack;
}

test('A failure tells its reason in words; Try again takes new names, and what is left over is listed after success', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const connectionId = await waitingForCreatedReport(api);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  const tab = await openConsole(page);
  await createStack(tab, 'seven');
  await expect(page.getByText('The stack failed. Your AWS user may not call s3:CreateBucket.')).toBeVisible();
  await page.getByText('The whole reason').click();
  await expect(page.locator('q').getByText('is not authorized to perform: s3:CreateBucket')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Usual causes' })).toHaveCount(0);
  await look(page);
  await tab.close();
  const { name: first } = await stackIn((await api.connections.get.query({ connectionId })).account ?? '');

  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('link', { name: 'Open AWS CloudFormation Console' })).toBeVisible();
  await page.getByText('Stacks of earlier attempts (1)').click();
  await expect(page.getByText('cloudformation:DeleteStack', { exact: true })).toBeVisible();
  await look(page);
  await page.context().clearCookies({ name: 'sandbox_identity' });
  const colleague = await openConsole(page);
  await createStack(colleague, 'admin');
  await expect(stackStatus(colleague)).toHaveText('CREATE_COMPLETE');
  await colleague.close();
  await connected(page);
  await expectStep(page, 'validate');
  await page.getByRole('link', { name: 'what is left to delete' }).click();
  await expectStep(page, 'stack');
  await page.getByText('Stacks of earlier attempts (1)').click();
  const leftover = page.getByRole('listitem').filter({ hasText: first });
  await expect(leftover.getByRole('link', { name: 'Find it in AWS' })).toHaveAttribute(
    'href',
    new RegExp(`filteringText=${first}`),
  );
  await look(page);
});

test('When nothing comes for two minutes the usual causes stand there, each with how to see it', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const connectionId = await waitingForStack(api, await newAwsAccount());
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await expect(page.getByText('checking every 3 s')).toBeVisible();
  const causes = page.getByRole('list', { name: 'Usual causes' });
  await expect(causes).toHaveCount(0);
  waitedFor(connectionId, 2);
  // The page learns it by itself.
  await expect(causes.getByRole('listitem')).toHaveText([
    /^1\. A name exists already/,
    /^2\. Your AWS user may not do it/,
    /^3\. A permissions boundary or a service control policy/,
    /^4\. The box about IAM resources was not ticked/,
    /^5\. The stack was created in another account/,
    /^6\. The stack was created in another Region/,
  ]);
  await causes.getByText(/^4\. /).click();
  await expect(causes.getByText('Requires capabilities : [CAPABILITY_NAMED_IAM]')).toBeVisible();
  await look(page);
  waitedFor(connectionId, 90);
  await expect(page.getByText('Nothing was seen of the stack for more than an hour.')).toBeVisible();
  await stackCreated(api, connectionId);
  await connected(page);
});

test('A stack that stands tells that it was updated, and that it was deleted, without a reload', async ({
  open,
  sharedCustomer,
}) => {
  const { browser, api } = sharedCustomer;
  const aws = await newAwsAccount({});
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  await judged(api, connectionId);
  const page = await open({ within: browser });
  await page.goto(`/connections/${connectionId}/stack`);
  await expect(page.getByText('Status')).toBeVisible();
  await expect(page.getByText('Complete', { exact: true })).toBeVisible();
  await look(page);

  const stack = await stackIn(aws.accountId);
  const changed = stack.templateBody.replace('"MaxSessionDuration":3600', '"MaxSessionDuration":7200');
  await control('update-stack', { stackId: stack.id, templateBody: changed });
  await expect(page.getByText('Complete, updated')).toBeVisible({ timeout: 180_000 });

  await control('delete-stack', { stackId: stack.id });
  await expect(page.getByText(/does not let Tributary in\.$/).first()).toBeVisible({ timeout: 240_000 });
  await expect(page.getByText('Create the stack again')).toBeVisible();
  await look(page);
  await stackCreated(api, connectionId);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Complete', { exact: true })).toBeVisible({ timeout: 180_000 });
  await next(page);
  await expectStep(page, 'validate');
});
