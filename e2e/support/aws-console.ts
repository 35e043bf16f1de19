import { expect, type Locator, type Page } from '@playwright/test';
import { acknowledgement } from '@/lib/connecting';
import { look } from './accessible';
import type { AwsAccount } from './aws';
import { urls } from './ports';

/** Presses the button of the CloudFormation step and gives the tab that it opens. */
export async function openConsole(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Open AWS CloudFormation Console' }).click();
  return opened;
}

/** On the page of a quick-create link: signs in as the person, ticks the box and presses Create stack. */
export async function createStack(tab: Page, person = 'admin'): Promise<void> {
  const signIn = tab.getByRole('button', { name: new RegExp(`^Sign in as .*\\(${person}\\)$`) });
  await expect(signIn).toBeVisible();
  await look(tab);
  await signIn.click();
  const box = tab.getByRole('checkbox', { name: acknowledgement });
  await expect(box).toBeVisible();
  await look(tab);
  await box.check();
  await tab.getByRole('button', { name: 'Create stack' }).click();
}

/** The status that AWS shows for the stack of the page. */
export function stackStatus(tab: Page): Locator {
  return tab.getByRole('status');
}

/**
 * Without JavaScript the console cannot read its own address: the link is pasted into its form. A tab that a page opens may be read
 * before Playwright has switched JavaScript off in it, and then neither runs a script nor shows what stands for one: loaded anew it does.
 */
export async function pasteLink(tab: Page, link: string): Promise<void> {
  await tab.reload();
  const field = tab.getByLabel('Link', { exact: true });
  await expect(field).toBeVisible();
  await look(tab);
  await field.fill(link);
  await tab.getByRole('button', { name: 'Open', exact: true }).click();
}

/** Creates the report on AWS's billing page, with a new bucket, as step 3 tells to, and lets AWS deliver it. */
export async function createReport(
  tab: Page,
  report: AwsAccount & { format: 'Parquet' | 'gzip - text/csv' },
): Promise<void> {
  await tab.goto(`${urls.console}/`);
  await tab.getByLabel('Account ID').fill(report.accountId);
  await tab.getByRole('button', { name: 'Sign in as admin' }).last().click();
  await expect(tab.getByRole('heading', { level: 1, name: 'Stacks' })).toBeVisible();
  await tab.getByRole('link', { name: 'Billing and Cost Management: Data Exports' }).click();
  await tab.getByRole('link', { name: 'Create', exact: true }).click();
  await expect(tab.getByRole('heading', { level: 1, name: 'Create export' })).toBeVisible();
  await look(tab);
  await tab.getByLabel('Export name').fill('tributary-cur');
  await tab.getByRole('checkbox', { name: 'Include resource IDs' }).check();
  await tab.getByRole('checkbox', { name: 'Split cost allocation data' }).check();
  await tab.getByRole('radio', { name: 'Hourly' }).check();
  await tab.getByRole('radio', { name: report.format }).check();
  await tab.getByLabel('Create a bucket: bucket name').fill(report.bucket);
  await tab.getByLabel('S3 path prefix').fill('cur');
  await tab.getByRole('button', { name: 'Create report' }).click();
  await deliver(tab);
}

/** On "Data Exports": AWS delivers what it would deliver within a day. */
export async function deliver(tab: Page): Promise<void> {
  const now = tab.getByRole('button', { name: 'Deliver now: tributary-cur' });
  await expect(now).toBeVisible();
  await look(tab);
  const done = tab.waitForResponse((response) => response.url().endsWith('/_console/reports/deliver'));
  await now.click();
  await done;
  await expect(tab.getByText(', SUCCESS')).toBeVisible();
}

/** On the page of a stack: what a person changes when the template is updated. Neither text nor URL keeps the existing template. */
export interface StackUpdate {
  templateBody?: string;
  templateUrl?: string;
  parameters?: Record<string, string>;
}

/** On the page of a stack: Update stack, Next, the values, the box, Submit; comes back to the page of the stack and its events. */
export async function updateStack(
  tab: Page,
  { templateBody, templateUrl, parameters = {} }: StackUpdate,
): Promise<void> {
  await tab.getByRole('link', { name: 'Update stack' }).click();
  await expect(tab.getByRole('heading', { level: 1, name: 'Update stack' })).toBeVisible();
  await look(tab);
  if (templateBody !== undefined || templateUrl !== undefined) {
    await tab.getByRole('radio', { name: 'Replace existing template' }).check();
    if (templateUrl !== undefined) await tab.getByLabel('Amazon S3 URL').fill(templateUrl);
    if (templateBody !== undefined) await tab.getByLabel('Or its text').fill(templateBody);
  }
  await tab.getByRole('button', { name: 'Next' }).click();
  for (const [name, value] of Object.entries(parameters)) {
    const field = tab.getByLabel(name, { exact: true });
    const isList = (await field.evaluate((one) => one.tagName)) === 'SELECT';
    await (isList ? field.selectOption(value) : field.fill(value));
  }
  await tab.getByRole('checkbox', { name: acknowledgement }).check();
  await look(tab);
  await tab.getByRole('button', { name: 'Submit' }).click();
  await expect(tab.getByRole('link', { name: 'Update stack' })).toBeVisible();
}

/** On the page of a stack: Delete stack. What becomes of it is read by stackStatus. */
export async function deleteStack(tab: Page): Promise<void> {
  await tab.getByRole('button', { name: 'Delete stack' }).click();
  await expect(stackStatus(tab)).toHaveText(/^DELETE_/);
}
