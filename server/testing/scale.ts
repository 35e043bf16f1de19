import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether every case is wanted, however long it takes (SOAK=1). */
    soak: boolean;
  }
}

/** How often a test repeats a race or a random walk: a part of the cases in every run, all of them under SOAK=1. */
export function times(of: { test: number; soak: number }): number {
  return inject('soak') ? of.soak : of.test;
}
