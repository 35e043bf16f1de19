import type { Page } from '@playwright/test';
import { z } from 'zod';
import type { Api } from './support/api';
import { apiOf } from './support/api';
import { control, newAwsAccount } from './support/aws';
import { completed, stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { result } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('A complete connection moves to another bucket, waits for the stack, and goes on; moving back is one press', async ({
  api,
  open,
}) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const page = await open();
  await activated(page, customer.link);
  const own = apiOf(await page.context().storageState());
  const aws = await newAwsAccount({});
  const connectionId = await waitingForStack(own, aws);
  await stackCreated(own, connectionId);
  await completed(own, connectionId);
  const bucket = `${aws.bucket}-new`;
  await control('create-bucket', { name: bucket, accountId: aws.accountId });

  await page.goto(`/connections/${connectionId}/validate`);
  await page.getByRole('link', { name: 'Move to another bucket' }).click();
  await expect(page.getByText('Moving makes this invalid:')).toBeVisible();
  await expect(page.getByText(`Nothing is read from ${aws.bucket} any more`)).toBeVisible();
  await look(page);
  await page.getByLabel('Bucket name').fill(aws.bucket);
  await page.getByRole('button', { name: 'Move to this bucket' }).click();
  await expect(page.getByText('is the bucket that is read now.')).toBeVisible();
  await page.getByLabel('Bucket name').fill(bucket);
  await page.getByRole('button', { name: 'Move to this bucket' }).click();

  await expect(page.getByText(`Waiting until ${bucket} can be read`)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Update the stack' })).toContainText(bucket);
  // The move has begun a check itself: while that runs, Refresh says so.
  await expect(async () => {
    await page.getByRole('button', { name: /^Refresh/ }).click();
    await expect(page.getByText(/Checked just now/)).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 60_000 });
  await look(page);
  await page.goto(`/connections/${connectionId}/validate`);
  await expect(page.getByText('The stack still names the old bucket').first()).toBeVisible();
  await look(page);

  // AWS delivers the same report to the new bucket, and the stack follows.
  await control('delete-report', { accountId: aws.accountId, reportName: 'tributary-cur' });
  await control('put-report', {
    accountId: aws.accountId,
    report: { reportName: 'tributary-cur', s3Bucket: bucket },
  });
  await stackUpdated(own, connectionId);
  await refreshed(page);
  await expect(page.getByText('Confirmed: cur/tributary-cur/')).toBeVisible();
  const { state, bucketMove, validation } = await own.connections.get.query({ connectionId });
  expect({ state, from: bucketMove.from, delivery: validation.delivery }).toEqual({
    state: 'complete',
    from: null,
    delivery: 'success',
  });
  await look(page);
  await page.getByRole('link', { name: 'Move to another bucket' }).click();
  await expect(page.getByText(`${bucket} is read now.`)).toBeVisible();

  await page.getByLabel('Bucket name').fill(`${aws.bucket}-typo`);
  await page.getByRole('button', { name: 'Move to this bucket' }).click();
  await page.getByRole('button', { name: `Move back to ${bucket}` }).click();
  await expect(page.getByText('Moving makes this invalid:')).toBeVisible();
  await page.goto(`/connections/${connectionId}/validate`);
  await refreshed(page);
});

/** AWS takes some seconds until what a stack changed counts everywhere. */
async function refreshed(page: Page): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(result(page)).toContainText('1 report found. It is valid.', { timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
}

const Stacks = z.array(z.object({ id: z.string(), name: z.string(), status: z.string() }));

/** What the end customer does in AWS's console: the downloaded template, with the values of now. */
async function stackUpdated(api: Api, connectionId: string): Promise<void> {
  const { body } = await api.connections.template.query({ connectionId });
  const { account, bucket, stack } = await api.connections.get.query({ connectionId });
  const find = async () => {
    const stacks = Stacks.parse(await control('list-stacks', { accountId: account }));
    return stacks.find(({ name }) => name === stack.stackName);
  };
  // AWS's page keeps the values of before where nobody types another.
  await control('update-stack', {
    stackId: (await find())?.id,
    templateBody: body,
    parameters: { BucketName: bucket },
  });
  await expect.poll(async () => (await find())?.status, { timeout: 60_000 }).toBe('UPDATE_COMPLETE');
}
