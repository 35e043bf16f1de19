import type { AutoConfirmForm, ConfirmForm, ConnectionRef, ReportChoice } from '@/lib/connections';
import type { Report } from '@/lib/reports';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchConnection, isIn } from '../connections/fetch';
import { fetchForStep, requireListed, requireOwnWord } from '../connections/guard';
import { writeConnection } from '../connections/move';
import { type Saved, saved } from '../connections/saved';
import { confirmation } from './finish-validation';
import { reportToConfirm } from './outcome';
import { isValidating } from './read-validation';
import { readStored, type StoredResult } from './stored';

/** Confirm and proceed: takes the one CUR that is read from now on. It must be valid in the last validation. */
export async function confirmReport(ctx: Ctx, input: ConfirmForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const connection = await fetchToConfirm(tx, { ctx, ...input });
    if (connection.state === 'confirmed') return saved(connection, 'insights');
    if (connection.state === 'broken') throw roleBroken();
    if (!isIn(connection.state, ['report_invalid', 'report_valid'])) throw noValidReport();
    const result = await lastResult(tx, connection);
    const report = input.root
      ? validReport(result, input.root)
      : reportToConfirm(result, connection.chosen_root);
    if (!report)
      throw input.root || !result.reports.some(({ valid }) => valid) ? noValidReport() : chooseOne();
    // The chosen one is not valid any more and another one is: its choice goes by the way that the states have.
    const from =
      connection.state === 'report_valid'
        ? connection
        : await writeConnection(tx, { ctx, connection, to: 'report_valid' });
    const written = await writeConnection(tx, {
      ctx,
      connection: from,
      to: 'confirmed',
      set: confirmation({ root: report.root, examination: result, now: ctx.now() }),
      events: [{ kind: 'confirmed', detail: report.root }],
      activity: { action: 'connection.confirmed', detail: { report: report.root } },
      edited: 'confirmed the CUR',
    });
    return saved(written, 'insights');
  });
}

/** "Confirm it for me when it is valid", on or off. */
export async function setAutoConfirm(
  ctx: Ctx,
  input: AutoConfirmForm,
): Promise<Saved & { autoConfirm: boolean }> {
  return withScope(ctx, async (tx) => {
    const connection = await fetchToConfirm(tx, { ctx, ...input });
    const on = input.autoConfirm === 'yes';
    const askedBy = ctx.actor.kind === 'user' ? ctx.actor.tenantId : null;
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: on ? { auto_confirm: 1, auto_confirm_by: askedBy } : { auto_confirm: 0, auto_confirm_by: null },
      activity: { action: 'connection.auto_confirm', detail: { state: on ? 'on' : 'off' } },
      edited: on ? 'asked to confirm when valid' : 'took back "confirm it for me"',
    });
    return { ...saved(written, 'validate'), autoConfirm: on };
  });
}

/** Change CUR: another valid report of the bucket, before or after Complete. */
export async function changeCur(ctx: Ctx, input: ReportChoice): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const connection = await fetchToConfirm(tx, { ctx, ...input });
    const result = await lastResult(tx, connection);
    const report = validReport(result, input.root);
    if (!report) throw noValidReport();
    const done = connection.state === 'confirmed' || connection.state === 'complete';
    const { chosen_root, delivery } = confirmation({
      root: report.root,
      examination: result,
      now: ctx.now(),
    });
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: done ? { chosen_root, delivery } : { chosen_root },
      events: [{ kind: 'changed_cur', detail: report.root }],
      activity: { action: 'connection.cur_changed', detail: { report: report.root } },
      edited: 'chose another CUR',
    });
    return saved(written, 'validate');
  });
}

/** For the page that waits for a validation: whether it still runs. From the database alone. */
export async function watchValidation(
  ctx: Ctx,
  input: ConnectionRef,
): Promise<{ version: number; state: string; running: boolean; validatedAt: string | null }> {
  const { connection } = await withScope(ctx, (tx) =>
    fetchConnection(tx, { ctx, ...input, permission: 'connection:read' }),
  );
  const { version, state, validated_at: validatedAt } = connection;
  return { version, state, validatedAt, running: isValidating(connection, ctx.now()) };
}

async function fetchToConfirm(
  tx: Tx,
  wanted: { ctx: Ctx; connectionId: string; version: number },
): Promise<ConnectionRow> {
  const { connection, tenant, gate } = await fetchForStep(tx, {
    ctx: wanted.ctx,
    connectionId: wanted.connectionId,
    version: wanted.version,
    permission: 'connection:confirm',
    step: 'validate',
  });
  requireOwnWord(wanted.ctx, tenant);
  // A later contract may list other accounts than the one under which the account was typed.
  await requireListed(tx, { gate, tenant, account: connection });
  return connection;
}

async function lastResult(tx: Tx, connection: ConnectionRow): Promise<StoredResult> {
  const row = await tx
    .selectFrom('validations')
    .select('result_json')
    .where('id', '=', connection.validation_id ?? '')
    .where('connection_id', '=', connection.id)
    .executeTakeFirst();
  const result = readStored(row?.result_json);
  if (!result) throw noValidReport();
  return result;
}

function validReport(result: StoredResult, root: string): Report | null {
  return result.reports.find((report) => report.valid && report.root === root) ?? null;
}

function noValidReport(): AppError {
  return new AppError('conflict', {
    happened: 'No valid CUR stands behind this choice in the last validation.',
    todo: 'Use Refresh, fix what it names, and choose a valid CUR.',
    field: 'root',
  });
}

function roleBroken(): AppError {
  return new AppError('conflict', {
    happened: 'The IAM role of this connection does not work now.',
    todo: 'Fix what its checks name and use Refresh, then confirm.',
  });
}

function chooseOne(): AppError {
  return new AppError('invalid', {
    happened: 'Currently, only one CUR is supported.',
    todo: 'Choose the one to read.',
    field: 'root',
  });
}
