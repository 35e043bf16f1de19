import type { Person } from '@/lib/users';
import { scopeOfInstallation } from '@/server/auth/scope';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';

/**
 * The identity of this email, made when there is none. Identities belong to no tenant: an existing one keeps its names, and nothing
 * of it is shown to whoever invites.
 */
export async function findOrMakeIdentity(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'now' | 'newId'>; person: Pick<Person, 'email' | 'firstName' | 'lastName'> },
): Promise<string> {
  const { ctx, person } = wanted;
  await tx
    .insertInto('identities')
    .values({
      id: ctx.newId(),
      email: person.email,
      first_name: person.firstName,
      last_name: person.lastName,
      password_hash: null,
      created_at: ctx.now().toISOString(),
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
  const identity = await tx
    .selectFrom('identities')
    .select('id')
    .where('email', '=', person.email)
    .executeTakeFirstOrThrow();
  return identity.id;
}

/** Removes an identity that was never activated and belongs to no tenant any more: what a mistyped address leaves behind. */
export async function dropUnusedIdentity(tx: Tx, identityId: string): Promise<void> {
  const membership = await tx
    .selectFrom('memberships')
    .select('id')
    .where('identity_id', '=', identityId)
    .where(visible(scopeOfInstallation(), 'memberships'))
    .limit(1)
    .executeTakeFirst();
  if (membership) return;
  await tx.deleteFrom('identities').where('id', '=', identityId).where('password_hash', 'is', null).execute();
}
