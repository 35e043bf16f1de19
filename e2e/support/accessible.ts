import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';

/** Contexts in which no script of a page runs. */
export const scriptless = new WeakSet<BrowserContext>();

/** Where the shapes of pages without a violation are kept for a run: axe takes seconds, and journeys meet the same page often. */
const clean = resolve('.tmp/e2e/clean');

/** The page as it stands has no violation, in light and in dark. */
export async function look(page: Page): Promise<void> {
  const html = await htmlOf(page);
  const shape = join(clean, createHash('sha256').update(shapeOf(page, html)).digest('hex'));
  if (existsSync(shape)) return;
  expect(await violationsOf(page, html)).toEqual([]);
  mkdirSync(clean, { recursive: true });
  writeFileSync(shape, '');
}

/** The page without what would run or reload when it is read again. */
async function htmlOf(page: Page): Promise<string> {
  let html = '';
  // Steps that wait reload themselves without JavaScript, also in the moment in which they are read; a page that was walked to
  // may still be coming in; and its title comes a moment after the rest.
  await expect(async () => {
    await page.waitForLoadState('domcontentloaded');
    html = await page.content();
    expect(html).toMatch(/<title>[^<]/);
  }, 'a page with a title').toPass({ timeout: 60_000 });
  const still = html
    .replace(/<script\b[\s\S]*?<\/script>/gi, '')
    .replace(/<meta http-equiv="refresh"[^>]*>/gi, '');
  return scriptless.has(page.context()) ? still.replace(/<\/?noscript\b[^>]*>/gi, '') : still;
}

/** Attributes that name, point or speak: that they are there matters to axe, what they say differs between journeys. */
const worded =
  '\\s(id|for|title|aria-label|aria-\\w+by|aria-controls|href|action|name|value|src|d|data-[\\w-]+)="[^"]+"';

/** The page and every kind of element on it with the attributes that axe judges by, without the words and ids of this journey. */
function shapeOf(page: Page, html: string): string {
  const tags = html.replace(new RegExp(worded, 'g'), ' $1').match(/<[^>]+>/g);
  const path = new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
  return [path, ...new Set(tags)].sort().join('\n');
}

/** What axe finds, a line each; empty is good. */
export async function violationsOf(page: Page, html?: string): Promise<string[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser to look at a copy in.');
  const { origin, pathname } = new URL(page.url());
  const inspector = await inspectorOf(browser, origin);
  await inspector.evaluate(show, { html: html ?? (await htmlOf(page)), worded });
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await inspector.emulateMedia({ colorScheme });
    // The scheme changes colours alone, so the second look asks for nothing else.
    const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
    for (const { id, targets } of await inspector.evaluate(judge, rules)) {
      found.push(`${colorScheme} ${pathname} ${id}: ${targets.join(', ')}`);
    }
  }
  return found;
}

const inspectors = new WeakMap<Browser, Map<string, Promise<Page>>>();

/**
 * One page for each origin in which axe stays loaded: a browser takes several times as long for axe's first look as for those
 * that follow, and every page that is opened would begin with a first one.
 */
function inspectorOf(browser: Browser, origin: string): Promise<Page> {
  const known = inspectors.get(browser) ?? new Map<string, Promise<Page>>();
  inspectors.set(browser, known);
  const inspector = known.get(origin) ?? openInspector(browser, origin);
  known.set(origin, inspector);
  return inspector;
}

async function openInspector(browser: Browser, origin: string): Promise<Page> {
  // A colour that is still fading in has another contrast than the one that is designed.
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const address = `${origin}/inspector`;
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: '' }));
  await page.goto(address);
  const minified = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(readFileSync(minified, 'utf8'));
  return page;
}

/** Shows another document in the same window, so that axe stays; of list items and rows that differ in words alone, the first. */
async function show({ html, worded }: { html: string; worded: string }): Promise<void> {
  document.open();
  document.write(html);
  document.close();
  const seen = new Set<string>();
  for (const part of document.querySelectorAll('li, tr')) {
    const shape = part.outerHTML
      .replace(new RegExp(worded, 'g'), ' $1')
      .replace(/>[^<]*\S[^<]*</g, '>words<');
    if (seen.has(shape)) part.remove();
    seen.add(shape);
  }
  const sheets = document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]');
  await Promise.all(
    Array.from(
      sheets,
      (link) =>
        link.sheet ??
        new Promise<void>((resolve, reject) => {
          link.addEventListener('load', () => resolve());
          link.addEventListener('error', () => reject(new Error(`${link.href} did not load`)));
        }),
    ),
  );
  await document.fonts.ready;
}

/** Only what was violated leaves the page: a whole result is megabytes. */
async function judge(rules: string[] | undefined): Promise<{ id: string; targets: string[] }[]> {
  const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target.join(' ')) }));
}
