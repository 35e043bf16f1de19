import { EnvironmentError, env, readEnv } from './env';
import { log } from './log';

const oldestNode = { major: 22, minor: 12 };

/**
 * What happens between starting the process and serving the first request. Ends the process with a clear list when the
 * environment or the Node version is wrong; nothing is served then.
 */
export async function boot(): Promise<void> {
  refuseOldNode();
  refuseBrokenEnvironment();
  const { getDatabase } = await import('./db/client');
  const { migrateToLatest } = await import('./db/migrate');
  await migrateToLatest(getDatabase());
  const { serverDeps } = await import('./deps');
  const { announceSetup } = await import('./domain/installation/announce');
  await announceSetup(serverDeps());
  const stopWorker = env().WORKER === 'app' ? await beginWork() : async () => undefined;
  drainOnSignal(stopWorker);
}

/** better-sqlite3 crashes without a word on Node 20, so an old Node is named before it is loaded. */
function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return;
  process.stderr.write(
    `Tributary needs Node 22.12 or newer; this is ${process.versions.node}. Use "npm start".\n`,
  );
  process.exit(1);
}

function refuseBrokenEnvironment(): void {
  try {
    readEnv();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function beginWork(): Promise<() => Promise<void>> {
  const { startServerWorker } = await import('./jobs/start');
  const worker = await startServerWorker();
  return () => worker.stop();
}

/** SIGTERM: not ready first, then running jobs end, then the database closes; all within 10 s (quality.md R12). */
function drainOnSignal(stopWorker: () => Promise<void>): void {
  let begun = false;
  const drain = async (signal: string) => {
    if (begun) return;
    begun = true;
    const { startDraining } = await import('./health');
    startDraining();
    log().info({ signal }, 'stopping');
    const enough = setTimeout(() => process.exit(0), 9_000);
    await stopWorker().catch((error: unknown) =>
      log().error({ err: error }, 'the worker did not stop cleanly'),
    );
    const { getDatabase } = await import('./db/client');
    await getDatabase().close();
    clearTimeout(enough);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void drain(signal));
}
