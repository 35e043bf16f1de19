/**
 * Everything on this machine, for a newcomer (`npm run demo`): the sandbox AWS, the app on 127.0.0.1:3000 with SQLite in ./data, and
 * a world to look around in. `--fresh` begins anew, `--check` walks once through sign-in and Home and ends, `--dev` serves with
 * hot reload instead of the build.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureBuild } from './demo/build';
import { walkThrough } from './demo/check';
import { demoEnvironment, demoPorts } from './demo/environment';
import { isListening, startProcess, stopAll, waitFor } from './demo/processes';
import { publishDemoTemplates } from './demo/templates';
import { newcomer, peopleOfDemo } from './demo/world';

const options = new Set(process.argv.slice(2));
const known = ['--fresh', '--check', '--dev'];

async function main(): Promise<void> {
  const unknown = [...options].filter((option) => !known.includes(option));
  if (unknown.length > 0)
    throw new Error(`Unknown option ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  const check = options.has('--check');
  // A check leaves the demo's own data alone: it has a world and ports of its own.
  const data = resolve(check ? '.tmp/demo-check' : 'data');
  const ports = demoPorts(check ? 38_200 : undefined);
  if (options.has('--fresh') || check) rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  await refuseTakenPorts(ports);
  const env = demoEnvironment({ data, ports });
  if (!options.has('--dev')) await ensureBuild();

  const sandbox = ['sandbox/main.ts', '--port', `${ports.aws}`, '--console-port', `${ports.console}`];
  startProcess({
    name: 'sandbox',
    command: 'tsx',
    args: [...sandbox, '--data', `${data}/sandbox`, '--stack-seconds', '4'],
    env,
  });
  await waitFor(`http://127.0.0.1:${ports.console}/`, 'the sandbox');
  await publishDemoTemplates(env);

  const fresh = !existsSync(`${data}/tributary.db`);
  if (fresh) {
    console.log('Filling in a distributor, two resellers and five end customers …');
    const seeded = startProcess({ name: 'seed', command: 'tsx', args: ['scripts/demo/seed.ts'], env });
    if ((await seeded.ended) !== 0) {
      rmSync(`${data}/tributary.db`, { force: true });
      throw new Error('The demo could not be filled in; what stands above says why.');
    }
  }
  const app = options.has('--dev')
    ? { command: 'next', args: ['dev', '--hostname', '127.0.0.1', '--port', `${ports.app}`] }
    : { command: 'node', args: ['scripts/start.mjs'] };
  startProcess({ name: 'app', ...app, env });
  await waitFor(`${env.BASE_URL}/readyz`, 'the app');
  if (check) {
    const steps = await walkThrough(env.BASE_URL);
    await stopAll();
    console.log(`${steps} passed, 0 failed`);
    return;
  }
  announce(env.BASE_URL, ports.console);
}

async function refuseTakenPorts(ports: Record<string, number>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (await isListening(port)) {
      throw new Error(`Port ${port} (${name}) is taken on 127.0.0.1. Is the demo running already?`);
    }
  }
}

function announce(baseUrl: string, consolePort: number): void {
  const people = peopleOfDemo.map(
    ({ tier, email, password }) => `  ${tier.padEnd(14)} ${email.padEnd(28)} ${password}`,
  );
  console.log(`
Tributary is on ${baseUrl}
The sandbox's AWS console is on http://127.0.0.1:${consolePort}: choose a situation there, and play what comes later

Sign in as
${people.join('\n')}

The journey of a new end customer, about 5 minutes:
  1. As the reseller: Customers, Add customer; then Create contract, Save and mark as active.
  2. Settings, Outbox: open the welcome email and follow its link (best in a private window); choose a password.
  3. Connect your AWS Management Account. Enter the account ${newcomer.account} and the bucket ${newcomer.bucket}.
  4. In the CloudFormation page of the sandbox: sign in to that account, tick the box, Create stack.
  5. Validate CUR: Confirm and proceed; then Complete.

Ctrl+C ends everything; the data stay in ./data (npm run demo -- --fresh begins anew).
`);
}

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exit(1);
});
