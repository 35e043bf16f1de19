import { z } from 'zod';
import { type WizardStep, wizardSteps } from '@/lib/connections';
import type { HelpItem, HelpRow } from '@/lib/help';
import { roleAllows, roleBelow } from '@/lib/roles';
import { can, type UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { HelpRequestRow } from '@/server/db/tables';

const Findings = z.array(z.string());
const Step = z.enum(wizardSteps);

/** The open question about a connection; null when there is none. */
export async function openHelp(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor'>; connectionId: string },
): Promise<HelpItem | null> {
  const row = await tx
    .selectFrom('help_requests')
    .select(['id', 'step', 'message', 'findings_json', 'asked_by_name', 'asked_at'])
    .where('connection_id', '=', of.connectionId)
    .where('settled_at', 'is', null)
    .where(visible(of.ctx.actor.scope, 'help_requests'))
    .executeTakeFirst();
  return row ? itemOf(row) : null;
}

/** More than a Home shows; the rest follows as they are settled. */
const MOST = 20;

/** What the customers directly below ask, the longest wait first: for those who may read their connections. */
export async function helpForPartner(tx: Tx, ctx: Ctx<UserActor>): Promise<HelpRow[]> {
  const { actor } = ctx;
  if (!roleAllows(roleBelow(actor.belowRole), 'connection:read')) return [];
  const rows = await tx
    .selectFrom('help_requests')
    .innerJoin('tenants', 'tenants.id', 'help_requests.tenant_id')
    .innerJoin('connections', 'connections.id', 'help_requests.connection_id')
    .select([
      'help_requests.id',
      'help_requests.step',
      'help_requests.message',
      'help_requests.findings_json',
    ])
    .select(['help_requests.asked_by_name', 'help_requests.asked_at', 'help_requests.connection_id'])
    .select(['tenants.id as tenant_id', 'tenants.name', 'connections.account_id'])
    .where('help_requests.settled_at', 'is', null)
    .where('connections.state', '<>', 'disconnected')
    .where('tenants.parent_id', '=', actor.tenantId)
    .where(visible(actor.scope, 'help_requests'))
    .orderBy('help_requests.asked_at')
    .orderBy('help_requests.id')
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    ...itemOf(row),
    connectionId: row.connection_id,
    tenant: { id: row.tenant_id, name: row.name },
    account: row.account_id,
    maySettle: can(actor, 'connection:write', row.tenant_id),
  }));
}

type Row = Pick<HelpRequestRow, 'id' | 'step' | 'message' | 'findings_json' | 'asked_by_name' | 'asked_at'>;

function itemOf(row: Row): HelpItem {
  const step: WizardStep = Step.parse(row.step);
  return {
    id: row.id,
    step,
    message: row.message,
    findings: Findings.parse(JSON.parse(row.findings_json)),
    by: row.asked_by_name,
    at: row.asked_at,
  };
}
