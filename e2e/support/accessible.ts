import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BrowserContext, expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** Contexts in which no script of a page runs, so axe cannot either. */
export const scriptless = new WeakSet<BrowserContext>();

/** Where the shapes of pages without a violation are kept for a run: axe takes seconds, and journeys meet the same page often. */
const clean = resolve('.tmp/e2e/clean');
const cleanParts = resolve('.tmp/e2e/clean-parts');

/** The page as it stands has no violation, in light and in dark. */
export async function look(page: Page): Promise<void> {
  const shape = join(
    clean,
    createHash('sha256')
      .update(await shapeOf(page))
      .digest('hex'),
  );
  if (existsSync(shape)) return;
  await expectNoViolation(page);
  mkdirSync(clean, { recursive: true });
  writeFileSync(shape, '');
}

/** The page and every kind of element on it with the attributes that axe judges by, without the words and ids of this journey. */
async function shapeOf(page: Page): Promise<string> {
  let html = '';
  // Steps that wait reload themselves without JavaScript, also in the moment in which they are read.
  await expect(async () => {
    html = await page.content();
  }).toPass();
  const tags = html
    .replace(/<script\b[\s\S]*?<\/script>/gi, '')
    .replace(
      /\s(id|for|title|aria-label|aria-\w+by|aria-controls|href|action|name|value|src|d|data-[\w-]+)="[^"]*"/g,
      ' $1',
    )
    .match(/<[^>]+>/g);
  const path = new URL(page.url()).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
  return [path, ...new Set(tags)].sort().join('\n');
}

async function expectNoViolation(page: Page): Promise<void> {
  if (!scriptless.has(page.context())) {
    expect(await violationsOf(page)).toEqual([]);
    return;
  }
  const copy = await copyForAxe(page);
  expect(await violationsOf(copy)).toEqual([]);
  await copy.context().close();
}

/** What axe finds, a line each; empty is good. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const fresh = await leaveOutRepeated(page, existsSync(cleanParts) ? readdirSync(cleanParts) : []);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // The document is the same in the dark; only its colours are not.
    const violations = await run(page, colorScheme === 'dark' ? ['color-contrast'] : undefined);
    for (const { id, targets } of violations) {
      found.push(`${colorScheme} ${new URL(page.url()).pathname} ${id}: ${targets.join(', ')}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (found.length === 0) {
    mkdirSync(cleanParts, { recursive: true });
    for (const part of fresh) writeFileSync(join(cleanParts, part), '');
  }
  return found;
}

/** What axe takes longest for are lists: an item that differs from one before it, here or on an earlier page, in words alone is left out. */
function leaveOutRepeated(page: Page, known: string[]): Promise<string[]> {
  return page.evaluate(async (before) => {
    const world = globalThis as unknown as { repeated: Element[] };
    world.repeated = [];
    const seen = new Set(before);
    const fresh: string[] = [];
    for (const part of document.querySelectorAll('header, tr, li')) {
      if (world.repeated.some((outer) => outer.contains(part))) continue;
      // Its colours depend on what it stands in, and whether it has a name on whether there are words.
      let shape = part.outerHTML
        .replace(/>[^<]*\S[^<]*</g, '>words<')
        .replace(
          /\s(id|for|title|aria-label|aria-\w+by|aria-controls|href|action|name|value|src|d|data-[\w-]+)="[^"]+"/g,
          ' $1',
        );
      for (let around = part.parentElement; around; around = around.parentElement) {
        shape += `<${around.tagName} ${around.className}>`;
      }
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(shape));
      const name = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (seen.has(name)) world.repeated.push(part);
      else {
        seen.add(name);
        fresh.push(name);
      }
    }
    return fresh;
  }, known);
}

/** Only what was violated leaves the page: a whole result is megabytes. */
function run(page: Page, runOnly?: string[]): Promise<{ id: string; targets: string[] }[]> {
  return page.evaluate(async (rules) => {
    const { axe, repeated } = globalThis as unknown as {
      axe: typeof import('axe-core');
      repeated: Element[];
    };
    const { violations } = await axe.run(
      { include: [document], exclude: repeated },
      { runOnly: rules, resultTypes: ['violations'] },
    );
    return violations.map(({ id, nodes }) => ({ id, targets: nodes.map((node) => node.target.join(' ')) }));
  }, runOnly);
}

/** The same document and styles in a browser that runs axe, but none of the page's own scripts. */
async function copyForAxe(page: Page): Promise<Page> {
  let content = '';
  // Steps that wait reload themselves without JavaScript, also in the moment in which they are read.
  await expect(async () => {
    content = await page.content();
  }).toPass();
  const html = content
    .replace(/<script\b[\s\S]*?<\/script>/gi, '')
    .replace(/<\/?noscript\b[^>]*>/gi, '')
    .replace(/<meta http-equiv="refresh"[^>]*>/gi, '');
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser to open a copy in.');
  const context = await browser.newContext({ javaScriptEnabled: true, reducedMotion: 'reduce' });
  const copy = await context.newPage();
  const [address = ''] = page.url().split('#');
  await copy.route(
    (url) => url.href === address,
    (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }),
  );
  await copy.goto(address);
  return copy;
}
