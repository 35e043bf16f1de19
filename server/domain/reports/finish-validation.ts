import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionEventKind } from '@/lib/connection-events';
import { type ConnectionState, canMove, unconfirmedStates } from '@/lib/connection-states';
import type { ValidationChanges } from '@/lib/connection-views';
import { standing } from '@/lib/connections';
import type { Examination } from '@/lib/reports';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, ValidationRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { isIn, readConnection } from '../connections/fetch';
import { isListed } from '../connections/guard';
import { holdsSame } from '../connections/held';
import { type Changes, writeConnection } from '../connections/move';
import { roleFindings } from '../connections/role-findings';
import { recordStackChanges } from '../connections/stack-changes';
import { tellHealth } from '../connections/tell-health';
import { contractGate } from '../contracts/gate';
import { compare } from './compare';
import { seenAt } from './look';
import type { LookResult } from './look-at-reports';
import { endOfMove } from './moved';
import { aboutChosen, deliveryAfter, reportToConfirm, stateAfter } from './outcome';
import type { StoredResult } from './stored';
import { tellReportArrived } from './tell';
import { nextValidationAt } from './timing';

interface Finishing {
  connection: ConnectionRow;
  validation: Pick<ValidationRow, 'id' | 'sequence' | 'started_at' | 'cause'>;
  previous: StoredResult | null;
  found: LookResult;
}

export interface Finished {
  connection: ConnectionRow;
  changes: ValidationChanges | null;
}

/**
 * Writes down what a validation found. It counts only while it is still the one that runs, for the bucket and attempt that it looked
 * at; a person's form in the same moment is waited for once.
 */
export async function finishValidation(ctx: Ctx, of: Finishing): Promise<Finished> {
  const asTributary: Ctx = { ...ctx, actor: { kind: 'system', name: 'Tributary', scope: ctx.actor.scope } };
  const write = () => withScope(ctx, (tx) => finish(tx, { ctx, asTributary, ...of }));
  try {
    return await write();
  } catch (error) {
    if (error instanceof AppError && error.code === 'stale') return write();
    throw error;
  }
}

type Writing = Finishing & { ctx: Ctx; asTributary: Ctx };

async function finish(tx: Tx, of: Writing): Promise<Finished> {
  const { ctx, validation, found } = of;
  const now = ctx.now();
  const row = await readConnection(tx, { ctx, connectionId: of.connection.id });
  if (!row || !isStillWanted(row, of) || !(await mayGoOn(tx, { row, now }))) {
    await closeValidation(tx, {
      id: validation.id,
      at: now,
      result: { trouble: OVERTAKEN },
    });
    await makeRoom(tx, of);
    return { connection: row ?? of.connection, changes: null };
  }
  if (found.is === 'trouble') return cutShort(tx, { ...of, row, trouble: found.trouble });
  // A look at an update was written meanwhile: what it saw of the IAM role is younger.
  const isOlder = row.polled_at !== of.connection.polled_at;
  if (isOlder && found.is === 'role-unfit') return cutShort(tx, { ...of, row, trouble: OVERTAKEN });
  const told = isOlder ? row : await recordStackChanges(tx, { ctx: of.asTributary, row, seen: found.seen });
  const findings = isOlder ? roleFindings(row) : found.findings;
  return found.is === 'role-unfit'
    ? roleUnfit(tx, { ...of, row: told, findings })
    : examined(tx, { ...of, row: told, examination: found.examination, findings });
}

const OVERTAKEN = 'Something changed while it ran.';

/** It could not look, or what it saw counts no more: nothing is known anew, and it is tried again soon. */
async function cutShort(tx: Tx, of: Writing & { row: ConnectionRow; trouble: string }): Promise<Finished> {
  const { ctx, row, validation, trouble } = of;
  const now = ctx.now();
  await closeValidation(tx, { id: validation.id, at: now, result: { trouble } });
  const next = nextValidationAt({ id: row.id, state: row.state, now, trouble: true });
  const set = { validating_since: null, next_validation_at: next.toISOString() };
  return { connection: await writeConnection(tx, { ctx, connection: row, set }), changes: null };
}

function isStillWanted(row: ConnectionRow, of: Finishing): boolean {
  const { connection, validation } = of;
  return (
    row.validating_since === validation.started_at &&
    row.bucket === connection.bucket &&
    row.account_id === connection.account_id &&
    row.role_name === connection.role_name &&
    holdsSame(row, connection)
  );
}

