import { sql } from 'kysely';
import { scopeOfInstallation } from './auth/scope';
import { getDatabase } from './db/client';
import { withScope } from './db/scope';

const state = globalThis as { tributaryDraining?: boolean };

/** From now on /readyz says no, so that a balancer sends nothing more. */
export function startDraining(): void {
  state.tributaryDraining = true;
}

export async function isReady(): Promise<boolean> {
  if (state.tributaryDraining) return false;
  try {
    await withScope({ db: getDatabase(), actor: { scope: scopeOfInstallation() } }, (tx) =>
      sql`select 1`.execute(tx),
    );
    return true;
  } catch {
    return false; // whatever stands in the way, the answer to the balancer is the same
  }
}
