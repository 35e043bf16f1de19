import { readdirSync, readFileSync } from 'node:fs';
import { chromium, expect, type Page } from '@playwright/test';
import { violationsOf } from './accessible';
import { control } from './aws';
import { findChromium } from './chromium';
import { distributor, distributorSession, password } from './people';
import { urls } from './ports';

/** Before any journey: publishes the templates as an operator would, and sets Tributary up by the link that it has printed. */
// biome-ignore lint/style/noDefaultExport: Playwright calls the default export
export default async function firstRun(): Promise<void> {
  await publishTemplates();
  const browser = await chromium.launch(await findChromium());
  try {
    const context = await browser.newContext({ baseURL: urls.app, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await setUp(page);
    await context.storageState({ path: distributorSession });
  } finally {
    await browser.close();
  }
}

/** The folder that is put into the bucket, file by file. */
async function publishTemplates(): Promise<void> {
  for (const key of readdirSync('public/templates')) {
    const text = readFileSync(`public/templates/${key}`, 'utf8');
    await control('put-object', { bucket: 'tributary-templates', key, text });
  }
}

async function setUp(page: Page): Promise<void> {
  // Caught by playwright.config.ts from what the app prints at its first start.
  const token = process.env.SETUP_TOKEN;
  if (!token) throw new Error('The app has not printed a set-up link.');
  await page.goto('/sign-in');
  await expect(page.getByText('Tributary is not set up yet.')).toBeVisible();
  await page.goto(`/setup#token=${token}`);
  await expect(page.getByLabel('Set-up token')).toHaveValue(token);
  await expect(page).toHaveURL(`${urls.app}/setup`);
  const violations = await violationsOf(page);
  if (violations.length > 0) throw new Error(violations.join('\n'));
  await page.getByLabel('Company name').fill(distributor.company);
  await page.getByLabel('Domain name').fill(distributor.domain);
  await page.getByLabel('Time zone').selectOption('Europe/Oslo');
  await page.getByLabel('First name').fill(distributor.firstName);
  await page.getByLabel('Last name').fill(distributor.lastName);
  await page.getByLabel('Email').fill(distributor.email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Set up' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Onboarding' })).toBeVisible({ timeout: 60_000 });
}
