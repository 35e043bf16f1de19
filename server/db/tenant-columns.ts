/**
 * Every row that belongs to a tenant carries its whole line of ancestors, so that one indexed equality scopes a query.
 * `tenant_id` is the owner, `reseller_id` and `distributor_id` are what stands above it (or the tenant itself).
 */
export interface TenantColumns {
  tenant_id: string;
  reseller_id: string | null;
  distributor_id: string;
}
