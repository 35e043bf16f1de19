import { createHash } from 'node:crypto';
import type { JobKind } from '@/server/jobs/kinds';
import type { EnqueueOptions, Jobs } from '@/server/jobs/queue';
import type { Log } from '@/server/log';

/** Ids in the shape of UUIDs that count up, and secrets derived from the same count; `series` keeps two sets apart. */
export function countedIds(series: number): { newId(): string; newSecret(): string } {
  let count = 0;
  const next = () => {
    count += 1;
    return count.toString(16).padStart(12, '0');
  };
  return {
    newId: () => `${series.toString(16).padStart(8, '0')}-0000-4000-8000-${next()}`,
    newSecret: () => createHash('sha256').update(`${series}:${next()}`).digest('base64url'),
  };
}

/** Something that a test must not touch: its first use names it. */
export function untouchable<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get(_, key) {
      if (key === 'then') return undefined; // a value that is awaited is asked for this
      throw new Error(`This test brought no ${name}, but ${String(key)} was asked of it.`);
    },
  });
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface EnqueuedJob extends EnqueueOptions {
  kind: JobKind;
  payload: unknown;
}

/** A queue that only remembers what was enqueued. */
export function fakeJobs(): Jobs & { enqueued: EnqueuedJob[] } {
  const enqueued: EnqueuedJob[] = [];
  return {
    enqueued,
    async enqueue(_tx, kind, payload, options) {
      enqueued.push({ kind, payload, ...options });
    },
  };
}
