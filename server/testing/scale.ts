import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether every case is wanted, however long it takes (SOAK=1). */
    soak: boolean;
  }
}

/** Whether everything is to run, however long it takes. */
export function isSoaking(): boolean {
  return inject('soak');
}

/** How often a test repeats a race or a random walk: a part of the cases in every run, all of them under SOAK=1. */
export function times(of: { test: number; soak: number }): number {
  return isSoaking() ? of.soak : of.test;
}
