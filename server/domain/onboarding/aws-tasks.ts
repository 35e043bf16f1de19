import { z } from 'zod';
import { formatAccountId } from '@/lib/aws-ids';
import { type ConnectionState, reservingStates } from '@/lib/connection-states';
import { standing } from '@/lib/connections';
import { latest } from '@/lib/onboarding';
import { type AccountProgress, inState, startTask } from './account-task';
import type { ConnectionFacts, Facts } from './facts';
import { reportTask } from './report-task';
import type { TaskFacts } from './task-facts';
import type { Viewer } from './viewer';

const Ids = z.array(z.string());

/**
 * The three AWS tasks. "Account connected" is done once the IAM role is proven, "CUR confirmed" once the connection is complete, each
 * for one account or for every account that the contract lists ("2 of 3"). What is complete stays so: a later account, a later
 * trouble of a complete connection or a longer list never reopens onboarding.
 */
export function awsTasks(
  facts: Facts,
  viewer: Viewer,
): { account: TaskFacts; report: TaskFacts; insights: TaskFacts } {
  const reports = facts.connections.filter((one) => one.purpose === 'reports');
  const progress = accountProgress(facts, reports);
  const told = (task: TaskFacts): TaskFacts => (viewer.mayReadConnections ? task : { ...task, says: '' });
  return {
    account: told(accountTask(facts, { viewer, reports, progress })),
    report: told(curTask(facts, { viewer, reports, progress })),
    insights: told(insightsTask(facts, progress)),
  };
}

/** When every account that onboarding wants was complete; null while one is not. */
export function onboardedAt(facts: Facts): string | null {
  return accountProgress(
    facts,
    facts.connections.filter((one) => one.purpose === 'reports'),
  ).onboardedAt;
}

type Base = { viewer: Viewer; reports: ConnectionFacts[]; progress: AccountProgress };

/** Which accounts are wanted and how far each is. */
function accountProgress(facts: Facts, reports: ConnectionFacts[]): AccountProgress {
  const active = facts.contracts.find((contract) => contract.state === 'active');
  const listed = active?.accounts_mode === 'listed' ? Ids.parse(JSON.parse(active.account_ids_json)) : null;
  const within = listed ? reports.filter((one) => listed.includes(one.account_id ?? '')) : reports;
  const connected = accountsOf(within.filter(isProven));
  const complete = accountsOf(within.filter((one) => one.completed_at !== null));
  const wanted = Math.max(1, listed?.length ?? 1);
  const everComplete = facts.tenant.onboarded_at ?? null;
  return {
    wanted,
    connected: connected.length,
    complete: complete.length,
    onboardedAt:
      everComplete ?? (complete.length >= wanted ? latest(complete.map((one) => one.completed_at)) : null),
  };
}

/** One connection for each account ID: the first that got there. */
function accountsOf(connections: ConnectionFacts[]): ConnectionFacts[] {
  const firsts = new Map<string, ConnectionFacts>();
  for (const one of connections)
    if (!firsts.has(one.account_id ?? one.id)) firsts.set(one.account_id ?? one.id, one);
  return [...firsts.values()];
}

function isProven(connection: ConnectionFacts): boolean {
  const proven: readonly ConnectionState[] = reservingStates;
  if (connection.completed_at !== null) return true;
  return connection.state !== 'broken' && proven.includes(standingOf(connection));
}

function standingOf(connection: ConnectionFacts): ConnectionState {
  return standing({ state: connection.state, stateBefore: connection.state_before });
}

/** The account that is next: of those that are not there yet, the one that is furthest. */
function leading(connections: ConnectionFacts[]): ConnectionFacts | undefined {
  const rank = (one: ConnectionFacts) => order.indexOf(standingOf(one));
  return [...connections].sort((a, b) => rank(b) - rank(a))[0];
}

const order: readonly ConnectionState[] = [
  'unsupported',
  'draft',
  'stack_failed',
  'awaiting_stack',
  'stack_in_progress',
  'verifying',
  'role_verified',
  'awaiting_report',
  'report_invalid',
  'report_valid',
  'confirmed',
];

function accountTask(facts: Facts, base: Base): TaskFacts {
  const { progress, reports } = base;
  if (progress.onboardedAt !== null)
    return { state: 'done', since: firstProof(reports) ?? progress.onboardedAt };
  if (progress.connected >= progress.wanted) {
    const proven = reports.find(isProven);
    const says = proven?.account_id ? `${formatAccountId(proven.account_id)} is connected.` : '';
    return { state: 'done', since: firstProof(reports), says };
  }
  const next = leading(reports.filter((one) => !isProven(one)));
  const task = next ? inState(facts, { viewer: base.viewer, connection: next }) : startTask(facts, base);
  return progress.wanted === 1 ? task : withCount(task, { done: progress.connected, of: progress.wanted });
}

function curTask(facts: Facts, base: Base): TaskFacts {
  const { progress, reports } = base;
  if (progress.onboardedAt !== null) return { state: 'done', since: progress.onboardedAt };
  const next = leading(reports.filter((one) => one.completed_at === null && isProven(one)));
  const task: TaskFacts = next
    ? reportTask(facts, { viewer: base.viewer, connection: next })
    : { state: progress.complete > 0 ? 'in_progress' : 'not_started' };
  return progress.wanted === 1 ? task : withCount(task, { done: progress.complete, of: progress.wanted });
}

function insightsTask(facts: Facts, progress: AccountProgress): TaskFacts {
  const linked = facts.connections.filter((one) => one.purpose === 'insights');
  const working = linked.filter(isProven);
  if (working[0]) return { state: 'done', since: firstProof(working), says: `${working.length} linked.` };
  if (linked.length > 0) return { state: 'in_progress', since: linked[0]?.created_at ?? null };
  if (progress.onboardedAt === null) return { state: 'not_started', says: 'Optional.' };
  return {
    state: 'not_available',
    says: 'Insights can be enabled later.',
    since: progress.onboardedAt,
  };
}

function withCount(task: TaskFacts, count: { done: number; of: number }): TaskFacts {
  const state = task.state === 'not_started' && count.done > 0 ? 'in_progress' : task.state;
  return { ...task, state, says: `${count.done} of ${count.of}. ${task.says ?? ''}`.trim() };
}

/** When the first IAM role was proven, as far as the row still tells. */
function firstProof(connections: ConnectionFacts[]): string | null {
  const proven = connections.filter(isProven).map((one) => one.role_first_seen_at ?? one.updated_at);
  return proven.sort()[0] ?? null;
}
