import type { ValidationView } from '@/lib/connection-views';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { shownHealth } from '../connections/shown-health';
import { seenAt } from './look';
import { readStored, readTrouble, type StoredResult } from './stored';
import { VALIDATION_LEASE_MS } from './timing';

/** The last validation of a connection as pages show it, with what the newest attempt ran into if that could not look. */
export async function readValidation(
  tx: Tx,
  of: { ctx: Pick<Ctx, 'actor' | 'now'>; row: ConnectionRow },
): Promise<ValidationView> {
  const { ctx, row } = of;
  const rows = await tx
    .selectFrom('validations')
    .select(['id', 'result_json'])
    .where('connection_id', '=', row.id)
    .where('finished_at', 'is not', null)
    .where((where) =>
      where.or([where('id', '=', row.validation_id ?? ''), where('id', '=', newestFinished(tx, row.id))]),
    )
    .where(visible(ctx.actor.scope, 'validations'))
    .execute();
  const result = readStored(rows.find(({ id }) => id === row.validation_id)?.result_json);
  const newest = rows.find(({ id }) => id !== row.validation_id);
  return {
    running: isValidating(row, ctx.now()),
    startedAt: row.validating_since,
    validatedAt: row.validated_at,
    nextAt: row.next_validation_at,
    waitingSince: waitingSince(result),
    complete: result?.complete ?? true,
    bucketFindings: result?.findings ?? [],
    reports: (result?.reports ?? []).map((report) => ({
      ...report,
      chosen: report.root === row.chosen_root && report.kind === 'legacy-cur',
    })),
    chosenRoot: row.chosen_root,
    autoConfirm: row.auto_confirm === 1,
    delivery: shownHealth(row, ctx.now().toISOString()).health,
    changes: result?.changes ?? null,
    trouble: readTrouble(newest?.result_json),
  };
}

/** The earliest sighting of a report of which AWS has delivered nothing yet; null when none is awaited. */
function waitingSince(result: StoredResult | null): string | null {
  const awaited = (result?.reports ?? []).filter(
    ({ delivered, findings }) =>
      !delivered && findings.some(({ code }) => code === 'AWAITING_FIRST_DELIVERY'),
  );
  return awaited.flatMap(({ root }) => seenAt(result?.firstSeen ?? {}, root) ?? []).sort()[0] ?? null;
}

function newestFinished(tx: Tx, connectionId: string) {
  return tx
    .selectFrom('validations as newest')
    .select('newest.id')
    .where('newest.connection_id', '=', connectionId)
    .where('newest.finished_at', 'is not', null)
    .orderBy('newest.sequence', 'desc')
    .limit(1);
}

/** One validation at a time for a connection; one that died with its process holds nobody up for long. */
export function isValidating(row: Pick<ConnectionRow, 'validating_since'>, now: Date): boolean {
  if (row.validating_since === null) return false;
  return now.getTime() - Date.parse(row.validating_since) < VALIDATION_LEASE_MS;
}
