import { stepAddress } from '@/lib/connections';
import type { TroubleRow } from '@/lib/onboarding';
import { roleAllows, roleBelow } from '@/lib/roles';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';

/** More than a Home shows; the rest follows as they are mended, and Customers can be filtered by CUR delivery. */
const MOST = 20;

/**
 * Connections of the customers directly below that worked and do not now, the longest first: for those who may read them. The end
 * customer mends them, its partner sees that it does.
 */
export async function troublesForPartner(tx: Tx, ctx: Ctx<UserActor>): Promise<TroubleRow[]> {
  const { actor } = ctx;
  if (!roleAllows(roleBelow(actor.belowRole), 'connection:read')) return [];
  const rows = await tx
    .selectFrom('connections')
    .innerJoin('tenants', 'tenants.id', 'connections.tenant_id')
    .select(['connections.id', 'connections.account_id', 'connections.state', 'connections.purpose'])
    .select(['tenants.id as tenant_id', 'tenants.name'])
    .select((row) => row.fn.coalesce('connections.told_at', 'connections.updated_at').as('since'))
    .where('connections.state', '<>', 'disconnected')
    .where((row) =>
      row.or([row('connections.state', '=', 'broken'), row('connections.delivery', '=', 'failed')]),
    )
    .where('tenants.parent_id', '=', actor.tenantId)
    .where(visible(actor.scope, 'connections'))
    .orderBy('since')
    .orderBy('connections.id')
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    href: stepAddress({ id: row.id, step: row.purpose === 'insights' ? 'insights' : 'validate' }),
    tenant: { id: row.tenant_id, name: row.name },
    account: row.account_id,
    what: row.state === 'broken' ? 'broken' : 'failed',
    since: row.since,
  }));
}
