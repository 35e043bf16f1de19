import { formatAccountId } from '@/lib/aws-ids';
import type { Examination } from '@/lib/reports';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import type { MailValues } from '@/server/mail/templates/registry';
import { activeAdmins } from '../notifications/active-admins';
import { queueMail } from '../notifications/queue-mail';

type Outcome = MailValues<'report-arrived'>['outcome'];

/**
 * The waiting for AWS is over, as step 5 promised to write: the active Admins of the end customer learn what came of it. Call it in
 * the transaction that moved the connection out of awaiting_report; while it still waits nothing is written.
 */
export async function tellReportArrived(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; examination: Examination },
): Promise<void> {
  const { ctx, connection } = of;
  const outcome = outcomeOf(connection, of.examination);
  if (outcome === null) return;
  const tenant = await tx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', connection.tenant_id)
    .executeTakeFirstOrThrow();
  for (const admin of await activeAdmins(tx, connection.tenant_id)) {
    await queueMail(tx, {
      ctx,
      tenant: connection,
      template: 'report-arrived',
      values: {
        firstName: admin.first_name,
        tenantName: tenant.name,
        account: formatAccountId(connection.account_id ?? ''),
        connectionId: connection.id,
        outcome,
      },
      to: admin.email,
      relatedId: connection.id,
    });
  }
}

function outcomeOf({ state }: ConnectionRow, { reports }: Examination): Outcome | null {
  switch (state) {
    case 'report_valid':
      return 'valid';
    case 'confirmed':
      return 'confirmed';
    case 'report_invalid':
      // Also the end of patience: nothing came, or the bucket can no longer be read.
      return reports.some(({ kind, delivered }) => kind === 'legacy-cur' && delivered) ? 'to_fix' : 'missing';
    default:
      return null;
  }
}
