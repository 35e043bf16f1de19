import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';

interface Running {
  child: ChildProcess;
  ended: Promise<number>;
}

const running: Running[] = [];
let stopping = false;

/** Starts a process of the demo, its lines marked with its name; when one ends by itself, all end. */
export function startProcess(wanted: {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
}): Running {
  const child = spawn(wanted.command, wanted.args, {
    env: { ...process.env, ...wanted.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') console.log(`[${wanted.name}] ${line}`);
    });
  }
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      console.error(`[${wanted.name}] ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
  const process_ = { child, ended };
  running.push(process_);
  void ended.then((code) => {
    if (code === 0 || stopping) return;
    console.error(`[${wanted.name}] ended with code ${code}`);
    void stopAll().then(() => process.exit(1));
  });
  return process_;
}

/** Asks every process to end and waits until they did. */
export async function stopAll(): Promise<void> {
  stopping = true;
  for (const { child } of running) if (child.exitCode === null) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stopAll().then(() => process.exit(0)));
}

export async function waitFor(url: string, what: string): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline && !stopping) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what} did not answer at ${url} within 3 minutes.`);
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
