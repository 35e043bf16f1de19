import { formatAccountId } from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import { canMove } from '@/lib/connection-states';
import type { ConnectionLook } from '@/lib/connections';
import type { Finding } from '@/lib/findings/vocabulary';
import {
  type InsightKind,
  type InsightResult,
  type InsightState,
  insightStateNames,
  insights,
} from '@/lib/insights';
import type { AwsCredentials } from '@/server/aws/port';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchConnection, readConnection } from '../connections/fetch';
import { requireStep } from '../connections/guard';
import { writeConnection } from '../connections/move';
import { wantedInsights } from '../connections/template-values';
import { lookAtRole } from '../reports/look-at-reports';
import { nextValidationAt } from '../reports/timing';
import { insightResults } from './results';

/** Checks each wanted insight of an account by its own call. Trouble with AWS leaves what was known. */
export async function checkInsights(ctx: Ctx, input: ConnectionLook): Promise<{ results: InsightResult[] }> {
  const connection = await withScope(ctx, async (tx) => {
    const found = await fetchConnection(tx, { ctx, ...input, permission: 'insight:enable' });
    if (found.connection.purpose !== 'insights') throw notForInsights();
    requireStep(found.connection, 'insights');
    return found.connection;
  });
  const looked = await look(ctx, connection);
  return { results: await write(ctx, { connection, looked, byPerson: ctx.actor.kind === 'user' }) };
}

/** By schedule: only an account whose IAM role is proven and whose time has come. */
export async function checkInsightsOnSchedule(ctx: Ctx, input: { connectionId: string }): Promise<void> {
  const row = await withScope(ctx, (tx) => readConnection(tx, { ctx, ...input }));
  if (row?.purpose !== 'insights' || !checkedStates.includes(row.state)) return;
  if (row.next_validation_at === null || Date.parse(row.next_validation_at) > ctx.now().getTime()) return;
  await write(ctx, { connection: row, looked: await look(ctx, row), byPerson: false });
}

const checkedStates: readonly string[] = ['role_verified', 'broken'];

type Looked =
  | { is: 'checked'; results: InsightResult[]; findings: Finding[] }
  | { is: 'role-unfit'; findings: Finding[] }
  | { is: 'trouble' };

async function look(ctx: Ctx, connection: ConnectionRow): Promise<Looked> {
  try {
    const role = await lookAtRole(ctx, connection);
    if (role.is !== 'fit') return role;
    const wanted = wantedInsights(connection);
    const credentials = await ctx.aws.assumeRole({
      accountId: connection.account_id ?? '',
      roleName: connection.role_name ?? '',
      externalId: connection.external_id,
      purpose: { for: 'insights', wanted },
    });
    const results = await Promise.all(wanted.map((insight) => ask(ctx, { credentials, insight })));
    return { is: 'checked', results, findings: role.findings };
  } catch (error) {
    if (error instanceof AwsTrouble) return { is: 'trouble' };
    throw error;
  }
}

async function ask(
  ctx: Ctx,
  wanted: { credentials: AwsCredentials; insight: InsightKind },
): Promise<InsightResult> {
  const base = { insight: wanted.insight, checkedAt: ctx.now().toISOString() };
  try {
    const { enabled } = await ctx.aws.insight(wanted);
    return { ...base, state: enabled ? 'healthy' : 'not_enabled', answer: null };
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return { ...base, state: stateOfTrouble(error), answer: error.awsName };
  }
}

/** What AWS's refusal means: a support plan is missing, the service is off, or the IAM role may not ask. */
export function stateOfTrouble(trouble: AwsTrouble): InsightState {
  if (trouble.awsName === 'SubscriptionRequiredException') return 'upgrade_needed';
  if (trouble.kind === 'not-in-use') return 'not_enabled';
  if (trouble.kind === 'denied') return 'permissions_needed';
  return 'unknown';
}

async function write(
  ctx: Ctx,
  of: { connection: ConnectionRow; looked: Looked; byPerson: boolean },
): Promise<InsightResult[]> {
  const { looked } = of;
  return withScope(ctx, async (tx) => {
    const row = await readConnection(tx, { ctx, connectionId: of.connection.id });
    if (!row || row.role_name !== of.connection.role_name) return [];
    const now = ctx.now();
    const next = nextValidationAt({ state: 'complete', now, trouble: looked.is === 'trouble' });
    const account = formatAccountId(row.account_id ?? '');
    if (looked.is === 'trouble') {
      await writeConnection(tx, { ctx, connection: row, set: { next_validation_at: next.toISOString() } });
      return insightResults(row);
    }
    const findings_json = JSON.stringify(looked.findings);
    if (looked.is === 'role-unfit') {
      const breaks =
        row.state !== 'broken' && canMove(row.state, { to: 'broken', cameFrom: row.state_before });
      const set = { findings_json, next_validation_at: next.toISOString() };
      const to = breaks ? 'broken' : row.state;
      await writeConnection(tx, {
        ctx,
        connection: row,
        to,
        set,
        events: breaks ? [{ kind: 'broken' }] : [],
      });
      return insightResults(row);
    }
    const repaired = row.state === 'broken' && row.state_before !== null;
    // A result that AWS did not give keeps the one from before.
    const results = keepKnown(insightResults(row), looked.results);
    const changed = results.some((result, index) => result.state !== insightResults(row)[index]?.state);
    const written = await writeConnection(tx, {
      ctx,
      connection: row,
      to: repaired && row.state_before ? row.state_before : row.state,
      set: {
        findings_json,
        insights_json: JSON.stringify(results),
        validated_at: now.toISOString(),
        next_validation_at: next.toISOString(),
      },
      events: changed ? [{ kind: 'insights_checked' }] : [],
      activity:
        of.byPerson || changed
          ? { action: 'insights.checked', detail: { account, result: inWords(results) } }
          : undefined,
    });
    return insightResults(written);
  });
}

function keepKnown(before: InsightResult[], after: InsightResult[]): InsightResult[] {
  return after.map((result) => {
    const known = before.find(({ insight }) => insight === result.insight);
    return result.state === 'unknown' && known && known.state !== 'unknown' ? known : result;
  });
}

function inWords(results: InsightResult[]): string {
  return results
    .map(({ insight, state }) => `${insights[insight].name} ${insightStateNames[state]}`)
    .join(', ');
}

function notForInsights(): AppError {
  return new AppError('conflict', {
    happened: 'This is no account with insights.',
    todo: 'Use Link new account in the Insights step.',
  });
}