/** Before Confirm nothing advances without an active contract, also when it ended while AWS was asked. */
async function mayGoOn(tx: Tx, of: { row: ConnectionRow; now: Date }): Promise<boolean> {
  if (!isIn(checkedAs(of.row), unconfirmedStates)) return true;
  return (await contractGate(tx, { tenantId: of.row.tenant_id, now: of.now.toISOString() })).open;
}

/** A broken connection is what it was before: only one that was confirmed is checked and repaired without a contract. */
export function checkedAs(row: Pick<ConnectionRow, 'state' | 'state_before'>): ConnectionState {
  return row.state === 'broken' ? standing({ state: row.state, stateBefore: row.state_before }) : row.state;
}

/** What counts for nothing holds nobody up either; another one that has begun since goes on. */
async function makeRoom(tx: Tx, { connection, validation }: Finishing): Promise<void> {
  await tx
    .updateTable('connections')
    .set({ validating_since: null })
    .where('id', '=', connection.id)
    .where('validating_since', '=', validation.started_at)
    .execute();
}

async function closeValidation(
  tx: Tx,
  of: { id: string; at: Date; result: Record<string, unknown> },
): Promise<void> {
  await tx
    .updateTable('validations')
    .set({ finished_at: of.at.toISOString(), result_json: JSON.stringify(of.result) })
    .where('id', '=', of.id)
    .execute();
}

/** The probes that once passed do not: broken until they pass again. */
async function roleUnfit(
  tx: Tx,
  of: Writing & { row: ConnectionRow; findings: unknown[] },
): Promise<Finished> {
  const { asTributary: ctx, row, validation } = of;
  const now = ctx.now();
  await closeValidation(tx, {
    id: validation.id,
    at: now,
    result: { trouble: 'The IAM role does not work any more.' },
  });
  const breaks = row.state !== 'broken' && canMove(row.state, { to: 'broken', cameFrom: row.state_before });
  const wasHealthy = row.delivery !== 'not_available' || row.confirmed_at !== null;
  const written = await writeConnection(tx, {
    ctx,
    connection: row,
    to: breaks ? 'broken' : row.state,
    set: {
      findings_json: JSON.stringify(of.findings),
      validating_since: null,
      next_validation_at: nextValidationAt({
        id: row.id,
        state: 'broken',
        now,
        trouble: false,
      }).toISOString(),
      delivery: wasHealthy ? 'failed' : row.delivery,
    },
    events: breaks ? [{ kind: 'broken' }] : [],
    activity: breaks ? { action: 'connection.broken', detail: { account: accountOf(row) } } : undefined,
  });
  return { connection: await tellHealth(tx, { ctx, connection: written }), changes: null };
}

async function examined(
  tx: Tx,
  of: Writing & { row: ConnectionRow; examination: Examination; findings: unknown[] },
): Promise<Finished> {
  const { ctx, asTributary, validation, examination, previous } = of;
  const now = ctx.now();
  const prefix = of.row.report_prefix ?? '';
  // What another folder holds has neither come nor gone.
  const changes = compare(previous?.prefix === prefix ? previous : null, examination);
  const stored: StoredResult = { ...examination, prefix, changes, firstSeen: firstSeenOf(of) };
  await closeValidation(tx, { id: validation.id, at: now, result: stored });
  const repaired = await repair(tx, { ctx: asTributary, row: of.row });
  const moved = endOfMove(repaired, examination);
  const { delivery: before } = repaired;
  const chosenRoot = moved ? moved.set.chosen_root : repaired.chosen_root;
  const to = stateAfter(repaired.state, { examination, chosenRoot });
  const firstSeen = Object.values(stored.firstSeen).sort()[0] ?? null;
  const movedAt = moved === null ? repaired.bucket_moved_at : null;
  const next = { id: repaired.id, state: to, now, trouble: false };
  const written = await writeConnection(tx, {
    ctx: validation.cause === 'user' ? ctx : asTributary,
    connection: repaired,
    to,
    set: {
      ...moved?.set,
      findings_json: JSON.stringify(of.findings),
      validation_id: validation.id,
      validated_at: now.toISOString(),
      validating_since: null,
      bucket_region: examination.region ?? repaired.bucket_region,
      next_validation_at: nextValidationAt({ ...next, movedAt }).toISOString(),
      delivery: deliveryAfter(to, { examination, chosenRoot, before }),
      report_first_seen_at: repaired.report_first_seen_at ?? firstSeen,
    },
    events: [...(moved?.events ?? []), ...(to === repaired.state ? [] : eventsOf(to))],
    activity: activityOf({ ...of, to, changes }),
  });
  const confirmed = await confirmForThem(tx, { ctx: asTributary, row: written, examination });
  const findings = aboutChosen({ examination, chosenRoot: confirmed.chosen_root });
  const connection = await tellHealth(tx, { ctx: asTributary, connection: confirmed, findings });
  if (repaired.state === 'awaiting_report') await tellReportArrived(tx, { ctx, connection, examination });
  return { connection, changes };
}

