import { formatAccountId } from '@/lib/aws-ids';
import { HANDOFF_DAYS, type NewHandoff, UNNAMED_COLLEAGUE } from '@/lib/handoffs';
import type { UserActor } from '@/server/auth/actor';
import { hashToken } from '@/server/auth/tokens';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow, HandoffRow, TenantRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { fetchConnection } from '../connections/fetch';
import { requireContract } from '../connections/guard';
import { editorName } from '../connections/move';
import { lockTenant } from '../contracts/fetch';
import { queueMail } from '../notifications/queue-mail';
import { nameShown } from '../tenants/name-shown';
import { countOpen } from './list';

const DAY_MS = 24 * 3_600_000;

/** More open links than anybody keeps track of: the oldest is revoked first. */
const MOST_OPEN = 10;

export interface Made {
  id: string;
  /** Shown once: only a hash of its token is stored. */
  link: string;
  expiresAt: string;
}

/** A link for somebody who has no account here, to one connection. With an address it is mailed as well. */
export function makeHandoff(ctx: Ctx<UserActor>, input: NewHandoff): Promise<Made> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      connectionId: input.connectionId,
      permission: 'connection:write',
    });
    await lockTenant(tx, tenant.id);
    await requireContract(tx, { ctx, tenantId: tenant.id });
    await requireRoom(tx, { ctx, connection });
    const token = ctx.newSecret();
    const handoff = await insertHandoff(tx, { ctx, connection, input, token });
    const link = `${ctx.settings.baseUrl}/link?${new URLSearchParams({ handoff: token }).toString()}`;
    if (handoff.email) await mailLink(tx, { ctx, tenant, connection, handoff, link, to: handoff.email });
    await recordActivity(tx, {
      ctx,
      tenant,
      action: 'handoff.made',
      subjectId: connection.id,
      detail: {
        label: handoff.label ?? UNNAMED_COLLEAGUE,
        account: connection.account_id === null ? null : formatAccountId(connection.account_id),
      },
    });
    return { id: handoff.id, link, expiresAt: handoff.expires_at };
  });
}

async function requireRoom(tx: Tx, of: { ctx: Ctx<UserActor>; connection: ConnectionRow }): Promise<void> {
  const { connection } = of;
  if (connection.state === 'disconnected') {
    throw new AppError('conflict', {
      happened: 'This connection is disconnected.',
      todo: 'Connect the account anew, and hand that over.',
    });
  }
  if ((await countOpen(tx, of)) < MOST_OPEN) return;
  throw new AppError('conflict', {
    happened: `${MOST_OPEN} links to this connection are open.`,
    todo: 'Revoke one that nobody uses any more first.',
  });
}

async function insertHandoff(
  tx: Tx,
  of: { ctx: Ctx<UserActor>; connection: ConnectionRow; input: NewHandoff; token: string },
): Promise<HandoffRow> {
  const { ctx, connection, input } = of;
  const now = ctx.now();
  const row: HandoffRow = {
    id: ctx.newId(),
    tenant_id: connection.tenant_id,
    reseller_id: connection.reseller_id,
    distributor_id: connection.distributor_id,
    connection_id: connection.id,
    membership_id: ctx.actor.membershipId,
    token_hash: hashToken(of.token),
    label: input.label,
    email: input.email,
    created_by: ctx.actor.identityId,
    created_by_name: await editorName(tx, { ctx, connection }),
    created_at: now.toISOString(),
    expires_at: new Date(now.getTime() + HANDOFF_DAYS * DAY_MS).toISOString(),
    revoked_at: null,
    first_used_at: null,
    last_used_at: null,
    stack_opened_at: null,
  };
  await tx.insertInto('handoffs').values(row).execute();
  return row;
}

async function mailLink(
  tx: Tx,
  of: {
    ctx: Ctx<UserActor>;
    tenant: TenantRow;
    connection: ConnectionRow;
    handoff: HandoffRow;
    link: string;
    to: string;
  },
): Promise<void> {
  const { ctx, tenant, connection, handoff } = of;
  const by = await nameShown(tx, { ctx, tenantId: tenant.id, parentId: tenant.parent_id });
  await queueMail(tx, {
    ctx,
    tenant,
    template: 'hand-off',
    values: {
      firstName: handoff.label ?? '',
      tenantName: tenant.name,
      by: by.name,
      byCompany: by.company,
      account: connection.account_id === null ? '' : formatAccountId(connection.account_id),
      expiresAt: handoff.expires_at,
    },
    link: of.link,
    to: of.to,
    relatedId: handoff.id,
  });
}
