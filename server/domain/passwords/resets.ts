import { scopeOfInstallation } from '@/server/auth/scope';
import type { Tx } from '@/server/db/scope';
import { wipeMails } from '../notifications/wipe-mails';

/** Ends the open reset links of an identity. Their mails may lie in any of its tenants, hence the installation's scope. */
export async function closeResets(tx: Tx, of: { identityId: string; now: Date }): Promise<void> {
  const closed = await tx
    .updateTable('password_resets')
    .set({ used_at: of.now.toISOString() })
    .where('identity_id', '=', of.identityId)
    .where('used_at', 'is', null)
    .returning('id')
    .execute();
  await wipeMails(tx, {
    ctx: { actor: { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() } },
    relatedIds: closed.map((row) => row.id),
  });
}
