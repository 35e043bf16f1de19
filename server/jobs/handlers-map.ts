import { type JobKind, readJob, type StoredJob } from './kinds';
import type { JobHandler, JobRun } from './queue';

/** Who does which kind; both adapters run a job through it. */
export class HandlersMap {
  readonly #run = new Map<JobKind, (stored: StoredJob, run: JobRun) => Promise<void>>();

  set<K extends JobKind>(kind: K, handler: JobHandler<K>): void {
    if (this.#run.has(kind)) throw new Error(`${kind} has a handler already`);
    this.#run.set(kind, async (stored, run) => {
      // readJob has checked the payload with the schema of this kind, which the type cannot follow.
      await handler(readJob(stored).payload as Parameters<JobHandler<K>>[0], run);
    });
  }

  kinds(): JobKind[] {
    return [...this.#run.keys()];
  }

  async run(stored: StoredJob, run: JobRun): Promise<void> {
    const handle = this.#run.get(readJob(stored).kind);
    if (!handle) throw new Error(`Nobody does jobs of kind ${stored.kind} here`);
    await handle(stored, run);
  }
}
