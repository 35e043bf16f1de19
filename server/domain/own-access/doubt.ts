import { OWN_TROUBLES, type OwnTrouble, ownTroubleWords } from '@/lib/own-access';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';

/** The one row: all replicas act as one identity. */
const ID = 'aws';

/** A doubt that nothing renews is none any more: `watchOwnAccess` renews it each minute, and a look that was held back comes again after five. */
const STANDS_MS = 10 * 60_000;

export interface Doubt {
  trouble: OwnTrouble;
  since: string;
}

/** Whether AWS keeps Tributary itself out, as far as is known; null: nothing speaks for it. It is of no tenant. */
export async function readDoubt(tx: Tx, ctx: Pick<Ctx, 'now'>): Promise<Doubt | null> {
  const row = await tx
    .selectFrom('own_access')
    .select(['trouble', 'since', 'renewed_at'])
    .where('id', '=', ID)
    .executeTakeFirst();
  const trouble = OWN_TROUBLES.find((one) => one === row?.trouble);
  if (!row || trouble === undefined) return null;
  const stands = ctx.now().getTime() - Date.parse(row.renewed_at) < STANDS_MS;
  return stands ? { trouble, since: row.since } : null;
}

/** Writes down that it is we, and tells the operator's log once. */
export async function doubtOwnAccess(ctx: Ctx, trouble: OwnTrouble): Promise<void> {
  const at = ctx.now().toISOString();
  const isNew = await withScope(ctx, async (tx) => {
    const before = await readDoubt(tx, ctx);
    const row = { trouble, since: before?.since ?? at, renewed_at: at };
    await tx
      .insertInto('own_access')
      .values({ id: ID, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    return before?.trouble !== trouble;
  });
  if (isNew) ctx.log.error({ trouble, ...ownTroubleWords[trouble] }, 'AWS keeps Tributary itself out');
}

/** AWS let us in. */
export async function trustOwnAccess(ctx: Ctx): Promise<void> {
  const ended = await withScope(ctx, async (tx) => {
    const before = await readDoubt(tx, ctx);
    if (before) await tx.deleteFrom('own_access').where('id', '=', ID).execute();
    return before;
  });
  if (ended) ctx.log.warn({ since: ended.since }, 'AWS lets Tributary in again');
}
