import { afterEach, beforeEach, expect, vi } from 'vitest';

/** An unexpected console.error fails the test; one that is expected is mocked in the test itself. */
const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'error').mockImplementation((...values: unknown[]) => {
    printed.push(values.map(String).join(' '));
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(printed, 'unexpected console.error').toEqual([]);
});
