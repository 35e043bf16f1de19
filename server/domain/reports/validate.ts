import type { ConnectionState } from '@/lib/connection-states';
import type { ValidationChanges } from '@/lib/connection-views';
import type { ConnectionLook } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, ValidationRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { fetchConnection, isIn } from '../connections/fetch';
import { requireContract, requireStep } from '../connections/guard';
import { CALLS_OF_CHECK, spendTokens } from '../connections/look-budget';
import { limitLooks } from '../connections/look-limit';
import { watchIfBehind } from '../connections/update-look';
import { contractGate } from '../contracts/gate';
import { changesInWords } from './compare';
import { checkedAs, finishValidation } from './finish-validation';
import { lookAtReports } from './look-at-reports';
import { isValidating } from './read-validation';
import { readStored, type StoredResult } from './stored';

export interface Validated {
  id: string;
  state: ConnectionState;
  version: number;
  running: boolean;
  changes: ValidationChanges | null;
  /** One line for whoever asked. */
  said: string;
}

/**
 * Refresh: looks at the IAM role and at every report in the bucket, keeps what was found, and moves the connection accordingly. One at
 * a time for a connection; one that comes while another runs says so. The schedule runs the same function (`validateOnSchedule`).
 */
export async function validateReports(ctx: Ctx, input: ConnectionLook): Promise<Validated> {
  const { connection } = await withScope(ctx, (tx) =>
    fetchConnection(tx, { ctx, ...input, permission: 'report:validate' }),
  );
  await limitLooks(ctx, connection);
  const begun = await withScope(ctx, (tx) => beginValidation(tx, { ctx, ...input, cause: 'user' }));
  if (!begun.validation) {
    const { id, state, version } = begun.connection;
    return { id, state, version, running: true, changes: null, said: 'A check is running already.' };
  }
  const validated = await run(ctx, { ...begun, validation: begun.validation });
  await watchIfBehind(ctx, input);
  return validated;
}

/** The scheduled check; null when there is nothing to check now. */
export async function validateOnSchedule(
  ctx: Ctx,
  input: { connectionId: string },
): Promise<Validated | null> {
  const begun = await withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, { ctx, ...input, permission: 'report:validate' });
    if (!(await isDue(tx, { ctx, connection }))) return null;
    return beginValidation(tx, { ctx, ...input, cause: 'schedule' });
  });
  if (!begun?.validation) return null;
  return run(ctx, { ...begun, validation: begun.validation });
}

/** States in which there is something to validate, or from which it broke; before Confirm only with an active contract. */
const unconfirmed = ['role_verified', 'awaiting_report', 'report_invalid', 'report_valid'] as const;
const going = ['confirmed', 'complete'] as const;
/** How long one that waits for its contract is left alone, so that the sweep does not meet it every minute. */
const CONTRACT_WAIT_MS = 30 * 60_000;

async function isDue(tx: Tx, of: { ctx: Ctx; connection: ConnectionRow }): Promise<boolean> {
  const { ctx, connection } = of;
  const { next_validation_at: next } = connection;
  const now = ctx.now();
  if (connection.purpose !== 'reports' || next === null || Date.parse(next) > now.getTime()) return false;
  const state = checkedAs(connection);
  if (isIn(state, going)) return true;
  if (!isIn(state, unconfirmed)) return false;
  const gate = await contractGate(tx, { tenantId: connection.tenant_id, now: now.toISOString() });
  if (!gate.open) await postpone(tx, { connection, until: new Date(now.getTime() + CONTRACT_WAIT_MS) });
  return gate.open;
}

async function postpone(tx: Tx, of: { connection: ConnectionRow; until: Date }): Promise<void> {
  await tx
    .updateTable('connections')
    .set({ next_validation_at: of.until.toISOString() })
    .where('id', '=', of.connection.id)
    .where('state', '=', of.connection.state)
    .execute();
}

interface Begun {
  connection: ConnectionRow;
  validation: Pick<ValidationRow, 'id' | 'sequence' | 'started_at' | 'cause'> | null;
  previous: StoredResult | null;
}

export async function beginValidation(
  tx: Tx,
  of: { ctx: Ctx; connectionId: string; cause: ValidationRow['cause'] },
): Promise<Begun> {
  const { ctx, cause } = of;
  const { connection, tenant } = await fetchConnection(tx, { ...of, permission: 'report:validate' });
  const state = checkedAs(connection);
  if (!isIn(state, going)) {
    await requireContract(tx, { ctx, tenantId: tenant.id });
    requireStep(connection, 'validate');
  }
  if (!isIn(state, [...going, ...unconfirmed])) throw nothingToValidate();
  const now = ctx.now();
  const previous = await previousResult(tx, connection);
  if (isValidating(connection, now)) return { connection, validation: null, previous };
  const started_at = now.toISOString();
  const claimed = await tx
    .updateTable('connections')
    .set({ validating_since: started_at })
    .where('id', '=', connection.id)
    .where('state', '=', connection.state)
    .where((row) =>
      connection.validating_since === null
        ? row('validating_since', 'is', null)
        : row('validating_since', '=', connection.validating_since),
    )
    .executeTakeFirst();
  if (Number(claimed.numUpdatedRows) === 0) return { connection, validation: null, previous };
  const validation = { id: ctx.newId(), sequence: await nextSequence(tx, connection.id), started_at, cause };
  await tx
    .insertInto('validations')
    .values({
      ...validation,
      tenant_id: connection.tenant_id,
      reseller_id: connection.reseller_id,
      distributor_id: connection.distributor_id,
      connection_id: connection.id,
      finished_at: null,
      result_json: null,
    })
    .execute();
  return { connection: { ...connection, validating_since: started_at }, validation, previous };
}

async function run(
  ctx: Ctx,
  begun: Begun & { validation: NonNullable<Begun['validation']> },
): Promise<Validated> {
  const { connection, previous } = begun;
  await spendTokens(ctx, CALLS_OF_CHECK);
  const found = await lookAtReports(ctx, { connection, firstSeen: previous?.firstSeen ?? {} });
  const written = await finishValidation(ctx, { ...begun, found });
  const { id, state, version } = written.connection;
  const said = found.is === 'trouble' ? found.trouble : saidOf(written.connection, written.changes);
  return { id, state, version, running: false, changes: written.changes, said };
}

function saidOf(connection: ConnectionRow, changes: ValidationChanges | null): string {
  if (connection.state === 'broken') return 'Checked just now. The IAM role does not work any more.';
  return changesInWords(changes);
}

async function previousResult(tx: Tx, connection: ConnectionRow): Promise<StoredResult | null> {
  if (connection.validation_id === null) return null;
  const row = await tx
    .selectFrom('validations')
    .select('result_json')
    .where('id', '=', connection.validation_id)
    .where('connection_id', '=', connection.id)
    .executeTakeFirst();
  return readStored(row?.result_json);
}

async function nextSequence(tx: Tx, connectionId: string): Promise<number> {
  const row = await tx
    .selectFrom('validations')
    .select((of) => of.fn.max('sequence').as('last'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return Number(row?.last ?? 0) + 1;
}

function nothingToValidate(): AppError {
  return new AppError('conflict', {
    happened: 'There is nothing to validate at this connection now.',
    todo: 'Go on with the step that is shown.',
  });
}
