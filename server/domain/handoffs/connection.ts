import type { HandoffCtx } from '@/server/context';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { notFound } from '@/server/errors';
import { readConnection } from '../connections/fetch';

/**
 * The one connection of a hand-off link. The page says which connection it was drawn for: a page of another link that is still open
 * in this browser is answered like an id that does not exist.
 */
export async function connectionOfHandoff(
  tx: Tx,
  of: { ctx: HandoffCtx; connectionId: string },
): Promise<ConnectionRow> {
  const connection = await readConnection(tx, of);
  if (!connection) throw notFound();
  return connection;
}
