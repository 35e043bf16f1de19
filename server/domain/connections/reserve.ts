import { z } from 'zod';
import type { Tx } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { reservation } from './move';

/**
 * Whether the account is bound to another live connection. A named exception to the scope: the whole installation is asked, and only
 * yes or no comes back, so that nobody learns of another tenant.
 */
export async function accountIsTaken(
  tx: Tx,
  connection: Pick<ConnectionRow, 'id' | 'purpose' | 'account_id'>,
): Promise<boolean> {
  const reserved = reservation(connection);
  if (reserved === null) return false;
  const other = await tx
    .selectFrom('connections')
    .select('id')
    .where('reserved_account_id', '=', reserved)
    .where('id', '<>', connection.id)
    .executeTakeFirst();
  return other !== undefined;
}

const Coded = z.object({ code: z.string() });

/** Two looks that reserve one account in the same moment: the database lets one of them through. */
export function lostReservation(error: unknown): boolean {
  const coded = Coded.safeParse(error);
  return coded.success && (coded.data.code === '23505' || coded.data.code === 'SQLITE_CONSTRAINT_UNIQUE');
}
