import { resolve } from 'node:path';

/** Where the servers of the journeys listen; E2E_PORT moves all three. */
const first = Number(process.env.E2E_PORT ?? 38100);

export const ports = { app: first, aws: first + 1, console: first + 2 };

export const urls = {
  app: `http://127.0.0.1:${ports.app}`,
  aws: `http://127.0.0.1:${ports.aws}`,
  console: `http://127.0.0.1:${ports.console}`,
};

/** What the app keeps while the journeys run. */
export const databaseFile = resolve('.tmp/e2e/tributary.db');
