import { type Expression, type SqlBool, sql, type Transaction } from 'kysely';
import type { TenantScope } from '@/server/auth/scope';
import type { Database } from './client';
import type { Tables } from './tables';

/** A transaction that was opened for an actor; every query of a tenant's table takes `visible(scope, table)`. */
export type Tx = Transaction<Tables>;

/**
 * The only door to the database, for reads too. Runs `work` in one transaction; on Postgres the scope is also set as the
 * transaction's context, which row-level policies can read. Never call the network, hash a password or open a second
 * transaction inside: SQLite has one connection.
 */
export function withScope<T>(
  by: { db: Database; actor: { scope: TenantScope } },
  work: (tx: Tx, scope: TenantScope) => Promise<T>,
): Promise<T> {
  const { scope } = by.actor;
  return by.db.kysely.transaction().execute(async (tx) => {
    if (by.db.dialect === 'postgres') {
      const context = scope.column === null ? 'installation' : `${scope.column}=${scope.tenantId}`;
      await sql`select set_config('tributary.scope', ${context}, true)`.execute(tx);
    }
    return work(tx, scope);
  });
}

/** The condition that keeps a query inside the scope; `table` is the table's name or its alias. */
export function visible(scope: TenantScope, table: string): Expression<SqlBool> {
  if (scope.column === null) return sql<SqlBool>`1 = 1`;
  if (scope.connectionId !== null) return ofConnection(table, scope.connectionId);
  return sql<SqlBool>`${sql.ref(`${table}.${scope.column}`)} = ${scope.tenantId}`;
}

/** What a scope of one connection reaches, by table; of every other table nothing. */
const reachOfConnection: Partial<Record<string, string>> = {
  connections: 'id',
  connection_events: 'connection_id',
  handoffs: 'connection_id',
  bucket_proposals: 'connection_id',
} satisfies Partial<Record<keyof Tables, string>>;

function ofConnection(table: string, connectionId: string): Expression<SqlBool> {
  const column = reachOfConnection[table];
  if (column === undefined) return sql<SqlBool>`1 = 0`;
  return sql<SqlBool>`${sql.ref(`${table}.${column}`)} = ${connectionId}`;
}
