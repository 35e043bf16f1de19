import type { Tx } from '@/server/db/scope';

/**
 * The people of a tenant whom a mail of the system reaches. Read by the tenant's id alone, which may lie outside the actor's scope:
 * they are written to, not shown.
 */
export function activeAdmins(tx: Tx, tenantId: string): Promise<{ email: string; first_name: string }[]> {
  return tx
    .selectFrom('memberships')
    .innerJoin('identities', 'identities.id', 'memberships.identity_id')
    .select(['identities.email', 'identities.first_name'])
    .where('memberships.tenant_id', '=', tenantId)
    .where('memberships.role', '=', 'admin')
    .where('memberships.state', '=', 'active')
    .orderBy('memberships.id')
    .execute();
}
