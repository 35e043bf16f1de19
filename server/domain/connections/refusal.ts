import { z } from 'zod';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';

const Answer = z.object({ Status: z.string(), Reason: z.string() });

/**
 * Why the stack that rang last for this attempt was refused by us; null when it was not, or none rang. The words are our own
 * (doorbell/judge.ts). A message proves nothing: this is shown beside what is known and moves no state.
 */
export async function refusalOf(
  tx: Tx,
  row: Pick<ConnectionRow, 'id' | 'link_made_at'>,
): Promise<string | null> {
  if (row.link_made_at === null) return null;
  const last = await tx
    .selectFrom('messages')
    .select('answer_json')
    // The row was read in scope.
    .where('connection_id', '=', row.id)
    .where('request_type', '=', 'Create')
    .where('received_at', '>=', row.link_made_at)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last?.answer_json) return null;
  const { Status, Reason } = Answer.parse(JSON.parse(last.answer_json));
  return Status === 'FAILED' ? Reason : null;
}
