import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const never = ['**/node_modules/**', '.next/**', 'data/**', '.tmp/**', 'e2e/**'];
/** What touches a database; the rest starts no Postgres. */
const onDatabases = ['server/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'];

export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // No test replaces a module, so files share them: the AWS SDK is loaded twice in all, not once for each file.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    setupFiles: ['./server/testing/console.ts'],
    provide: {
      testServerUrl: process.env.DATABASE_URL_TEST ?? '',
      // Races and random walks in full; in every run a part of them.
      soak: process.env.SOAK === '1',
    },
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: ['**/*.test.{ts,tsx}'], exclude: [...never, ...onDatabases] },
      },
      {
        extends: true,
        test: {
          name: 'databases',
          include: onDatabases,
          exclude: never,
          globalSetup: ['./server/testing/global-setup.ts'],
        },
      },
    ],
  },
});
