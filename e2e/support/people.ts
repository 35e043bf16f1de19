import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { look } from './accessible';
import { urls } from './ports';

export interface Person {
  email: string;
  firstName: string;
  lastName: string;
}

/** What everybody types; each account is made anew with every run. */
export const password = 'river-stone-orchard';

export const distributor = {
  company: 'Northstar Distribution',
  domain: 'northstar.example',
  email: 'dana@northstar.example',
  firstName: 'Dana',
  lastName: 'Holm',
};

/** The session that first run leaves behind, so that not every journey signs the distributor in. */
export const distributorSession = resolve('.tmp/e2e/distributor.json');

export async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await look(page);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Signs out through the menu behind the person's name. */
export async function signOut(page: Page, who: { person: string; tenant: string }): Promise<void> {
  await page
    .locator('summary')
    .filter({ hasText: `${who.person}, ${who.tenant}` })
    .click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
}

/** The one-time link of the newest mail to an address, as the outbox of the demo shows it. */
export async function mailedLink(page: Page, email: string): Promise<string> {
  await page.goto('/settings/outbox');
  const row = page.getByRole('row').filter({ hasText: email });
  await row
    .getByRole('link', { name: /^Activate your user/ })
    .first()
    .click();
  const button = page.getByRole('link', { name: 'Choose a password' });
  await expect(button).toBeVisible();
  await look(page);
  return (await button.getAttribute('href')) ?? '';
}

/** Follows the link of a welcome email and chooses a password; ends on the person's Home. */
export async function activate(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await expect(page.getByRole('heading', { name: /^Welcome, / })).toBeVisible();
  await look(page);
  await choosePassword(page, password);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(page).toHaveURL(`${urls.app}/`);
}

export async function choosePassword(page: Page, typed: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(typed);
  await page.getByRole('button', { name: 'Activate' }).click();
}

/**
 * The same for journeys about something else: the form is posted as a browser without JavaScript posts it, and the page's browser
 * is signed in without having shown a page.
 */
export async function activated(page: Page, link: string): Promise<void> {
  const { request } = page.context();
  const shown = await request.get(link);
  const multipart: Record<string, string> = { password };
  for (const [input] of (await shown.text()).matchAll(/<input type="hidden"[^>]*>/g)) {
    const name = /\sname="([^"]*)"/.exec(input)?.[1] ?? '';
    multipart[name] = (/\svalue="([^"]*)"/.exec(input)?.[1] ?? '').replaceAll('&quot;', '"');
  }
  const answer = await request.post(`${urls.app}/activate`, {
    multipart,
    headers: { origin: urls.app },
    maxRedirects: 0,
  });
  expect(answer.headers().location, 'an activation leads to Home').toBe('/');
}
