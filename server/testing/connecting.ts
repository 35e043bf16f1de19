import { AccountForm, ReportForm } from '@/lib/connections';
import type { Finding } from '@/lib/findings/vocabulary';
import type { Examination, Report } from '@/lib/reports';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { setAccount } from '@/server/domain/connections/account';
import { readConnection } from '@/server/domain/connections/fetch';
import { openStack } from '@/server/domain/connections/open-stack';
import { setReport } from '@/server/domain/connections/report';
import { reviewConnection } from '@/server/domain/connections/review';
import { startConnection } from '@/server/domain/connections/start';

/** Goes through steps 1 to 4 as the user of this context, for their own tenant unless another is named. */
export async function connectUpToStack(
  ctx: Ctx<UserActor>,
  target: { accountId: string; bucket: string; tenantId?: string },
): Promise<string> {
  const { id: connectionId } = await startConnection(ctx, { tenantId: target.tenantId });
  const reviewed = await reviewConnection(ctx, { connectionId, version: 1, billingTransfer: 'no' });
  const account = await setAccount(
    ctx,
    AccountForm.parse({ connectionId, version: reviewed.version, accountId: target.accountId }),
  );
  const report = await setReport(
    ctx,
    ReportForm.parse({ connectionId, version: account.version, bucket: target.bucket }),
  );
  await openStack(ctx, { connectionId, version: report.version });
  return connectionId;
}

/** A further connection that stands where this one does, with an account and names of its own; in a hundredth of the time. */
export async function copyConnection(ctx: Ctx, of: ConnectionRow): Promise<ConnectionRow> {
  const name = `tributary-reports-${ctx.newId().slice(-12)}`;
  const accountId = String(800_000_000_000 + Number.parseInt(ctx.newId().slice(-9), 16));
  const row: ConnectionRow = {
    ...of,
    id: ctx.newId(),
    external_id: ctx.newSecret(),
    account_id: accountId.slice(-12),
    stack_name: name,
    role_name: name,
    policy_name: name,
  };
  await withScope(ctx, (tx) => tx.insertInto('connections').values(row).execute());
  return row;
}

export async function rowOf(ctx: Ctx, connectionId: string): Promise<ConnectionRow> {
  const row = await withScope(ctx, (tx) => readConnection(tx, { ctx, connectionId }));
  if (!row) throw new Error(`There is no connection ${connectionId}`);
  return row;
}

/** A finding with empty words, for what only looks at code and severity. */
export function findingOf(code: Finding['code'], severity: Finding['severity'] = 'error'): Finding {
  return { code, severity, seen: '', needed: '', fix: '', link: null };
}

/** A delivered legacy CUR with these findings. */
export function reportWith(root: string, findings: Finding[] = []): Report {
  return {
    root,
    kind: 'legacy-cur',
    format: 'parquet',
    newestPeriod: null,
    valid: findings.every(({ severity }) => severity === 'warning' || severity === 'note'),
    findings,
    name: root,
    prefix: '',
    delivered: true,
    lastDelivery: null,
    expectedDelivery: null,
    timeUnit: null,
    resourceIds: null,
    splitCostAllocation: null,
    refreshClosed: null,
    compression: null,
    versioning: null,
    account: null,
    checks: [],
  };
}

export function examinationOf(
  reports: Report[],
  more: { findings?: Finding[]; complete?: boolean } = {},
): Examination {
  return {
    bucket: 'acme-cur',
    region: 'us-east-1',
    complete: more.complete ?? true,
    requests: { list: 0, get: 0, head: 0, api: 0 },
    bytes: 0,
    findings: more.findings ?? [],
    reports,
  };
}
