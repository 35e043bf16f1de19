import type { Profile } from '@/lib/sign-in';
import type { UserActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { ownTenant, recordActivity } from '../activity/record';

/** The signed-in person, for the profile's form. Identities belong to no tenant: only one's own is ever read. */
export function getProfile(ctx: Ctx<UserActor>) {
  return withScope(ctx, (tx) =>
    tx
      .selectFrom('identities')
      .select(['email', 'first_name as firstName', 'last_name as lastName'])
      .where('id', '=', ctx.actor.identityId)
      .executeTakeFirstOrThrow(),
  );
}

/** Changes the own name, in every tenant that the person belongs to. */
export function updateProfile(ctx: Ctx<UserActor>, input: Profile): Promise<{ saved: true }> {
  const { actor } = ctx;
  return withScope(ctx, async (tx) => {
    await tx
      .updateTable('identities')
      .set({ first_name: input.firstName, last_name: input.lastName })
      .where('id', '=', actor.identityId)
      .execute();
    await recordActivity(tx, {
      ctx,
      tenant: ownTenant(actor),
      action: 'user.profile_changed',
      subjectId: actor.membershipId,
    });
    return { saved: true };
  });
}
