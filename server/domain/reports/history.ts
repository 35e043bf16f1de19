import type { HistoryEntry } from '@/lib/connection-views';
import type { HistoryQuery } from '@/lib/validations';
import type { Ctx } from '@/server/context';
import { visible, withScope } from '@/server/db/scope';
import type { ValidationRow } from '@/server/db/tables';
import { fetchConnection } from '../connections/fetch';
import { readStored, readTrouble } from './stored';

const PAGE = 20;

/** The validations of a connection that have ended, newest first, a page at a time. `next` asks for those before. */
export function validationHistory(ctx: Ctx, input: HistoryQuery) {
  return withScope(ctx, async (tx) => {
    const { connectionId, before } = input;
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      connectionId,
      permission: 'connection:read',
    });
    let query = tx
      .selectFrom('validations')
      .select(['id', 'sequence', 'cause', 'finished_at', 'result_json'])
      .where('connection_id', '=', connection.id)
      .where('finished_at', 'is not', null)
      .where(visible(ctx.actor.scope, 'validations'))
      .orderBy('sequence', 'desc')
      .limit(PAGE + 1);
    if (before !== undefined) query = query.where('sequence', '<', before);
    const rows = await query.execute();
    const shown = rows.slice(0, PAGE);
    return {
      bucket: connection.bucket,
      tenant: { id: tenant.id, name: tenant.name, timeZone: tenant.time_zone },
      entries: shown.map(entryOf),
      next: rows.length > PAGE ? (shown.at(-1)?.sequence ?? null) : null,
      now: ctx.now().toISOString(),
    };
  });
}

function entryOf(row: Pick<ValidationRow, 'id' | 'cause' | 'finished_at' | 'result_json'>): HistoryEntry {
  const result = readStored(row.result_json);
  return {
    id: row.id,
    cause: row.cause,
    at: row.finished_at ?? '',
    trouble: readTrouble(row.result_json),
    bucket: result?.bucket ?? null,
    complete: result?.complete ?? true,
    bucketFindings: result?.findings ?? [],
    reports: (result?.reports ?? []).map(({ root, name, kind, valid, findings }) => ({
      root,
      name,
      kind,
      valid,
      findings,
    })),
    changes: result?.changes ?? null,
  };
}
