import { scopeOfInstallation } from '@/server/auth/scope';
import type { Tx } from '@/server/db/scope';
import { wipeMails } from '../notifications/wipe-mails';

const installation = { kind: 'system', name: 'Tributary', scope: scopeOfInstallation() } as const;

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
    ctx: { actor: installation },
    relatedIds: closed.map((row) => row.id),
  });
}

/** Ends the reset links whose hour is over, and wipes them from the outbox. */
export async function expireResets(tx: Tx, now: Date): Promise<void> {
  const expired = await tx
    .updateTable('password_resets')
    .set({ used_at: now.toISOString() })
    .where('used_at', 'is', null)
    .where('expires_at', '<=', now.toISOString())
    .returning('id')
    .execute();
  await wipeMails(tx, { ctx: { actor: installation }, relatedIds: expired.map((row) => row.id) });
}
