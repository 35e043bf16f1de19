import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { look, scriptless } from './accessible';
import { type Api, apiOf, apiOfDistributor } from './api';
import { activated, distributorSession } from './people';
import { urls } from './ports';
import { type Known, knownCustomer, knownReseller } from './world';

type OpenOptions = {
  session?: Session;
  javaScriptEnabled?: boolean;
  /** Another page at a browser that is already open, and stays so: what it has loaded is not loaded again. */
  within?: BrowserContext;
};
type Session = Awaited<ReturnType<BrowserContext['storageState']>> | string;

interface Fixtures {
  /** Parts of the complaints that this journey causes on purpose. */
  expected: string[];
  /** Another person at another browser; every page that it opens is watched. */
  open: (options?: OpenOptions) => Promise<Page>;
  /** The distributor's Admin, signed in. */
  distributorPage: Page;
}

interface WorkerFixtures {
  /** The procedures as the distributor's Admin. */
  api: Api;
  /** An end customer with an active contract whose Admin is signed in; journeys share it that only add connections. */
  sharedCustomer: { customer: Known; session: Session; browser: BrowserContext; api: Api };
}

/**
 * Playwright's test, and what every journey has: people at browsers of their own, and no console error, page error or failed request
 * beyond `expected`.
 */
export const test = base.extend<Fixtures, WorkerFixtures>({
  expected: [[], { option: true }],
  open: async ({ browser, expected }, use) => {
    const leave: (() => Promise<void>)[] = [];
    const complaints: string[] = [];
    await use(async (options = {}) => {
      const { within } = options;
      const context = within ?? (await newContext(browser, options));
      const pages: Page[] = [];
      const meet = (page: Page) => {
        pages.push(page);
        watch(page, complaints);
      };
      context.on('page', meet);
      leave.push(async () => {
        context.off('page', meet);
        if (!within) return context.close();
        for (const page of pages) await page.close();
        // The next journey begins signed out of AWS, as this one did.
        await within.clearCookies({ name: 'sandbox_identity' });
      });
      return context.newPage();
    });
    for (const one of leave) await one();
    const unexpected = complaints.filter((said) => !expected.some((part) => said.includes(part)));
    expect(unexpected, 'console errors, page errors and failed requests').toEqual([]);
  },
  distributorPage: async ({ open }, use) => {
    await use(await open({ session: distributorSession }));
  },
  api: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      await use(apiOfDistributor());
    },
    { scope: 'worker' },
  ],
  sharedCustomer: [
    async ({ api, browser }, use) => {
      const { id: parentId } = await knownReseller(api);
      const customer = await knownCustomer(api, { parentId });
      const context = await newContext(browser, {});
      const first = await context.newPage();
      await activated(first, customer.link);
      await first.close();
      const session = await context.storageState();
      await use({ customer, session, browser: context, api: apiOf(session) });
      await context.close();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

export { expect, look };

async function newContext(browser: Browser, options: OpenOptions): Promise<BrowserContext> {
  const { session, javaScriptEnabled = true } = options;
  const context = await browser.newContext({
    baseURL: urls.app,
    viewport: { width: 1280, height: 900 },
    // A colour that is still fading in has another contrast than the one that is designed.
    reducedMotion: 'reduce',
    javaScriptEnabled,
    storageState: session,
  });
  if (!javaScriptEnabled) scriptless.add(context);
  return context;
}

function watch(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} at ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message} at ${page.url()}`));
  page.on('response', (response) => {
    const status = response.status();
    if (status >= 400) complaints.push(`answered with a status of ${status} at ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // How the browser refuses what it was told not to run.
    if (why === 'csp' && request.resourceType() === 'script' && scriptless.has(page.context())) return;
    // The browser itself drops what is under way when a person goes on to another page.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${why} at ${request.url()}`);
  });
}
