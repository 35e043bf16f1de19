import { type MemberRole, memberRoleNames } from '@/lib/roles';
import type { Ctx } from '@/server/context';
import { type Tx, visible } from '@/server/db/scope';
import type { TenantRow } from '@/server/db/tables';
import { queueMail } from '../notifications/queue-mail';
import { nameShown } from '../tenants/name-shown';
import { openInvitation } from './invitation';

/** Makes the mailed link of an invited user and queues the welcome email, in one transaction with whatever caused it. */
export async function sendInvitation(
  tx: Tx,
  sent: {
    ctx: Ctx;
    tenant: TenantRow;
    member: { id: string; email: string; role: MemberRole; firstName: string };
  },
): Promise<void> {
  const { ctx, tenant, member } = sent;
  const opened = await openInvitation(tx, { ctx, tenant, membershipId: member.id, via: 'mail' });
  const by = await nameShown(tx, { ctx, tenantId: tenant.id, parentId: tenant.parent_id });
  await queueMail(tx, {
    ctx,
    tenant,
    template: 'invitation',
    values: {
      firstName: member.firstName,
      tenantName: tenant.name,
      invitedBy: by.name,
      invitedByCompany: by.company,
      role: memberRoleNames[member.role],
      expiresAt: opened.expiresAt,
    },
    link: opened.link,
    to: member.email,
    relatedId: opened.id,
  });
}

/** The first name that the inviter typed: an identity's own may be nobody's business here yet. */
export async function invitedFirstName(
  tx: Tx,
  wanted: { ctx: Pick<Ctx, 'actor'>; membershipId: string },
): Promise<string> {
  const row = await tx
    .selectFrom('memberships')
    .select('invited_first_name')
    .where('id', '=', wanted.membershipId)
    .where(visible(wanted.ctx.actor.scope, 'memberships'))
    .executeTakeFirst();
  return row?.invited_first_name ?? '';
}
