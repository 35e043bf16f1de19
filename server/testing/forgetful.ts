import type { Database } from '@/server/db/client';
import type { Tx } from '@/server/db/scope';

/**
 * The same database, on which everything works and nothing stays: each transaction is rolled back after its last statement, and its
 * result is handed on. For tests that call very much on one world, in any order.
 */
export function forgetful(database: Database): Database {
  const undo = new Error('rolled back on purpose');
  const execute = async (work: (tx: Tx) => Promise<unknown>): Promise<unknown> => {
    let result: unknown;
    try {
      await database.kysely.transaction().execute(async (tx) => {
        result = await work(tx);
        throw undo;
      });
    } catch (error) {
      if (error !== undo) throw error;
    }
    return result;
  };
  const kysely = new Proxy(database.kysely, {
    get(_target, key) {
      if (key === 'transaction') return () => ({ execute });
      throw new Error(`Everything goes through a transaction, but ${String(key)} was asked for.`);
    },
  });
  return { ...database, kysely };
}
