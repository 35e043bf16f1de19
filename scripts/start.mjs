/** Starts the standalone build (`npm start`): checks the Node version, then hands over to the server that Next made. */
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error(`Tributary needs Node 22.12 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}
const server = new URL('../.next/standalone/server.js', import.meta.url);
if (!existsSync(server)) {
  console.error('There is no build yet. Make one with: npm run build');
  process.exit(1);
}
process.env.NODE_ENV = 'production';
process.env.HOSTNAME ??= '127.0.0.1';
process.env.PORT ??= '3000';
// Without it Next ends at once on SIGTERM and running jobs are cut off.
process.env.NEXT_MANUAL_SIG_HANDLE = '1';
const cwd = process.cwd();
await import(server.href);
process.chdir(cwd); // the server changes into its own folder; relative DATABASE_URLs mean the caller's
