import type { Page } from '@playwright/test';
import { formatAccountId } from '@/lib/aws-ids';
import { apiOf } from './support/api';
import { control, newAwsAccount, scenario } from './support/aws';
import { stackCreated, waitingForStack } from './support/connecting';
import { task } from './support/customers';
import { expect, look, test } from './support/journey';
import { activated } from './support/people';
import { complete, confirm, connected, connectStack, expectStep, stackPrepared } from './support/wizard';
import { knownCustomer, knownReseller } from './support/world';

test('An end customer links its account for insights, sees the state of each, and completes', async ({
  api,
  open,
}) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const page = await open();
  await activated(page, customer.link);
  const aws = await newAwsAccount({});
  const own = apiOf(await page.context().storageState());
  const connectionId = await waitingForStack(own, aws);
  await stackCreated(own, connectionId);
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page);
  await confirm(page);

  await linkAccount(page);
  await expect(page.getByLabel('AWS account ID')).toHaveValue(formatAccountId(aws.accountId));
  await page.getByRole('button', { name: 'Link new account' }).click();
  await stackPrepared(page);
  await connectStack(page);
  await expectStep(page, 'insights');
  const states = page.getByRole('list', { name: 'Insights' });
  await refresh(page);
  for (const name of ['AWS Trusted Advisor', 'AWS Cost Optimization Hub', 'AWS Security Hub']) {
    await expect(states.getByRole('listitem').filter({ hasText: name })).toContainText('Healthy');
  }
  await look(page);

  const { accountId } = aws;
  const deniedActions = ['cost-optimization-hub:*'];
  await control('set-knobs', { accountId, supportPlan: false, securityHub: false, deniedActions });
  await refresh(page);
  const changed = {
    'AWS Trusted Advisor': 'Upgrade needed',
    'AWS Cost Optimization Hub': 'Permissions needed',
    'AWS Security Hub': 'Not enabled',
  };
  for (const [name, state] of Object.entries(changed)) {
    await expect(states.getByRole('listitem').filter({ hasText: name })).toContainText(state);
  }
  await look(page);

  await page.goto(`/connections/${connectionId}/insights`);
  await look(page);
  await complete(page);
  await expect(task(page, 'Insights')).toContainText('1 linked.');
});

test('Without insights onboarding ends too; they are enabled later, from Assets', async ({ api, open }) => {
  const { id: parentId } = await knownReseller(api);
  const customer = await knownCustomer(api, { parentId });
  const page = await open();
  await activated(page, customer.link);
  const own = apiOf(await page.context().storageState());
  const connectionId = await waitingForStack(own, await newAwsAccount({}));
  await stackCreated(own, connectionId);
  await page.goto(`/connections/${connectionId}/stack`);
  await connected(page);
  await confirm(page);
  await complete(page);
  await expect(task(page, 'Insights')).toContainText('Insights can be enabled later.');
  await expect(task(page, 'Insights')).toContainText('Skipped');
  await page.goto('/assets');
  await linkAccount(page);
  const member = await scenario('insights-member');
  await page.getByLabel('AWS account ID').fill(member.accountId);
  await page.getByRole('checkbox', { name: 'AWS Security Hub' }).uncheck();
  await page.getByRole('button', { name: 'Link new account' }).click();
  await stackPrepared(page);
  await connectStack(page);
  await expectStep(page, 'insights');
  await refresh(page);
  const states = page.getByRole('list', { name: 'Insights' }).getByRole('listitem');
  await expect(states.filter({ hasText: 'Healthy' })).toHaveCount(2);
  await expect(states.filter({ hasText: 'AWS Security Hub' })).toHaveCount(0);
});

async function linkAccount(page: Page): Promise<void> {
  await page.getByText('Link new account', { exact: true }).first().click();
  await expect(page.getByLabel('AWS account ID')).toBeVisible();
  await look(page);
}

async function refresh(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Refresh' });
  await button.click();
  await expect(page.getByText('Checked just now.')).toBeVisible();
}
