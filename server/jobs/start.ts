import type { SystemActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import { serverDeps } from '@/server/deps';
import { startDoorbell } from './doorbell';
import { handlers } from './handlers';
import { getJobs } from './open';
import { startWorker } from './worker';

/** Starts the worker of this process with the real handlers, and the ear at the doorbell, as the system actor named Tributary. */
export async function startServerWorker(): ReturnType<typeof startWorker> {
  const deps = serverDeps();
  const actor: SystemActor = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() };
  const ctx = () => ({ ...deps, actor });
  const worker = await startWorker({ queue: getJobs(), ctx }, handlers);
  const doorbell = startDoorbell(ctx);
  return {
    async stop(options) {
      await doorbell.stop();
      await worker.stop(options);
    },
  };
}
