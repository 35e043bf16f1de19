import { awsLinks } from '@/lib/aws-links';
import type { ConnectionEventKind } from '@/lib/connection-events';
import type { StackView, StackWhy, TimelineEntry } from '@/lib/connection-views';
import { standing } from '@/lib/connections';
import { uploadTemplateUrl } from '@/lib/quick-create';
import { causeView, usualCauseViews } from '@/lib/stack-causes';
import { isWaiting, patience, patienceFor, type WaitingState } from '@/lib/stack-patience';
import { stackProgress } from '@/lib/stack-progress';
import { cleanReason, explainReason, ROLE_TAKEN_AWAY } from '@/lib/stack-reasons';
import { stackStanding } from '@/lib/stack-standing';
import type { Ctx } from '@/server/context';
import type { ConnectionRow } from '@/server/db/tables';
import { isPolled } from './plan';
import { roleFindings } from './role-findings';
import { paceAt } from './schedule';
import { switchValues } from './template-values';

interface Seen {
  row: ConnectionRow;
  conflict: boolean;
  timeline: readonly TimelineEntry[];
  /** Why we refused the stack that rang last. */
  refusal: string | null;
}

/** Everything that is drawn of a stack: how it is created, how far it is, what usually is the matter, and what became of it. */
export function stackView(ctx: Pick<Ctx, 'settings' | 'now'>, of: Seen): StackView {
  const { row } = of;
  const consoleUrl = ctx.settings.consoleUrl ?? undefined;
  return {
    attempt: row.attempt,
    stackName: row.stack_name,
    roleName: row.role_name,
    roleArn: row.role_name && row.account_id ? `arn:aws:iam::${row.account_id}:role/${row.role_name}` : null,
    link: row.link_url,
    linkWithheld: row.link_withheld,
    linkMadeAt: row.link_made_at,
    download: `/connections/${row.id}/template`,
    console: uploadTemplateUrl(consoleUrl),
    events: row.stack_id ? awsLinks.stackEvents({ consoleUrl, stackId: row.stack_id }) : null,
    stackId: row.stack_id,
    status: row.stack_status,
    polledAt: row.polled_at,
    nextPollAt: row.next_poll_at,
    updatedAt: row.stack_updated_at,
    progress: progressOf(of),
    parameters: parametersOf(row),
    ...waitOf(ctx, of),
    why: whyOf(ctx, of),
    standing: standingOf(of),
  };
}

function progressOf({ row, conflict, timeline }: Seen): StackView['progress'] {
  const refused = roleFindings(row).find(({ severity }) => severity === 'error') ?? null;
  return stackProgress({
    state: standing({ state: row.state, stateBefore: row.state_before }),
    linkMadeAt: row.link_made_at,
    stackStatus: row.stack_status,
    roleFirstSeenAt: row.role_first_seen_at,
    refused: refused?.seen ?? null,
    taken: conflict,
    events: timeline,
  });
}

/** How long is waited already, and what is usually the matter when nothing comes or nothing is known of a failure. */
function waitOf(
  ctx: Pick<Ctx, 'settings' | 'now'>,
  of: Seen,
): Pick<StackView, 'pace' | 'patience' | 'causes'> {
  const { row } = of;
  const now = ctx.now();
  const stalled = isPolled(row) && row.next_poll_at === null;
  const since = isWaiting(row.state) ? beginningOf(row.state, of) : null;
  const wait = patienceFor(row.state, { since, now: now.toISOString(), stalled });
  const unexplained = row.state === 'stack_failed' && whyOf(ctx, of)?.cause === null;
  return {
    pace:
      isPolled(row) && !stalled
        ? paceAt({ since: new Date(row.poll_since ?? row.updated_at), now }, ctx.settings)
        : null,
    patience: wait,
    causes: wait?.causes || unexplained ? usualCauseViews(placeOf(ctx, row)) : [],
  };
}

function beginningOf(state: WaitingState, { row, timeline }: Seen): string | null {
  const last = (kind: ConnectionEventKind) =>
    timeline.find((event) => event.kind === kind && event.at >= (row.link_made_at ?? ''))?.at;
  switch (patience[state].since) {
    case 'link_made':
      return row.link_made_at;
    case 'role_found':
      return row.role_first_seen_at ?? row.link_made_at;
    case 'stack_complete':
      return last('stack_complete') ?? row.role_first_seen_at ?? row.link_made_at;
  }
}

/** Why it failed, or why the stack that rang was refused: the reason in people's words, and as it was written. */
function whyOf(ctx: Pick<Ctx, 'settings'>, { row, refusal }: Seen): StackWhy | null {
  const place = placeOf(ctx, row);
  if (row.state === 'stack_failed') {
    const isDeleted = row.stack_status?.startsWith('DELETE_') ?? false;
    if (isDeleted)
      return { title: 'The stack was deleted.', cause: causeView('stopped_by_person', { place }), aws: null };
    const reason = row.stack_reason ?? refusal;
    if (reason === null || reason === ROLE_TAKEN_AWAY) {
      return { title: reason ?? 'The stack did not come about.', cause: null, aws: null };
    }
    return explained(reason, { place, start: 'The stack failed' });
  }
  if (row.state !== 'awaiting_stack' || refusal === null) return null;
  return explained(refusal, { place, start: 'A stack was refused' });
}

function explained(reason: string, of: { place: Place; start: string }): StackWhy {
  const aws = cleanReason(reason);
  const { cause, about } = explainReason(reason);
  if (cause === null) return { title: `${of.start}.`, cause: null, aws };
  const view = causeView(cause, { place: of.place, about });
  return { title: `${of.start}. ${view.title}`, cause: view, aws };
}

type Place = Parameters<typeof usualCauseViews>[0];

function placeOf({ settings }: Pick<Ctx, 'settings'>, row: ConnectionRow): Place {
  return {
    purpose: row.purpose,
    account: row.account_id,
    stackName: row.stack_name,
    stackId: row.stack_id,
    consoleUrl: settings.consoleUrl ?? undefined,
  };
}

/** From the proof of its IAM role on. */
function standingOf({ row, timeline }: Seen): StackView['standing'] {
  const at = standing({ state: row.state, stateBefore: row.state_before });
  const isProven = !['draft', 'unsupported', 'disconnected', 'stack_failed'].includes(at) && !isWaiting(at);
  if (!isProven || row.stack_name === null || row.role_name === null) return null;
  return {
    ...stackStanding({
      stackName: row.stack_name,
      roleName: row.role_name,
      status: row.stack_status,
      findings: roleFindings(row).map(({ code }) => code),
      events: timeline.filter(({ at: when }) => when >= (row.link_made_at ?? '')),
    }),
    lookedAt: [row.validated_at, row.polled_at].reduce((a, b) => ((a ?? '') > (b ?? '') ? a : b)),
  };
}

/** What the person sees filled in on AWS's page. */
function parametersOf(row: ConnectionRow): { name: string; value: string }[] {
  const values = {
    ExternalId: row.next_external_id ?? row.external_id,
    ExpectedAccountId: row.account_id,
    BucketName: row.bucket,
    RoleName: row.role_name,
    PolicyName: row.policy_name,
    KmsKeyArn: row.kms_key_arn,
    ...(row.purpose === 'insights' ? switchValues(row) : {}),
  };
  return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
