import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/support/chromium';
import { databaseFile, ports, urls } from './e2e/support/ports';
import { CANARY_ROLE, doorbellVariables, SANDBOX_OPERATOR } from './sandbox/operator';

const data = dirname(databaseFile);
// Workers and other tools read this file too: only the first reading of a run, before the servers start, begins with an empty database.
const begins = process.argv.includes('test') && process.env.TEST_WORKER_INDEX === undefined;
if (begins) rmSync(data, { recursive: true, force: true });

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.tmp/playwright',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 900_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: '.tmp/reports/playwright.json' }]],
  globalSetup: './e2e/support/first-run.ts',
  use: {
    baseURL: urls.app,
    launchOptions: await findChromium(),
    viewport: { width: 1280, height: 900 },
    // A control that never comes fails where it is missed, not when the whole journey's time is over.
    actionTimeout: 120_000,
    navigationTimeout: 120_000,
  },
  webServer: [
    {
      command: `tsx sandbox/main.ts --port ${ports.aws} --console-port ${ports.console} --stack-seconds 1 --propagation-seconds 1`,
      url: `${urls.console}/`,
      stdout: 'ignore',
    },
    {
      command: 'node scripts/start.mjs',
      // The first start prints the set-up link just before it serves; first run finds its token in the environment.
      wait: { stdout: /\/setup#token=(?<setup_token>[\w-]+)\s/ },
      stdout: 'pipe',
      env: {
        PORT: String(ports.app),
        BASE_URL: urls.app,
        DATABASE_URL: `sqlite:${databaseFile}`,
        AUTH_SECRET: 'journeys-only-secret-of-forty-characters',
        AWS_ENDPOINT_URL: urls.aws,
        AWS_CONSOLE_URL: urls.console,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: SANDBOX_OPERATOR.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_OPERATOR.secretAccessKey,
        OPERATOR_PRINCIPAL_ARN: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:root`,
        OPERATOR_CANARY_ROLE_ARN: `arn:aws:iam::${SANDBOX_OPERATOR.accountId}:role/${CANARY_ROLE}`,
        TEMPLATE_BASE_URL: `${urls.aws}/tributary-templates`,
        // E2E_DOORBELL=off: every stack is found by looking alone.
        ...(process.env.E2E_DOORBELL === 'off' ? {} : doorbellVariables(urls.aws)),
        DEMO: '1',
        LOG_LEVEL: 'warn',
        NEXT_TELEMETRY_DISABLED: '1',
      },
    },
  ],
});
