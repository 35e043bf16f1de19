/**
 * Runs the project's checks one after another and adds up what they counted (`npm run check`, `npm test`). Every check runs even
 * when one before it failed; the last line is `N passed, N failed`, and the exit code is 1 when anything failed. With `--core`,
 * `npm test` takes of the browser journeys only those tagged @core.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { z } from 'zod';

interface Count {
  passed: number;
  failed: number;
}

interface Check {
  name: string;
  command: string[];
  env?: Record<string, string>;
  /** What the runner itself counted; without it the check counts as one. */
  count?: () => Count;
}

const reports = '.tmp/reports';

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
});
const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** One of vitest's projects, counted by its own report. */
function units({ name, project }: { name: string; project: 'pure' | 'databases' }): Check {
  const report = `vitest-${project}.json`;
  return {
    name,
    command: [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reports}/${report}`,
    ],
    count() {
      const counted = vitestReport.parse(readJson(report));
      return { passed: counted.numPassedTests, failed: counted.numFailedTests };
    },
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(`${reports}/${file}`, 'utf8'));
}

const checks: Check[] = [
  { name: 'format and lint', command: ['biome', 'check', '.', '--error-on-warnings'] },
  {
    name: 'layers and cycles',
    command: [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'app',
      'components',
      'lib',
      'server',
      'migrations',
      'sandbox',
    ],
  },
  { name: 'environment only in server/env.ts', command: ['tsx', 'scripts/check-env-use.ts'] },
  { name: 'unused files, exports and packages', command: ['knip'] },
  // TypeScript 7 is several times as fast; 6 stays for the tools that read types through its API (docs/decisions.md).
  { name: 'types', command: ['node', 'node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.'] },
  units({ name: 'units', project: 'pure' }),
  units({ name: 'integration on SQLite and Postgres', project: 'databases' }),
];

const coreOnly = process.argv.includes('--core');

const browserChecks: Check[] = [
  { name: 'standalone build', command: ['node', 'scripts/build.mjs'] },
  {
    name: coreOnly ? 'core browser journeys' : 'browser journeys',
    command: ['playwright', 'test', ...(coreOnly ? ['--grep', '@core'] : [])],
    count() {
      const { stats } = playwrightReport.parse(readJson('playwright.json'));
      // A skipped journey is one that was not shown to work.
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
    },
  },
];

function run(check: Check): Promise<number> {
  const [command = '', ...args] = check.command;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, ...check.env },
      shell: process.platform === 'win32',
    });
    child.on('error', (error) => {
      console.error(`${check.name}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function counted(check: Check, code: number): Count {
  let own: Count = { passed: 0, failed: 0 };
  try {
    own = check.count?.() ?? { passed: code === 0 ? 1 : 0, failed: 0 };
  } catch {
    // The runner ended before it wrote its report: the exit code below counts it as failed.
  }
  const silent = own.passed + own.failed === 0;
  // A runner that fails, or that counted nothing at all, never passes as zero failures.
  return { passed: own.passed, failed: Math.max(own.failed, code !== 0 || silent ? 1 : 0) };
}

function chosenChecks(): Check[] {
  return process.argv.includes('--browser') ? [...checks, ...browserChecks] : checks;
}

async function main(): Promise<void> {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const wanted = chosenChecks();
  const lines: string[] = [];
  const total: Count = { passed: 0, failed: 0 };
  for (const check of wanted) {
    console.log(`\n== ${check.name}`);
    const began = performance.now();
    const count = counted(check, await run(check));
    total.passed += count.passed;
    total.failed += count.failed;
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    lines.push(`${check.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
  }
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}

await main();
