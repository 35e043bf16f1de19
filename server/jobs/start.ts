import type { SystemActor } from '@/server/auth/actor';
import { scopeOfInstallation } from '@/server/auth/scope';
import { serverDeps } from '@/server/deps';
import { handlers } from './handlers';
import { getJobs } from './open';
import { startWorker } from './worker';

/** Starts the worker of this process with the real handlers, as the system actor named Tributary. */
export function startServerWorker(): ReturnType<typeof startWorker> {
  const deps = serverDeps();
  const actor: SystemActor = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() };
  return startWorker({ queue: getJobs(), ctx: () => ({ ...deps, actor }) }, handlers);
}
