import type { Page } from '@playwright/test';
import { titleOf } from '@/lib/findings';
import type { AwsAccount } from './support/aws';
import { newAwsAccount } from './support/aws';
import { deliver } from './support/aws-console';
import { stackCreated, waitingForStack } from './support/connecting';
import { expect, look, test } from './support/journey';
import { urls } from './support/ports';
import { connected, result } from './support/wizard';

const zip = { format: 'textORcsv', compression: 'ZIP' };

test('Refresh after the report was corrected says what is fixed', { tag: '@more' }, async ({
  open,
  sharedCustomer,
}) => {
  const { session, api } = sharedCustomer;
  const aws = await newAwsAccount(zip);
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  const page = await open({ session });
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page, 'unseen');
  await expect(result(page)).toContainText('1 report found. None is valid yet.');
  await expect(page.getByText(titleOf('FORMAT_NOT_SUPPORTED').failed).first()).toBeVisible();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(result(page)).toContainText('Since the last check: nothing changed.');
  await look(page);

  await correct(await page.context().newPage(), aws);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(result(page)).toContainText('1 report found. It is valid.');
  await expect(result(page)).toContainText('Since the last check: 1 fixed.');
  await page.getByText('Since the last check: 1 fixed.').click();
  await expect(page.getByText(`Fixed: ${titleOf('FORMAT_NOT_SUPPORTED').passed}`)).toBeVisible();
  await look(page);
  await page.getByRole('button', { name: 'Confirm and proceed' }).click();
  await expect(page.getByRole('button', { name: 'Complete' })).toBeVisible();
});

test('"Confirm it for me" confirms as soon as a report is valid', async ({ open, sharedCustomer }) => {
  const { session, api } = sharedCustomer;
  const aws = await newAwsAccount(zip);
  const connectionId = await waitingForStack(api, aws);
  await stackCreated(api, connectionId);
  const page = await open({ session });
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page, 'unseen');
  await page.getByRole('checkbox', { name: 'Confirm it for me when it is valid' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('It is confirmed for you as soon as it is valid.')).toBeVisible();
  await look(page);

  await correct(await page.context().newPage(), aws);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByText('Confirmed: cur/tributary-cur/')).toBeVisible();
  await look(page);
});

/** On AWS's billing page, as the finding's fix says: another format, then the next delivery. */
async function correct(tab: Page, { accountId }: AwsAccount): Promise<void> {
  await tab.goto(`${urls.console}/?q=${accountId}`);
  await tab.getByRole('button', { name: 'Sign in as admin' }).first().click();
  await expect(tab.getByRole('heading', { level: 1, name: 'Stacks' })).toBeVisible();
  await tab.getByRole('link', { name: 'Billing and Cost Management: Data Exports' }).click();
  await tab.getByRole('link', { name: 'Edit tributary-cur' }).click();
  await expect(tab.getByRole('heading', { level: 1, name: 'Edit export' })).toBeVisible();
  await tab.getByRole('radio', { name: 'Parquet' }).check();
  await tab.getByRole('button', { name: 'Save' }).click();
  await deliver(tab);
  await tab.close();
}
