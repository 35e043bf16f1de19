import type { StackProgress } from '@/lib/connection-views';
import type { ConnectionRef } from '@/lib/connections';
import { type HandoffView, handoffAddress } from '@/lib/handoffs';
import type { HandoffCtx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { notFound } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { linksOf } from '../connections/get';
import { partnerName } from '../connections/guard';
import { wakeSchedule } from '../connections/poll-stack';
import { roleFindings } from '../connections/role-findings';
import { stackProgressOf } from '../connections/view';
import { wayTo } from '../connections/walk';
import { connectionOfHandoff } from './connection';
import { isUseToNote } from './look-up';

/** What somebody with a hand-off link sees: the connection that it is for, and no other data. */
export function viewHandoff(ctx: HandoffCtx): Promise<HandoffView> {
  return withScope(ctx, async (tx) => {
    const row = await connectionOfHandoff(tx, { ctx, connectionId: ctx.actor.connectionId });
    await noteUse(tx, { ctx, row });
    const tenant = await readCustomer(tx, ctx);
    const partner = await partnerName(tx, tenant);
    return {
      id: row.id,
      purpose: row.purpose,
      account: row.account_id,
      reportBy: row.report_by,
      bucket: row.bucket,
      links: linksOf(ctx),
      partner,
      sandbox: ctx.settings.consoleUrl !== null,
      customer: tenant.name,
      timeZone: tenant.time_zone,
      madeBy: ctx.actor.madeBy,
      expiresAt: ctx.actor.expiresAt,
      mayPropose: mayPropose(row),
      proposed: await proposedBy(tx, ctx),
      progress: row.stack_name === null ? null : await progressOf(tx, { ctx, row, partner }),
      findings: roleFindings(row),
    };
  });
}

/** What its page asks every few seconds: from the database alone, and as fast as for those who may work on the connection. */
export function pollHandoff(ctx: HandoffCtx, input: ConnectionRef): Promise<StackProgress> {
  return withScope(ctx, async (tx) => {
    const row = await connectionOfHandoff(tx, { ctx, ...input });
    const partner = await partnerName(tx, await readCustomer(tx, ctx));
    return progressOf(tx, { ctx, row, partner });
  });
}

/** Until a report is confirmed; a bucket that the stack creates has a name of ours. */
export function mayPropose(row: ConnectionRow): boolean {
  return row.purpose === 'reports' && row.report_by === 'customer' && wayTo('draft', row.state) !== null;
}

async function progressOf(
  tx: Tx,
  of: { ctx: HandoffCtx; row: ConnectionRow; partner: string | null },
): Promise<StackProgress> {
  const { ctx } = of;
  const row = await wakeSchedule(tx, { ctx, connection: of.row });
  const progress = await stackProgressOf(tx, { ctx, row, partner: of.partner });
  const { stack } = progress;
  const address = `${handoffAddress}/${row.id}`;
  // Of what happened before, and by whom, the page tells nothing; its findings stand beside, without links into the console.
  return {
    ...progress,
    stack: {
      ...stack,
      link: stack.link === null ? null : `${address}/stack`,
      download: `${address}/template`,
    },
    findings: [],
    timeline: [],
    missing: [],
  };
}

async function readCustomer(tx: Tx, ctx: HandoffCtx) {
  const tenant = await tx
    .selectFrom('tenants')
    .select(['name', 'time_zone', 'parent_id'])
    .where('id', '=', ctx.actor.tenantId)
    .executeTakeFirst();
  if (!tenant) throw notFound();
  return tenant;
}

function proposedBy(tx: Tx, { actor }: HandoffCtx) {
  return tx
    .selectFrom('bucket_proposals')
    .select(['bucket', 'state', 'created_at as at'])
    .where('handoff_id', '=', actor.handoffId)
    .where(visible(actor.scope, 'bucket_proposals'))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
}

/** Its maker sees whether the link is used; the first time is told in the activity. */
async function noteUse(tx: Tx, of: { ctx: HandoffCtx; row: ConnectionRow }): Promise<void> {
  const { ctx, row } = of;
  const at = ctx.now().toISOString();
  const mine = tx
    .updateTable('handoffs')
    .where('id', '=', ctx.actor.handoffId)
    .where(visible(ctx.actor.scope, 'handoffs'));
  const first = await mine
    .set({ first_used_at: at, last_used_at: at })
    .where('first_used_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (first) {
    await recordActivity(tx, { ctx, tenant: row, action: 'handoff.opened', subjectId: row.id });
    return;
  }
  const { last_used_at } = await tx
    .selectFrom('handoffs')
    .select('last_used_at')
    .where('id', '=', ctx.actor.handoffId)
    .where(visible(ctx.actor.scope, 'handoffs'))
    .executeTakeFirstOrThrow();
  if (isUseToNote(last_used_at, ctx.now())) await mine.set({ last_used_at: at }).execute();
}
