import { formatAccountId } from '@/lib/aws-ids';
import { stepAddress } from '@/lib/connections';
import { titleOf } from '@/lib/findings';
import type { Finding } from '@/lib/findings/vocabulary';
import { type HealthNow, type Telling, type Told, toldAfter } from '@/lib/told-health';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { activeAdmins } from '../notifications/active-admins';
import { queueMail } from '../notifications/queue-mail';
import { writeConnection } from './move';
import { roleFindings } from './role-findings';
import { stackDeleted } from './sighting';

/**
 * Writes to the Admins of the end customer when a connection that they rely on fails, breaks or works again: each change once, and
 * less where it comes and goes (lib/told-health.ts). Call it in the transaction that wrote what a check found, with the findings of
 * the chosen report; gives the row as it is then.
 */
export async function tellHealth(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; findings?: readonly Finding[] },
): Promise<ConnectionRow> {
  const { ctx, connection, findings = [] } = of;
  const now = ctx.now();
  const before = toldOf(connection);
  const { tell, told } = toldAfter(before, { is: healthOf(connection), at: now.getTime() });
  if (told === before) return connection;
  const written = await writeConnection(tx, { ctx, connection, set: columnsOf(told) });
  if (tell) await mail(tx, { ctx, connection: written, tell, why: whyOf(written, { tell, findings }) });
  return written;
}

/** Nothing is known of what was moved, paused or disconnected; before Confirm only the IAM role can stop working. */
export function healthOf(
  row: Pick<ConnectionRow, 'state' | 'purpose' | 'delivery' | 'confirmed_at'>,
): HealthNow {
  switch (row.state) {
    case 'broken':
      return 'broken';
    case 'role_verified':
    case 'awaiting_report':
    case 'report_invalid':
    case 'report_valid':
    case 'confirmed':
    case 'complete':
      if (row.purpose === 'insights' || row.confirmed_at === null) return 'well';
      if (row.delivery === 'not_available') return null;
      return row.delivery === 'failed' ? 'failed' : 'well';
    default:
      return null;
  }
}

function toldOf(row: ConnectionRow): Told {
  const instant = (iso: string | null) => (iso === null ? null : Date.parse(iso));
  return {
    as: row.told_health,
    at: instant(row.told_at),
    again: row.told_again === 1,
    wellSince: instant(row.well_since),
  };
}

function columnsOf({ as, at, again, wellSince }: Told) {
  const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
  return {
    told_health: as,
    told_at: iso(at),
    told_again: again ? 1 : 0,
    well_since: iso(wellSince),
  };
}

/** The gravest of what was found, as the page names it. */
function whyOf(row: ConnectionRow, of: { tell: Telling; findings: readonly Finding[] }): string {
  const { tell, findings } = of;
  if (tell.what === 'back') return '';
  if (tell.what === 'broken' && row.stack_status !== null && stackDeleted(row.stack_status)) {
    return `The stack ${row.stack_name} was deleted`;
  }
  const all = tell.what === 'broken' ? roleFindings(row) : findings;
  const error = all.find(({ severity }) => severity === 'error');
  if (error) return titleOf(error.code).failed;
  return tell.what === 'broken' ? 'The IAM role does not work' : 'The chosen report is not in the bucket';
}

async function mail(
  tx: Tx,
  of: { ctx: Ctx; connection: ConnectionRow; tell: Telling; why: string },
): Promise<void> {
  const { ctx, connection, tell, why } = of;
  const tenant = await tx
    .selectFrom('tenants')
    .select('name')
    .where('id', '=', connection.tenant_id)
    .executeTakeFirstOrThrow();
  const step = connection.purpose === 'insights' ? 'insights' : 'validate';
  for (const admin of await activeAdmins(tx, connection.tenant_id)) {
    await queueMail(tx, {
      ctx,
      tenant: connection,
      template: 'connection-health',
      values: {
        firstName: admin.first_name,
        tenantName: tenant.name,
        account: formatAccountId(connection.account_id ?? ''),
        path: stepAddress({ id: connection.id, step }),
        what: tell.what,
        again: tell.what !== 'back' && tell.again,
        why,
      },
      to: admin.email,
      relatedId: connection.id,
    });
  }
}
