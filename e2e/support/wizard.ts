import { expect, type Locator, type Page } from '@playwright/test';
import type { WizardStep } from '@/lib/connections';
import { stepTitles } from '@/lib/connections';
import { look } from './accessible';
import type { AwsAccount } from './aws';
import { createStack, openConsole, stackStatus } from './aws-console';

export async function expectStep(page: Page, step: WizardStep): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: stepTitles[step] })).toBeVisible();
  await look(page);
}

export function next(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Next', exact: true }).click();
}

/** Steps 1 to 3 from Home; ends on the CloudFormation step with its link. */
export async function describeAccount(page: Page, { accountId, bucket }: AwsAccount): Promise<void> {
  await page.getByRole('button', { name: 'Connect your AWS Management Account' }).click();
  await expectStep(page, 'review');
  await next(page);
  await expectStep(page, 'account');
  await page.getByLabel('AWS management account ID').fill(accountId);
  await next(page);
  await expectStep(page, 'report');
  await page.getByLabel('Bucket name').fill(bucket);
  await next(page);
  await stackPrepared(page);
}

/** Step 4 comes with the link into CloudFormation. */
export async function stackPrepared(page: Page): Promise<void> {
  await expectStep(page, 'stack');
  await expect(page.getByRole('link', { name: 'Open AWS CloudFormation Console' })).toBeVisible();
  await look(page);
}

/** Step 4: creates the stack in AWS's console and waits here until it is connected; ends on the step that follows. */
export async function connectStack(page: Page): Promise<void> {
  const tab = await openConsole(page);
  await createStack(tab);
  await expect(stackStatus(tab)).toHaveText('CREATE_COMPLETE');
  await look(tab);
  await tab.close();
  await connected(page);
}

/** The step learns by itself, without a reload, that the IAM role is proven. `unseen` leaves axe to journeys that walk there. */
export async function connected(page: Page, unseen?: 'unseen'): Promise<void> {
  const lines = page.getByRole('list', { name: 'Stack' }).getByRole('listitem');
  await expect(lines.filter({ hasText: 'Done: Connected' })).toBeVisible({ timeout: 120_000 });
  if (!unseen) await look(page);
  await next(page);
}

/** The sentence of step 5, once the bucket was looked at. */
export function result(page: Page): Locator {
  return page.getByRole('region', { name: 'Result' });
}

/** Step 5 with a valid report, to step 6. */
export async function confirm(page: Page): Promise<void> {
  await expectStep(page, 'validate');
  const button = page.getByRole('button', { name: 'Confirm and proceed' });
  await expect(button).toBeVisible();
  await look(page);
  await button.click();
  await expectStep(page, 'insights');
}

/** Step 6, without insights; ends on Home. */
export async function complete(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Complete' }).click();
  await expect(page.getByRole('heading', { name: 'Your AWS account is connected' })).toBeVisible();
  await look(page);
}
