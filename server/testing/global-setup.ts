import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '@/server/db/client';
import { migrateToLatest } from '@/server/db/migrate';
import { type PostgresServer, startPostgres } from './postgres-server';

declare module 'vitest' {
  interface ProvidedContext {
    /** An existing server for the tests (DATABASE_URL_TEST); empty: they start one themselves. */
    testServerUrl: string;
    /** A migrated database on that server, which every suite copies. */
    postgresTemplate: { server: string; name: string };
    /** A migrated SQLite file, which every suite copies, and the folder for the copies. */
    sqliteTemplate: { folder: string; file: string };
  }
}

/** Once per run: a Postgres and a migrated template on both databases. A Postgres that cannot start fails the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-sqlite-'));
  const file = join(folder, 'template.db');
  await migrated(`sqlite:${file}`);
  const external = project.config.provide?.testServerUrl;
  const server: PostgresServer = external
    ? { url: external, stop: () => Promise.resolve() }
    : await startPostgres();
  const name = `tributary_template_${process.pid}`;
  try {
    await runOn(server.url, `create database ${name}`);
    await migrated(databaseUrl(server.url, name));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('sqliteTemplate', { folder, file });
  project.provide('postgresTemplate', { server: server.url, name });
  return async () => {
    if (external) await dropAll(server.url, name);
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** The same server's address with another database. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** The template and the copies that workers kept, whose names begin with its own. */
async function dropAll(server: string, template: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [template],
    );
    for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  } finally {
    await client.end();
  }
}

/** Runs one statement outside any transaction, as CREATE DATABASE wants. */
export async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function migrated(url: string): Promise<void> {
  const database = openDatabase({ url });
  try {
    await migrateToLatest(database);
  } finally {
    await database.close();
  }
}
