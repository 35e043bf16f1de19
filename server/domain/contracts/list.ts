import type { ContractQuery } from '@/lib/contracts';
import { canInOwn } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import { fetchTenant } from '../tenants/fetch';

const PAGE = 50;

/** The contracts in scope, what changed last first, a page at a time; `after` is the `next` of the page before. */
export function listContracts(ctx: Ctx, input: ContractQuery) {
  return withScope(ctx, async (tx, scope) => {
    if (input.tenantId !== undefined) {
      await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'contract:read' });
    }
    let query = tx
      .selectFrom('contracts')
      .innerJoin('tenants', 'tenants.id', 'contracts.tenant_id')
      .select(['contracts.id', 'contracts.name', 'contracts.state', 'contracts.start_date'])
      .select(['contracts.end_date', 'contracts.time_zone', 'contracts.updated_at', 'contracts.tenant_id'])
      .select(['tenants.name as tenant_name', 'tenants.kind'])
      .where(visible(scope, 'contracts'));
    if (input.state !== '') query = query.where('contracts.state', '=', input.state);
    if (input.tenantId !== undefined) query = query.where('contracts.tenant_id', '=', input.tenantId);
    const key = readKey(input.after);
    if (key) {
      query = query.where((row) =>
        row.or([
          row('contracts.updated_at', '<', key.at),
          row.and([row('contracts.updated_at', '=', key.at), row('contracts.id', '<', key.id)]),
        ]),
      );
    }
    const found = await query
      .orderBy('contracts.updated_at', 'desc')
      .orderBy('contracts.id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const rows = found.slice(0, PAGE).map((row) => ({
      id: row.id,
      name: row.name,
      state: row.state,
      startDate: row.start_date,
      endDate: row.end_date,
      timeZone: row.time_zone,
      updatedAt: row.updated_at,
      tenant: { id: row.tenant_id, name: row.tenant_name, kind: row.kind },
    }));
    const last = found.length > PAGE ? found[PAGE - 1] : undefined;
    return {
      rows,
      next: last ? `${last.updated_at}|${last.id}` : null,
      mayWrite: canInOwn(ctx.actor, 'contract:write'),
      now: ctx.now().toISOString(),
    };
  });
}

function readKey(after: string): { at: string; id: string } | null {
  const [at, id] = after.split('|');
  return at && id ? { at, id } : null;
}
