import { UNNAMED_COLLEAGUE } from '@/lib/handoffs';
import { ownRole, roleAllows, roleBelow } from '@/lib/roles';
import type { HandoffActor } from '@/server/auth/actor';
import { scopeOfConnection, scopeOfInstallation } from '@/server/auth/scope';
import { throttle } from '@/server/auth/throttle';
import { hashToken } from '@/server/auth/tokens';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import { contractGate } from '../contracts/gate';

/** Says again at most so often that a link is in use. */
const USED_EVERY_MS = 60_000;

/**
 * Who holds this link: null when it was revoked, has expired, was never given; when the connection is disconnected or has no active
 * contract; and when the person who made it may not work on the connection any more. Looked up anew for every request, by the token
 * alone, so it is one of the named exceptions that read the whole installation. Uses nothing up.
 */
export async function actorOfHandoff(
  deps: Pick<Ctx, 'db' | 'now'>,
  by: { token: string; address: string },
): Promise<HandoffActor | null> {
  const found = await withScope({ db: deps.db, actor: { scope: scopeOfInstallation() } }, (tx) =>
    findHandoff(tx, { now: deps.now().toISOString(), token: by.token }),
  );
  if (!found) await throttle(deps, [{ rule: 'link', subject: by.address }, { rule: 'link-overall' }]);
  return found;
}

async function findHandoff(tx: Tx, by: { now: string; token: string }): Promise<HandoffActor | null> {
  const row = await readByToken(tx, by);
  if (!row || row.connection_state === 'disconnected' || !makerMay(row)) return null;
  const gate = await contractGate(tx, { tenantId: row.tenant_id, now: by.now });
  if (!gate.open) return null;
  return {
    kind: 'handoff',
    handoffId: row.id,
    connectionId: row.connection_id,
    tenantId: row.tenant_id,
    resellerId: row.reseller_id,
    distributorId: row.distributor_id,
    name: `${row.label ?? UNNAMED_COLLEAGUE}, by a link`,
    expiresAt: row.expires_at,
    madeBy: row.created_by_name,
    scope: scopeOfConnection({ id: row.connection_id, tenant_id: row.tenant_id }),
  };
}

type Row = NonNullable<Awaited<ReturnType<typeof readByToken>>>;

/** The ancestors are those of the connection as it is now: an end customer that moved takes its links out of its old partner's hands. */
function readByToken(tx: Tx, by: { now: string; token: string }) {
  return tx
    .selectFrom('handoffs')
    .innerJoin('connections', 'connections.id', 'handoffs.connection_id')
    .innerJoin('memberships', 'memberships.id', 'handoffs.membership_id')
    .innerJoin('tenants', 'tenants.id', 'memberships.tenant_id')
    .select(['handoffs.id', 'handoffs.label', 'handoffs.connection_id', 'handoffs.expires_at'])
    .select(['handoffs.created_by_name', 'connections.state as connection_state'])
    .select(['connections.tenant_id', 'connections.reseller_id', 'connections.distributor_id'])
    .select(['memberships.state as maker_state', 'memberships.role', 'memberships.below_role'])
    .select(['memberships.tenant_id as maker_tenant', 'tenants.kind as maker_kind'])
    .where('handoffs.token_hash', '=', hashToken(by.token))
    .where('handoffs.revoked_at', 'is', null)
    .where('handoffs.expires_at', '>', by.now)
    .executeTakeFirst();
}

/** Whoever made the link could do by themselves all that it allows, and must still be able to. */
function makerMay(row: Row): boolean {
  if (row.maker_state !== 'active') return false;
  if (row.maker_tenant === row.tenant_id)
    return roleAllows(ownRole(row.maker_kind, row.role), 'connection:write');
  const above = [row.reseller_id, row.distributor_id];
  return (
    above.includes(row.maker_tenant) && roleAllows(roleBelow(row.below_role ?? 'none'), 'connection:write')
  );
}

/** Whether a use of the link is worth another write. */
export function isUseToNote(lastUsedAt: string | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - Date.parse(lastUsedAt) >= USED_EVERY_MS;
}
