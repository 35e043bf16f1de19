import { z } from 'zod';
import { type ActivityQuery, activitySentence, isActivityAction } from '@/lib/activities';
import { roleAllows, roleBelow } from '@/lib/roles';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import { fetchTenant } from '../tenants/fetch';

const PAGE = 50;
const Detail = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export interface ActivityEntry {
  id: string;
  at: string;
  who: { name: string; company: string | null };
  sentence: string;
  tenant: { id: string; name: string };
  /** For whom it was done when it was not the actor's own to do. */
  onBehalfOf: string | null;
}

/**
 * What was done, newest first, a page at a time, of one tenant or of everything the actor may read. `after` is the `next` of the
 * page before.
 */
export function listActivities(ctx: Ctx<UserActor>, input: ActivityQuery) {
  return withScope(ctx, async (tx) => {
    if (input.tenantId !== undefined) {
      await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'activity:read' });
    }
    const found = await readPage(tx, { ctx, input });
    const above = await ownParent(tx, ctx.actor);
    const rows = found.slice(0, PAGE).map((row) => toEntry(row, { actor: ctx.actor, above }));
    const last = found.length > PAGE ? found[PAGE - 1] : undefined;
    return { rows, next: last ? `${last.at}|${last.id}` : null, now: ctx.now().toISOString() };
  });
}

type Row = Awaited<ReturnType<typeof readPage>>[number];

function readPage(tx: Tx, of: { ctx: Ctx<UserActor>; input: ActivityQuery }) {
  const { actor } = of.ctx;
  let query = tx
    .selectFrom('activities')
    .innerJoin('tenants', 'tenants.id', 'activities.tenant_id')
    .leftJoin('tenants as parents', 'parents.id', 'tenants.parent_id')
    .leftJoin('tenants as actors', 'actors.id', 'activities.actor_tenant_id')
    .select(['activities.id', 'activities.at', 'activities.actor_kind', 'activities.actor_tenant_id'])
    .select(['activities.actor_name', 'activities.on_behalf', 'activities.action', 'activities.detail_json'])
    .select(['tenants.id as tenant_id', 'tenants.name as tenant_name', 'parents.name as parent_name'])
    .select(['actors.name as company', 'actors.distributor_id', 'actors.reseller_id'])
    .where(visible(actor.scope, 'activities'));
  // Without a role in customers below, only one's own tenant can be read.
  const readsBelow = roleAllows(roleBelow(actor.belowRole), 'activity:read');
  const only = of.input.tenantId ?? (readsBelow ? undefined : actor.tenantId);
  if (only !== undefined) query = query.where('activities.tenant_id', '=', only);
  const [at, id] = of.input.after.split('|');
  if (at && id) {
    query = query.where((row) =>
      row.or([
        row('activities.at', '<', at),
        row.and([row('activities.at', '=', at), row('activities.id', '<', id)]),
      ]),
    );
  }
  return query
    .orderBy('activities.at', 'desc')
    .orderBy('activities.id', 'desc')
    .limit(PAGE + 1)
    .execute();
}

/** The tenant one tier up, which the actor knows by name; null for a distributor. */
async function ownParent(tx: Tx, actor: UserActor): Promise<{ id: string; name: string } | null> {
  const parent = await tx
    .selectFrom('tenants')
    .innerJoin('tenants as parents', 'parents.id', 'tenants.parent_id')
    .select(['parents.id', 'parents.name'])
    .where('tenants.id', '=', actor.tenantId)
    .executeTakeFirst();
  return parent ?? null;
}

type By = { actor: UserActor; above: { id: string; name: string } | null };

function toEntry(row: Row, by: By): ActivityEntry {
  const detail = Detail.safeParse(JSON.parse(row.detail_json));
  const sentence = isActivityAction(row.action)
    ? activitySentence(row.action, detail.success ? detail.data : {})
    : row.action;
  return {
    id: row.id,
    at: row.at,
    who: nameOf(row, by),
    sentence,
    tenant: { id: row.tenant_id, name: row.tenant_name },
    onBehalfOf: row.on_behalf === 1 ? behalf(row) : null,
  };
}

/**
 * Nobody sees upstream: people of one's own tenant, of those below and of the direct partner are named with their company; whoever
 * acts from further up appears as the direct partner, on whose behalf they act.
 */
function nameOf(row: Row, by: By): ActivityEntry['who'] {
  const { actor, above } = by;
  if (row.actor_kind !== 'user') return { name: row.actor_name, company: null };
  if (row.actor_tenant_id === actor.tenantId) return { name: row.actor_name, company: null };
  const isBelow =
    (actor.tenantKind === 'distributor' && row.distributor_id === actor.tenantId) ||
    (actor.tenantKind === 'reseller' && row.reseller_id === actor.tenantId);
  if (isBelow || row.actor_tenant_id === above?.id) return { name: row.actor_name, company: row.company };
  return { name: above?.name ?? 'Your partner', company: null };
}

/** Contracts and new tenants are the parent's to make; everything inside a tenant is the tenant's own. */
function behalf(row: Row): string {
  const isParents = row.action.startsWith('contract.') || row.action === 'tenant.added';
  return (isParents ? row.parent_name : null) ?? row.tenant_name;
}
