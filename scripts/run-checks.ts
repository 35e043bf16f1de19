/**
 * Runs the project's checks and adds up what they counted (`npm run check`, `npm test`, `npm run soak`). Every check runs even when
 * one before it failed; the last line is `N passed, N failed`, and the exit code is 1 when anything failed.
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

/** What only reads the sources, in two lanes side by side: most of it keeps one core busy. */
const onSources: [Check[], Check[]] = [
  [
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
        'bench',
      ],
    },
    { name: 'environment only in server/env.ts', command: ['tsx', 'scripts/check-env-use.ts'] },
  ],
  [
    // TypeScript 7 is several times as fast; 6 stays for the tools that read types through its API (docs/decisions.md).
    // Its garbage collector costs more than half of the time while memory is free (132 s against 55).
    {
      name: 'types',
      command: ['node', 'node_modules/typescript-7/bin/tsc', '--noEmit', '-p', '.'],
      env: { GOGC: 'off', GOMEMLIMIT: '4GiB' },
    },
    { name: 'unused files, exports and packages', command: ['knip'] },
  ],
];

const unit = units({ name: 'units', project: 'pure' });
const integration = units({ name: 'integration on SQLite and Postgres', project: 'databases' });
const build: Check = { name: 'standalone build', command: ['node', 'scripts/build.mjs'] };

/** `npm test` takes the journeys tagged @core, CI those tagged @more as well, `npm run soak` all of them. */
function journeys({ name, args }: { name: string; args: string[] }): Check {
  return {
    name,
    command: ['playwright', 'test', ...args],
    count() {
      const { stats } = playwrightReport.parse(readJson('playwright.json'));
      // A skipped journey is one that was not shown to work.
      return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped };
    },
  };
}

const [first, second] = onSources;

/** What runs for each word of the command line, lane beside lane and one such stage after the other. */
const stages: Record<string, Check[][][]> = {
  '': [onSources, [[unit, integration]]],
  // The build comes after the types: it rewrites next-env.d.ts.
  '--browser': [
    [
      [...first, unit],
      [...second, build],
    ],
    [[integration]],
    [[journeys({ name: 'core browser journeys', args: ['--grep', '@core'] })]],
  ],
  '--more': [
    [[journeys({ name: 'more browser journeys, on the build that is there', args: ['--grep', '@more'] })]],
  ],
  '--soak': [
    [
      [
        {
          ...units({ name: 'integration with every repetition', project: 'databases' }),
          env: { SOAK: '1' },
        },
      ],
    ],
    [
      [
        build,
        journeys({ name: 'all browser journeys', args: [] }),
        {
          ...journeys({ name: 'connecting without a doorbell', args: ['connect-', 'stack-scenarios'] }),
          env: { E2E_DOORBELL: 'off' },
        },
      ],
    ],
  ],
};

/** Runs a check; one that has another beside it shows what it printed when it ends, in one piece. */
function run(check: Check, beside: boolean): Promise<number> {
  const [command = '', ...args] = check.command;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: beside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      env: { ...process.env, ...check.env },
      shell: process.platform === 'win32',
    });
    const printed: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => printed.push(part));
    child.on('error', (error) => {
      console.error(`${check.name}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => {
      if (beside) console.log(`\n== ${check.name}\n${Buffer.concat(printed)}`);
      resolve(code ?? 1);
    });
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

async function main(): Promise<void> {
  const chosen = stages[process.argv[2] ?? ''];
  if (!chosen) throw new Error(`Unknown option ${process.argv[2]}. Known: ${Object.keys(stages).join(' ')}`);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const lines: string[] = [];
  const total: Count = { passed: 0, failed: 0 };
  const runLane = async (lane: Check[], beside: boolean) => {
    for (const check of lane) {
      if (!beside) console.log(`\n== ${check.name}`);
      const began = performance.now();
      const count = counted(check, await run(check, beside));
      total.passed += count.passed;
      total.failed += count.failed;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      lines.push(`${check.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`);
    }
  };
  for (const lanes of chosen) await Promise.all(lanes.map((lane) => runLane(lane, lanes.length > 1)));
  const minutes = (performance.now() / 60_000).toFixed(1);
  console.log(`\n${lines.join('\n')}\nin ${minutes} min\n\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}

await main();
