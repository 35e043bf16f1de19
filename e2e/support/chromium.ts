import { existsSync } from 'node:fs';
import { chromium as bundled } from '@playwright/test';

/** What keeps Chromium from talking to anybody but the pages under test. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  // Starting a process costs more than what a page of ours needs one for.
  '--renderer-process-limit=2',
];

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/**
 * The browser for the journeys: $CHROMIUM_PATH, an installed Chromium or Chrome, the one inside npm (Linux x64), Playwright's own.
 * Throws with the command that brings one when there is none.
 */
export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const named = process.env.CHROMIUM_PATH;
  if (named) return { executablePath: named, args: quiet };
  const found = installed.find((path) => existsSync(path));
  if (found) return { executablePath: found, args: quiet };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packaged } = await import('@sparticuz/chromium');
    return { executablePath: await packaged.executablePath(), args: quiet };
  }
  const own = bundled.executablePath();
  if (existsSync(own)) return { executablePath: own, args: quiet };
  throw new Error(
    'No Chromium was found for the browser journeys. Install one with "apt-get install chromium" or "npx playwright install chromium", or set CHROMIUM_PATH.',
  );
}
