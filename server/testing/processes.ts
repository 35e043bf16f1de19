import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a TypeScript file beside this one in a process of its own; `flags` are those of Node. */
export function startProcess(file: string, args: string[], flags: string[] = []): ChildProcess {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const all = [...flags, '--import', 'tsx', script, ...args];
  return spawn(process.execPath, all, { stdio: ['pipe', 'pipe', 'pipe'] });
}

/** The first thing that a process prints; throws with its errors when it ends before. */
export async function firstWords(child: ChildProcess): Promise<string> {
  const err: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = once(child, 'close').then(() => {
    throw new Error(`The process ended early: ${Buffer.concat(err).toString()}`);
  });
  ended.catch(() => undefined); // it also ends after its first words, when nobody waits any more
  const [chunk] = await Promise.race([once(child.stdout ?? child, 'data'), ended]);
  return String(chunk);
}

/** What a process printed until it ended; throws with its errors when it failed. */
export async function outputOf(child: ChildProcess): Promise<string> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(Buffer.concat(err).toString());
  return Buffer.concat(out).toString();
}
