import type { TenantKind } from '@/lib/tenants';

declare const proven: unique symbol;

/** Which rows an actor may see: one column of TenantColumns and its value, or everything for the system. Made only in this file. */
export type TenantScope = {
  readonly [proven]: true;
  readonly column: 'distributor_id' | 'reseller_id' | 'tenant_id' | null;
  readonly tenantId: string | null;
  /** Set: of all that is this tenant's, only this connection and what hangs on it. */
  readonly connectionId: string | null;
};

const columns = {
  distributor: 'distributor_id',
  reseller: 'reseller_id',
  customer: 'tenant_id',
} as const satisfies Record<TenantKind, TenantScope['column']>;

/** The scope of a user of this tenant: itself and all below. Call it only with a membership that was read from the database. */
export function scopeOfTenant(tenant: { id: string; kind: TenantKind }): TenantScope {
  return { column: columns[tenant.kind], tenantId: tenant.id, connectionId: null } as TenantScope; // the brand exists only in types
}

/** The scope of the worker, the command line and the few named look-ups that happen before somebody is signed in. */
export function scopeOfInstallation(): TenantScope {
  return { column: null, tenantId: null, connectionId: null } as TenantScope; // the brand exists only in types
}

/** The scope of whoever holds a hand-off link. Call it only with a connection that was read from the database by that link. */
export function scopeOfConnection(connection: { id: string; tenant_id: string }): TenantScope {
  return {
    column: 'tenant_id',
    tenantId: connection.tenant_id,
    connectionId: connection.id,
  } as TenantScope; // the brand exists only in types
}
