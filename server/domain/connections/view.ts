import { connectionEvents, isConnectionEvent } from '@/lib/connection-events';
import type { StackProgress, StepView, TimelineEntry } from '@/lib/connection-views';
import { isStepOpen, standing, stepAddress, stepDue, stepsOf, stepTitles } from '@/lib/connections';
import { titleOf } from '@/lib/findings';
import { FINDING_CODES } from '@/lib/findings/vocabulary';
import { heldWords } from '@/lib/own-access';
import type { TenantScope } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { readDoubt } from '../own-access/doubt';
import { stepFacts } from './fetch';
import { isPolled } from './plan';
import { refusalOf } from './refusal';
import { accountIsTaken } from './reserve';
import { roleFindings } from './role-findings';
import { stackView } from './stack-view';

/** Neutral on purpose: it tells nothing of who holds the account. */
export function conflictWords(partner: string | null): string {
  return `This AWS account cannot be connected here now. Ask ${partner ?? 'whoever runs this Tributary'} to look into it.`;
}

/** Why a refusal by AWS says nothing of this connection's IAM role at present; null while nothing of it is known. */
export async function keptOut(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'now'>; row: ConnectionRow },
): Promise<string | null> {
  const { row } = of;
  const isHeld = row.refused_since !== null && !['broken', 'disconnected', 'draft'].includes(row.state);
  if (!isHeld && !isPolled(row)) return null;
  if (await readDoubt(tx, of.ctx)) return heldWords.ours;
  return isHeld ? heldWords.unclear : null;
}

/** Whether the proof is there but the account is bound to another connection. */
export async function isConflicting(tx: Tx, row: ConnectionRow): Promise<boolean> {
  return (
    standing({ state: row.state, stateBefore: row.state_before }) === 'verifying' && accountIsTaken(tx, row)
  );
}

export function stepViews(row: ConnectionRow): StepView[] {
  const facts = stepFacts(row);
  const steps = stepsOf(row.purpose);
  const due = stepDue(facts);
  const dueIndex = steps.indexOf(due);
  return steps.map((step, index) => ({
    step,
    title: stepTitles[step],
    href: stepAddress({ id: row.id, step }),
    state:
      row.state === 'complete' || index < dueIndex
        ? 'done'
        : index === dueIndex
          ? 'current'
          : isStepOpen(facts, step)
            ? 'open'
            : 'locked',
  }));
}

/** The youngest 50 events, the newest first. */
export async function readTimeline(
  tx: Tx,
  of: { ctx: { actor: { scope: TenantScope } }; connectionId: string },
): Promise<TimelineEntry[]> {
  const rows = await tx
    .selectFrom('connection_events')
    .select(['kind', 'detail', 'at'])
    .where('connection_id', '=', of.connectionId)
    .where(visible(of.ctx.actor.scope, 'connection_events'))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
  return rows.flatMap(({ kind, detail, at }) =>
    isConnectionEvent(kind)
      ? [{ kind, label: connectionEvents[kind], detail: shownDetail({ kind, detail }), at }]
      : [],
  );
}

/** A finding is named by its words; who started is not told, since they may be of a tenant that the reader does not see. */
function shownDetail({ kind, detail }: Pick<TimelineEntry, 'kind' | 'detail'>): string | null {
  if (kind === 'started') return null;
  const code = FINDING_CODES.find((one) => one === detail);
  return code ? titleOf(code).failed : detail;
}

/** What the live part of the stack step shows, read from the database alone. */
export async function stackProgressOf(
  tx: Tx,
  of: {
    ctx: Pick<Ctx, 'settings' | 'now'> & { actor: { scope: TenantScope } };
    row: ConnectionRow;
    partner: string | null;
  },
): Promise<Omit<StackProgress, 'missing'>> {
  const { ctx, row } = of;
  const conflict = await isConflicting(tx, row);
  const timeline = await readTimeline(tx, { ctx, connectionId: row.id });
  return {
    state: row.state,
    version: row.version,
    step: stepDue(stepFacts(row)),
    stack: stackView(ctx, { row, conflict, timeline, refusal: await refusalOf(tx, row) }),
    findings: roleFindings(row),
    conflict: conflict ? conflictWords(of.partner) : null,
    keptOut: await keptOut(tx, { ctx, row }),
    timeline,
    now: ctx.now().toISOString(),
  };
}
