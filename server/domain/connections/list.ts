import type { ConnectionListItem } from '@/lib/connection-views';
import {
  type ConnectionQuery,
  disconnectAddress,
  hasReports,
  stepAddress,
  stepDue,
  stepsOf,
  stepToOpen,
} from '@/lib/connections';
import { Examination } from '@/lib/reports';
import { roleAllows, roleBelow } from '@/lib/roles';
import { type Actor, can } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow, ValidationRow } from '@/server/db/tables';
import { insightResults } from '../insights/results';
import { fetchTenant } from '../tenants/fetch';
import { remedyOf } from './behind';
import { mayDisconnect, stackMayStand } from './disconnect';
import { endOf } from './ended';
import { connectionColumns, stepFacts } from './fetch';
import { roleFindings } from './role-findings';
import { isRotatable } from './rotate';
import { shownHealth } from './shown-health';

/** More than any installation's one customer has; the lists of all customers come from the tenants' own queries. */
const MOST = 500;

/** The connections that the actor may see, those of one end customer if asked: for Assets and the AWS tab. Newest first. */
export async function listConnections(ctx: Ctx, input: ConnectionQuery): Promise<ConnectionListItem[]> {
  return withScope(ctx, async (tx, scope) => {
    if (input.tenantId !== undefined) {
      await fetchTenant(tx, { ctx, tenantId: input.tenantId, permission: 'connection:read' });
    }
    const only = input.tenantId ?? readableTenant(ctx.actor);
    let query = tx
      .selectFrom('connections')
      .innerJoin('tenants', 'tenants.id', 'connections.tenant_id')
      .leftJoin('validations', 'validations.id', 'connections.validation_id')
      .select(connectionColumns.map((column) => `connections.${column}` as const))
      .select(['tenants.name as tenant_name', 'tenants.partner_may_confirm', 'validations.result_json'])
      .where(visible(scope, 'connections'))
      .where('connections.state', input.ended ? '=' : '<>', 'disconnected');
    // A draft that was discarded has left nothing behind.
    if (input.ended) query = query.where('connections.role_name', 'is not', null);
    if (only !== undefined) query = query.where('connections.tenant_id', '=', only);
    if (input.purpose !== undefined) query = query.where('connections.purpose', '=', input.purpose);
    const rows = await query
      .orderBy('connections.created_at', 'desc')
      .orderBy('connections.id')
      .limit(MOST)
      .execute();
    return rows.map((row) => listItem(ctx, row));
  });
}

/** Without a role in customers below, only one's own tenant can be read. */
function readableTenant(actor: Actor): string | undefined {
  const readsBelow = actor.kind === 'system' || roleAllows(roleBelow(actor.belowRole), 'connection:read');
  return readsBelow || actor.tenantKind === 'customer' ? undefined : actor.tenantId;
}

type Listed = ConnectionRow & { tenant_name: string } & Pick<TenantRow, 'partner_may_confirm'> &
  Pick<ValidationRow, 'result_json'>;

function listItem(ctx: Pick<Ctx, 'actor' | 'now' | 'settings'>, row: Listed): ConnectionListItem {
  const { actor } = ctx;
  const { health, isStale } = shownHealth(row, ctx.now().toISOString());
  const facts = stepFacts(row);
  const step = stepDue(facts);
  const steps = stepsOf(row.purpose);
  return {
    id: row.id,
    purpose: row.purpose,
    tenant: { id: row.tenant_id, name: row.tenant_name },
    account: row.account_id,
    bucket: row.bucket,
    state: row.state,
    stateBefore: row.state_before,
    step,
    stepNumber: steps.indexOf(step) + 1,
    stepCount: steps.length,
    href:
      row.state === 'disconnected'
        ? disconnectAddress(row.id)
        : stepAddress({ id: row.id, step: stepToOpen(facts) }),
    delivery: health,
    isStale,
    brokenBy: brokenBy(row),
    ...countFindings(row),
    validatedAt: row.validated_at,
    nextCheckAt: row.next_validation_at,
    chosenReport: row.chosen_root,
    insights: insightResults(row),
    mayValidate: hasReports(facts) && can(actor, 'report:validate', row.tenant_id),
    mayDisconnect: mayDisconnect({ actor }, { row, tenant: { ...row, id: row.tenant_id } }),
    mayRotate: isRotatable(row) && can(actor, 'connection:write', row.tenant_id),
    isRotating: row.next_external_id !== null && row.state !== 'disconnected',
    remedy: remedyOf(ctx, row),
    stackBegun: stackMayStand(row),
    end: endOf(row),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function brokenBy(row: Listed): ConnectionListItem['brokenBy'] {
  if (row.state !== 'broken') return null;
  const error = roleFindings(row).find(({ severity }) => severity === 'error');
  return error ? { code: error.code, fix: error.fix } : null;
}

/** What there is to fix: of the IAM role, the bucket, and the chosen report; of all reports while none is chosen. */
function countFindings(row: Listed): { errors: number; warnings: number; waiting: number } {
  const found = [...roleFindings(row)];
  if (row.result_json) {
    const examination = Examination.parse(JSON.parse(row.result_json));
    const { chosen_root: chosen } = row;
    const reports = examination.reports.filter(({ root }) => chosen === null || root === chosen);
    found.push(...examination.findings, ...reports.flatMap(({ findings }) => findings));
  }
  const count = (severity: string) => found.filter((one) => one.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), waiting: count('waiting') };
}
