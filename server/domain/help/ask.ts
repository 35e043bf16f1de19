import { formatAccountId } from '@/lib/aws-ids';
import { stepAddress, stepTitles } from '@/lib/connections';
import type { HelpQuestion } from '@/lib/help';
import { reasonInWords } from '@/lib/stack-causes';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchConnection } from '../connections/fetch';
import { partnerName, requireStep } from '../connections/guard';
import { roleFindings } from '../connections/role-findings';
import { activeAdmins } from '../notifications/active-admins';
import { queueMail } from '../notifications/queue-mail';
import { readValidation } from '../reports/read-validation';

/** More sentences than a person reads before they look for themselves. */
const MOST_FINDINGS = 8;

/**
 * Asks the direct partner for help: where the person is, what stands against the connection, and their own words. Asked again while it
 * is open, it is the same question with what is known now, and no second mail.
 */
export function askForHelp(ctx: Ctx<UserActor>, input: HelpQuestion): Promise<{ partner: string }> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      connectionId: input.connectionId,
      permission: 'connection:write',
    });
    const partner = await partnerName(tx, tenant);
    if (partner === null || tenant.id !== ctx.actor.tenantId) throw noPartner();
    requireStep(connection, input.step);
    const findings = await whatStandsAgainst(tx, { ctx, connection });
    const isNew = await keep(tx, { ctx, connection, input, findings });
    if (isNew) await mailPartner(tx, { ctx, tenant, connection, input, findings });
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'help.asked',
      subjectId: connection.id,
      detail: { partner, step: stepTitles[input.step] },
    });
    return { partner };
  });
}

async function whatStandsAgainst(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<string[]> {
  const { ctx, connection } = of;
  const validation = await readValidation(tx, { ctx, row: connection });
  const all = [
    ...roleFindings(connection),
    ...validation.bucketFindings,
    ...validation.reports.flatMap((report) => report.findings),
  ];
  const errors = all.filter(({ severity }) => severity === 'error').map(({ seen }) => seen);
  const { stack_reason: reason } = connection;
  return [...new Set([...(reason ? [reasonInWords(reason)] : []), ...errors])].slice(0, MOST_FINDINGS);
}

/** Whether the question is a new one. Of two that are asked at once, one inserts and the other finds it. */
async function keep(
  tx: Tx,
  of: { ctx: Ctx<UserActor>; connection: ConnectionRow; input: HelpQuestion; findings: string[] },
): Promise<boolean> {
  const { ctx, connection, input } = of;
  const said = {
    step: input.step,
    message: input.message,
    findings_json: JSON.stringify(of.findings),
    asked_by: ctx.actor.identityId,
    asked_by_name: ctx.actor.name,
    asked_at: ctx.now().toISOString(),
  };
  const inserted = await tx
    .insertInto('help_requests')
    .values({
      id: ctx.newId(),
      tenant_id: connection.tenant_id,
      reseller_id: connection.reseller_id,
      distributor_id: connection.distributor_id,
      connection_id: connection.id,
      settled_at: null,
      ...said,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted) return true;
  await tx
    .updateTable('help_requests')
    .set(said)
    .where('connection_id', '=', connection.id)
    .where('settled_at', 'is', null)
    .where(visible(ctx.actor.scope, 'help_requests'))
    .execute();
  return false;
}

async function mailPartner(
  tx: Tx,
  of: {
    ctx: Ctx<UserActor>;
    tenant: TenantRow;
    connection: ConnectionRow;
    input: HelpQuestion;
    findings: string[];
  },
): Promise<void> {
  const { ctx, tenant, connection, input } = of;
  if (tenant.parent_id === null) return;
  const parent = await tx
    .selectFrom('tenants')
    .select(['tenant_id', 'reseller_id', 'distributor_id'])
    .where('id', '=', tenant.parent_id)
    .executeTakeFirstOrThrow();
  for (const admin of await activeAdmins(tx, tenant.parent_id)) {
    await queueMail(tx, {
      ctx,
      tenant: parent,
      template: 'help-asked',
      values: {
        firstName: admin.first_name,
        tenantName: tenant.name,
        by: ctx.actor.name,
        account: connection.account_id === null ? '' : formatAccountId(connection.account_id),
        step: stepTitles[input.step],
        said: input.message ?? of.findings[0] ?? '',
        path: stepAddress({ id: connection.id, step: input.step }),
      },
      to: admin.email,
      relatedId: connection.id,
    });
  }
}

function noPartner(): AppError {
  return new AppError('forbidden', {
    happened: 'Only an end customer asks its partner for help.',
    todo: 'Ask whoever runs this Tributary.',
  });
}
