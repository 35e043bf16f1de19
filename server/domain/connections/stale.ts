import { formatRelative } from '@/lib/time';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import { AppError } from '@/server/errors';

/** The answer to the second of two people: who changed what, and when. */
export async function stale(
  tx: Tx,
  about: { ctx: Pick<Ctx, 'actor' | 'now'>; connectionId: string },
): Promise<AppError> {
  const row = await tx
    .selectFrom('connections')
    .select(['edited_by', 'edited_what', 'edited_at'])
    .where('id', '=', about.connectionId)
    .where(visible(about.ctx.actor.scope, 'connections'))
    .executeTakeFirst();
  return staleError(row, about.ctx.now().toISOString());
}

interface Edited {
  edited_by: string | null;
  edited_what: string | null;
  edited_at: string | null;
}

export function staleError(row: Edited | undefined, now: string): AppError {
  return new AppError('stale', {
    happened: row?.edited_at
      ? `${row.edited_by} ${row.edited_what} ${formatRelative(row.edited_at, now)}.`
      : 'This connection has changed in the meantime.',
    todo: 'Nothing of yours was saved. Reload the page, look at what is there now, and save again.',
  });
}
