import { awsLinks } from '@/lib/aws-links';
import type { ConnectionView } from '@/lib/connection-views';
import { type ConnectionPage, stepDue } from '@/lib/connections';
import { can } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { contractGate } from '../contracts/gate';
import { openHandoffs, openProposals } from '../handoffs/list';
import { openHelp } from '../help/list';
import { insightResults } from '../insights/results';
import { readValidation } from '../reports/read-validation';
import { remedyOf } from './behind';
import { mayDisconnect } from './disconnect';
import { endOf } from './ended';
import { fetchConnection, stepFacts } from './fetch';
import { mayConfirmFor, partnerName, requireStep } from './guard';
import { leftoverStacks } from './leftovers';
import { editorName } from './move';
import { bucketMoveView } from './move-bucket';
import { refusalOf } from './refusal';
import { roleFindings } from './role-findings';
import { isRotatable } from './rotate';
import { rotationView } from './rotation';
import { stepsAfterGoingBack } from './stack-of-before';
import { stackView } from './stack-view';
import { conflictWords, isConflicting, keptOut, readTimeline, stepViews } from './view';

/** Everything that the wizard's pages need of a connection. A step that is not open yet answers with the one that is due. */
export async function getConnection(ctx: Ctx, input: ConnectionPage): Promise<ConnectionView> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      ...input,
      permission: 'connection:read',
    });
    if (input.step !== undefined) requireStep(connection, input.step);
    return view(tx, { ctx, row: connection, tenant });
  });
}

async function view(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow; tenant: TenantRow },
): Promise<ConnectionView> {
  const { ctx, row, tenant } = of;
  const partner = await partnerName(tx, tenant);
  const conflict = await isConflicting(tx, row);
  const timeline = await readTimeline(tx, { ctx, connectionId: row.id });
  const gate = await contractGate(tx, { tenantId: tenant.id, now: ctx.now().toISOString() });
  const own = await editorName(tx, { ctx, connection: row });
  // Only what somebody else did: nobody needs to be told of their own steps.
  const edited = row.edited_by !== own && row.edited_what && row.edited_at;
  return {
    id: row.id,
    purpose: row.purpose,
    state: row.state,
    stateBefore: row.state_before,
    version: row.version,
    tenant: { id: tenant.id, name: tenant.name, timeZone: tenant.time_zone },
    partner,
    step: stepDue(stepFacts(row)),
    steps: stepViews(row),
    may: mayOf(ctx, of),
    onBehalf: ctx.actor.kind === 'user' && ctx.actor.tenantId !== tenant.id,
    blocked: gate.open ? null : { happened: gate.says, todo: gate.todo },
    edited: edited ? { by: row.edited_by ?? '', what: row.edited_what ?? '', at: edited } : null,
    account: row.account_id,
    reportBy: row.report_by,
    bucket: row.bucket,
    bucketRegion: row.bucket_region,
    bucketWarning: row.bucket_warning,
    kmsKeyArn: row.kms_key_arn,
    searchPrefix: row.report_prefix,
    externalId: row.external_id,
    links: linksOf(ctx),
    stack: stackView(ctx, { row, conflict, timeline, refusal: await refusalOf(tx, row) }),
    awsSteps: await stepsAfterGoingBack(tx, { ctx, row }),
    leftovers: await leftoverStacks(tx, { ctx, row }),
    findings: roleFindings(row),
    remedy: remedyOf(ctx, row),
    conflict: conflict ? conflictWords(partner) : null,
    keptOut: await keptOut(tx, { ctx, row }),
    sameAccount: await sameAccount(tx, { ctx, row }),
    timeline,
    validation: await readValidation(tx, { ctx, row }),
    insights: insightResults(row),
    ...(await besidesOf(tx, of)),
    rotation: rotationView(row),
    bucketMove: bucketMoveView(row),
    confirmedAt: row.confirmed_at,
    completedAt: row.completed_at,
    end: endOf(row),
  };
}

/** What those see who may work on it. */
async function besidesOf(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow; tenant: TenantRow },
): Promise<Pick<ConnectionView, 'handoffs' | 'proposals' | 'help'>> {
  const { ctx, row, tenant } = of;
  if (!can(ctx.actor, 'connection:write', tenant.id)) {
    return { handoffs: [], proposals: [], help: null };
  }
  return {
    handoffs: await openHandoffs(tx, { ctx, connection: row }),
    proposals: await openProposals(tx, { ctx, connection: row }),
    help: await openHelp(tx, { ctx, connectionId: row.id }),
  };
}

function mayOf(ctx: Ctx, of: { row: ConnectionRow; tenant: TenantRow }): ConnectionView['may'] {
  const { tenant } = of;
  const may = (
    permission: 'connection:write' | 'connection:confirm' | 'report:validate' | 'insight:enable',
  ) => can(ctx.actor, permission, tenant.id);
  const ownWord = mayConfirmFor(ctx, tenant);
  return {
    write: may('connection:write'),
    confirm: may('connection:confirm') && ownWord,
    validate: may('report:validate'),
    insights: may('insight:enable') && ownWord,
    disconnect: mayDisconnect(ctx, of),
    rotate: may('connection:write') && isRotatable(of.row),
  };
}

export function linksOf({ settings }: Pick<Ctx, 'settings'>): ConnectionView['links'] {
  const place = { consoleUrl: settings.consoleUrl ?? undefined };
  return {
    base: settings.baseUrl,
    dataExports: awsLinks.dataExports(place),
    preferences: awsLinks.costManagementPreferences(place),
    doorbellTopic: settings.doorbell?.topicArn ?? null,
  };
}

/** Whoever sees both connections anyway (the distributor, a common reseller) sees that they hold one account. */
async function sameAccount(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow },
): Promise<ConnectionView['sameAccount']> {
  const { ctx, row } = of;
  if (row.account_id === null) return [];
  const others = await tx
    .selectFrom('connections')
    .innerJoin('tenants', 'tenants.id', 'connections.tenant_id')
    .select(['connections.id', 'connections.state', 'tenants.name'])
    .where('connections.account_id', '=', row.account_id)
    .where('connections.purpose', '=', row.purpose)
    .where('connections.id', '<>', row.id)
    .where('connections.state', 'not in', ['disconnected', 'unsupported'])
    .where(visible(ctx.actor.scope, 'connections'))
    .orderBy('connections.created_at')
    .limit(10)
    .execute();
  return others.map(({ id, state, name }) => ({ id, state, tenantName: name }));
}
