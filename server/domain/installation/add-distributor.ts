import { z } from 'zod';
import { domainField, emailField, requiredText, timeZoneField } from '@/lib/fields';
import type { SystemActor } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { recordActivity } from '../activity/record';
import { openInvitation } from '../users/invitation';
import { inviteUser } from '../users/invite';
import { makeDistributor, recordDistributor } from './make-distributor';

/** What the command line says about one more distributor. */
export const NewDistributor = z.strictObject({
  name: requiredText('Give the name of the company.'),
  domain: domainField,
  timeZone: timeZoneField,
  email: emailField,
  firstName: requiredText("Give the Admin's first name.", 80),
  lastName: requiredText("Give the Admin's last name.", 80),
});
export type NewDistributor = z.infer<typeof NewDistributor>;

/** Adds a distributor and invites its Admin; returns a link that activates the user, beside the one that is mailed. */
export function addDistributor(
  ctx: Ctx<SystemActor>,
  input: NewDistributor,
): Promise<{ tenantId: string; link: string; expiresAt: string }> {
  return withScope(ctx, async (tx) => {
    const tenant = await makeDistributor(tx, { ctx, ...input });
    await recordDistributor(tx, { ctx, tenant });
    const { membershipId } = await inviteUser(tx, {
      ctx,
      tenant,
      person: {
        email: input.email,
        firstName: input.firstName,
        lastName: input.lastName,
        jobFunction: 'Management',
        role: 'admin',
        belowRole: 'admin',
      },
    });
    const { link, expiresAt } = await openInvitation(tx, { ctx, tenant, membershipId, via: 'copy' });
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'user.link_copied',
      subjectId: membershipId,
      detail: { email: input.email },
    });
    return { tenantId: tenant.id, link, expiresAt };
  });
}
