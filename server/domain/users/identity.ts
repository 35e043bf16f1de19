import type { Person } from '@/lib/users';
import type { Ctx } from '@/server/context';
import type { Tx } from '@/server/db/scope';

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
  await tx
    .deleteFrom('identities')
    .where('id', '=', identityId)
    .where('password_hash', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('memberships')
            .select('memberships.id')
            .whereRef('memberships.identity_id', '=', 'identities.id'),
        ),
      ),
    )
    .execute();
}
