import { expect, type Locator, type Page } from '@playwright/test';
import { look } from './accessible';
import type { Company } from './world';

/** Step 1 of Add customer, from whichever page has the button; ends on step 2. */
export async function addTenant(
  page: Page,
  to: { kind?: 'Reseller' | 'End customer'; parent?: string; company: Company },
): Promise<void> {
  const { kind, parent, company } = to;
  await page.getByRole('link', { name: 'Add customer' }).first().click();
  if (kind) {
    await expect(page.getByRole('heading', { level: 1, name: 'Add customer' })).toBeVisible();
    await look(page);
    await page.getByRole('link', { name: new RegExp(`^${kind}`) }).click();
  }
  await expect(page.getByRole('heading', { level: 1, name: /^Add (reseller|end customer)$/ })).toBeVisible();
  await look(page);
  if (parent) await page.getByLabel('Select parent').selectOption(parent);
  await page.getByLabel('Domain name').fill(company.domain);
  await page.getByLabel('Company name').fill(company.name);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByText(`${company.name} is saved.`)).toBeVisible();
  await look(page);
}

/** Step 2 of Add customer; ends on the page of the new tenant. */
export async function inviteAdmin(page: Page, company: Company): Promise<void> {
  const { email, firstName, lastName } = company.admin;
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('First name').fill(firstName);
  await page.getByLabel('Last name').fill(lastName);
  await page.getByLabel('Job function').selectOption('Management');
  await page.getByRole('button', { name: 'Save and complete' }).click();
  await expect(page.getByText(`The welcome email to ${email} is on its way`)).toBeVisible();
  await look(page);
}

/** From the page of a tenant: writes its contract and presses one of the two buttons; ends on the page of the contract. */
export async function writeContract(
  page: Page,
  contract: { name: string; press: 'Save' | 'Save and mark as active' },
): Promise<void> {
  await page.getByRole('link', { name: 'Create contract' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: /contract for/ })).toBeVisible();
  await look(page);
  await page.getByLabel('Contract name').fill(contract.name);
  await page.getByRole('button', { name: contract.press, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: contract.name })).toBeVisible();
  await look(page);
}

/** A task of a tenant, by the words of its card. */
export function task(page: Page, title: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name: title }) });
}
