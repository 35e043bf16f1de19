import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';

const built = '.next/standalone/server.js';
const sources = ['{app,components,lib,server,migrations,public}/**/*', '*.{ts,mjs,json}'];

/** Builds the app when there is no build, or when a source is newer than the build. */
export async function ensureBuild(): Promise<void> {
  if (existsSync(built) && newestSource() <= statSync(built).mtimeMs) return;
  console.log('Building the app (once, a minute or more) …');
  const code = await new Promise<number>((resolve) => {
    const child = spawn('node', ['scripts/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (exit) => resolve(exit ?? 1));
    child.on('error', () => resolve(1));
  });
  if (code !== 0) throw new Error('The build failed. "npm run build" shows why.');
}

function newestSource(): number {
  const built = globSync(sources).filter((file) => !/\.test\.|server\/testing\//.test(file));
  return Math.max(...built.map((file) => statSync(file).mtimeMs));
}