/** Probes that pass again bring a broken connection back to where it was. */
async function repair(tx: Tx, of: { ctx: Ctx; row: ConnectionRow }): Promise<ConnectionRow> {
  const { ctx, row } = of;
  if (row.state !== 'broken' || row.state_before === null) return row;
  return writeConnection(tx, {
    ctx,
    connection: row,
    to: row.state_before,
    events: [{ kind: 'repaired' }],
    activity: { action: 'connection.repaired', detail: { account: accountOf(row) } },
  });
}

/** "Confirm it for me when it is valid": the wish of a person who was allowed to confirm, carried out by Tributary. */
async function confirmForThem(
  tx: Tx,
  of: { ctx: Ctx; row: ConnectionRow; examination: Examination },
): Promise<ConnectionRow> {
  const { ctx, row, examination } = of;
  if (row.state !== 'report_valid' || row.auto_confirm !== 1) return row;
  const report = reportToConfirm(examination, row.chosen_root);
  if (!report) return row;
  const gate = await contractGate(tx, { tenantId: row.tenant_id, now: ctx.now().toISOString() });
  if (!gate.open || !isListed(gate, row)) return row;
  return writeConnection(tx, {
    ctx,
    connection: row,
    to: 'confirmed',
    set: confirmation({ root: report.root, examination, now: ctx.now() }),
    events: [{ kind: 'confirmed', detail: report.root }],
    activity: { action: 'connection.confirmed', detail: { report: report.root } },
  });
}

/** What confirming a report writes, by whomever. */
export function confirmation(of: { root: string; examination: Examination; now: Date }): Changes {
  const seen = { examination: of.examination, chosenRoot: of.root, before: 'not_available' } as const;
  return {
    chosen_root: of.root,
    auto_confirm: 0,
    auto_confirm_by: null,
    confirmed_at: of.now.toISOString(),
    delivery: deliveryAfter('confirmed', seen),
  };
}

/** When each report was first seen, by its root; what is gone is forgotten. */
function firstSeenOf(of: Finishing & { ctx: Ctx; examination: Examination }): Record<string, string> {
  const known = of.previous?.firstSeen ?? {};
  const now = of.ctx.now().toISOString();
  return Object.fromEntries(of.examination.reports.map(({ root }) => [root, seenAt(known, root) ?? now]));
}

function eventsOf(state: ConnectionState): { kind: ConnectionEventKind }[] {
  const kinds: Partial<Record<ConnectionState, ConnectionEventKind>> = {
    awaiting_report: 'reports_awaited',
    report_invalid: 'reports_invalid',
    report_valid: 'reports_valid',
  };
  const kind = kinds[state];
  return kind === undefined ? [] : [{ kind }];
}

/** A person's Refresh is always recorded; the schedule only when something changed. */
function activityOf(
  of: Writing & {
    row: ConnectionRow;
    to: ConnectionState;
    changes: ValidationChanges | null;
    examination: Examination;
  },
) {
  const { changes, row, to } = of;
  const changed = to !== row.state || (changes !== null && changes.fixed.length + changes.fresh.length > 0);
  if (of.validation.cause !== 'user' && !changed) return undefined;
  const { reports } = of.examination;
  const valid = reports.filter((report) => report.valid).length;
  const result = `${reports.length} found, ${valid} valid`;
  return { action: 'reports.validated', detail: { bucket: row.bucket, result } } as const;
}

function accountOf(row: ConnectionRow): string {
  return formatAccountId(row.account_id ?? '');
}
