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
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchConnection, readConnection } from '../connections/fetch';
import { requireStep } from '../connections/guard';
import { assumeWithHeld, heldOf, holdsSame } from '../connections/held';
import { CALLS_OF_CHECK, spendTokens } from '../connections/look-budget';
import { limitLooks } from '../connections/look-limit';
import { writeConnection } from '../connections/move';
import { roleFindings } from '../connections/role-findings';
import { recordStackChanges, type SeenOfStack } from '../connections/stack-changes';
import { tellHealth } from '../connections/tell-health';
import { wantedInsights } from '../connections/template-values';
import { watchIfBehind } from '../connections/update-look';
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
  await limitLooks(ctx, connection);
  const looked = await look(ctx, connection);
  const results = await write(ctx, { connection, looked, byPerson: ctx.actor.kind === 'user' });
  await watchIfBehind(ctx, input);
  return { results };
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
  | { is: 'checked'; results: InsightResult[]; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'role-unfit'; findings: Finding[]; seen?: SeenOfStack | undefined }
  | { is: 'trouble' };

async function look(ctx: Ctx, connection: ConnectionRow): Promise<Looked> {
  await spendTokens(ctx, CALLS_OF_CHECK);
  try {
    const role = await lookAtRole(ctx, connection);
    if (role.is !== 'fit') return role;
    const wanted = wantedInsights(connection);
    const { account_id, role_name } = connection;
    const purpose = { for: 'insights', wanted } as const;
    const { credentials } = await assumeWithHeld(ctx.aws, {
      call: { accountId: account_id ?? '', roleName: role_name ?? '', purpose },
      held: heldOf(connection),
    });
    const results = await Promise.all(wanted.map((insight) => ask(ctx, { credentials, insight })));
    return { is: 'checked', results, findings: role.findings, seen: role.seen };
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

interface Writing {
  connection: ConnectionRow;
  looked: Looked;
  byPerson: boolean;
}

async function write(ctx: Ctx, of: Writing): Promise<InsightResult[]> {
  return withScope(ctx, async (tx) => {
    const read = await readConnection(tx, { ctx, connectionId: of.connection.id });
    const isOfNow = read?.role_name === of.connection.role_name && holdsSame(read, of.connection);
    // Disconnected, paused or changed meanwhile: what was seen is not its any more.
    if (!isOfNow || read.version !== of.connection.version || !checkedStates.includes(read.state)) return [];
    // A younger check was written meanwhile: what this one saw is of before it.
    if (!(await isYoungest(tx, of.connection))) return insightResults(read);
    // A look at an update was written meanwhile: what it saw of the IAM role is younger.
    const isOlder = read.polled_at !== of.connection.polled_at;
    if (isOlder && of.looked.is === 'role-unfit') return insightResults(read);
    const looked = isOlder ? { ...of.looked, findings: roleFindings(read), seen: undefined } : of.looked;
    const row =
      looked.is === 'trouble'
        ? read
        : await recordStackChanges(tx, { ctx: asTributary(ctx), row: read, seen: looked.seen });
    const next = nextValidationAt({
      id: row.id,
      state: looked.is === 'role-unfit' ? 'broken' : 'complete',
      now: ctx.now(),
      trouble: looked.is === 'trouble',
    });
    const next_validation_at = next.toISOString();
    if (looked.is === 'checked') return writeResults(tx, { ...of, ctx, row, looked, next_validation_at });
    if (looked.is === 'role-unfit') await breakUnlessBroken(tx, { ctx, row, looked, next_validation_at });
    else await writeConnection(tx, { ctx, connection: row, set: { next_validation_at } });
    return insightResults(row);
  });
}

/** Of two that looked at once the second waits here for the first, and finds that it was written. */
async function isYoungest(tx: Tx, { id, validated_at: before }: ConnectionRow): Promise<boolean> {
  const claimed = await tx
    .updateTable('connections')
    .set((row) => ({ validated_at: row.ref('validated_at') }))
    .where('id', '=', id)
    .where('validated_at', before === null ? 'is' : '=', before)
    .returning('id')
    .executeTakeFirst();
  return claimed !== undefined;
}

interface Found<L> {
  ctx: Ctx;
  row: ConnectionRow;
  looked: L;
  next_validation_at: string;
}

/** The probes that once passed do not: said once, in Tributary's own name, whoever asked for the check. */
async function breakUnlessBroken(
  tx: Tx,
  of: Found<Extract<Looked, { is: 'role-unfit' }>>,
): Promise<ConnectionRow> {
  const { row } = of;
  const breaks = row.state !== 'broken' && canMove(row.state, { to: 'broken', cameFrom: row.state_before });
  const written = await writeConnection(tx, {
    ctx: asTributary(of.ctx),
    connection: row,
    to: breaks ? 'broken' : row.state,
    set: {
      findings_json: JSON.stringify(of.looked.findings),
      next_validation_at: of.next_validation_at,
    },
    events: breaks ? [{ kind: 'broken' }] : [],
    activity: breaks ? { action: 'connection.broken', detail: { account: accountOf(row) } } : undefined,
  });
  return tellHealth(tx, { ctx: asTributary(of.ctx), connection: written });
}

async function writeResults(
  tx: Tx,
  of: Found<Extract<Looked, { is: 'checked' }>> & Pick<Writing, 'byPerson'>,
): Promise<InsightResult[]> {
  const { ctx } = of;
  const row = await repair(tx, of);
  // A result that AWS did not give keeps the one from before.
  const results = keepKnown(insightResults(row), of.looked.results);
  const changed = results.some((result, index) => result.state !== insightResults(row)[index]?.state);
  const written = await writeConnection(tx, {
    ctx,
    connection: row,
    set: {
      findings_json: JSON.stringify(of.looked.findings),
      insights_json: JSON.stringify(results),
      validated_at: ctx.now().toISOString(),
      next_validation_at: of.next_validation_at,
    },
    events: changed ? [{ kind: 'insights_checked' }] : [],
    activity:
      of.byPerson || changed
        ? { action: 'insights.checked', detail: { account: accountOf(row), result: inWords(results) } }
        : undefined,
  });
  await tellHealth(tx, { ctx: asTributary(ctx), connection: written });
  return insightResults(written);
}

/** An IAM role that works again brings a broken account back to where it was. */
async function repair(tx: Tx, { ctx, row }: { ctx: Ctx; row: ConnectionRow }): Promise<ConnectionRow> {
  if (row.state !== 'broken' || row.state_before === null) return row;
  return writeConnection(tx, {
    ctx: asTributary(ctx),
    connection: row,
    to: row.state_before,
    events: [{ kind: 'repaired' }],
    activity: { action: 'connection.repaired', detail: { account: accountOf(row) } },
  });
}

function asTributary(ctx: Ctx): Ctx {
  return { ...ctx, actor: { kind: 'system', name: 'Tributary', scope: ctx.actor.scope } };
}

function accountOf(row: ConnectionRow): string {
  return formatAccountId(row.account_id ?? '');
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
