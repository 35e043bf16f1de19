import { formatAccountId } from '@/lib/aws-ids';
import { type ConnectionRef, type DisconnectForm, disconnectAddress } from '@/lib/connections';
import { can } from '@/server/auth/actor';
import type { Ctx } from '@/server/context';
import { type Tx, visible, withScope } from '@/server/db/scope';
import type { ConnectionRow, TenantRow } from '@/server/db/tables';
import { forgetFindings } from '../help/forget';
import { endOf } from './ended';
import { fetchConnection } from './fetch';
import { mayConfirmFor, requireOwnWord } from './guard';
import { type Changes, writeConnection } from './move';
import { enqueuePoll, freshAttempt } from './open-stack';
import { firstPollAt } from './schedule';
import { staleError } from './stale';

export interface Disconnected {
  id: string;
  goTo: string;
}

/**
 * Ends a connection for good: its account is free at once, nothing is read any more, and its external ID is never used again. No
 * contract is asked for. The stack in AWS is the customer's to delete; until its IAM role refuses us it is looked at (ended.ts).
 */
export async function disconnect(ctx: Ctx, input: DisconnectForm): Promise<Disconnected> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchConnection(tx, {
      ctx,
      ...input,
      permission: 'connection:confirm',
    });
    const begun = stackMayStand(connection);
    if (begun) requireOwnWord(ctx, tenant);
    const own = ctx.actor.kind === 'system' || ctx.actor.tenantId === tenant.id;
    const list = own ? '/assets' : `/customers/${tenant.id}/aws`;
    const answer = { id: connection.id, goTo: begun ? disconnectAddress(connection.id) : list };
    if (connection.state === 'disconnected') return answer;
    const now = ctx.now();
    if (input.version !== connection.version) throw staleError(connection, now.toISOString());
    const next = begun ? firstPollAt(now, ctx.settings) : null;
    await writeConnection(tx, {
      ctx,
      connection,
      to: 'disconnected',
      set: {
        ...ended,
        ...(input.data === 'delete' ? forgotten : {}),
        disconnected_at: now.toISOString(),
        poll_since: begun ? now.toISOString() : null,
        next_poll_at: next?.toISOString() ?? null,
      },
      events: [{ kind: 'disconnected' }],
      activity: {
        action: 'connection.disconnected',
        detail: {
          account: connection.account_id === null ? null : formatAccountId(connection.account_id),
          data: input.data === 'delete' ? 'what was read is deleted' : 'what was read is kept',
        },
      },
      edited: 'disconnected it',
    });
    if (input.data === 'delete') {
      await deleteValidations(tx, { ctx, connectionId: connection.id });
      await forgetFindings(tx, { ctx, connectionId: connection.id });
    }
    if (next) await enqueuePoll(tx, { ctx, connectionId: connection.id, at: next });
    return answer;
  });
}

/** What the page of a disconnected account asks while it is open: from the database only. */
export async function watchEnd(
  ctx: Ctx,
  input: ConnectionRef,
): Promise<{ state: string; running: boolean } | null> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchConnection(tx, { ctx, ...input, permission: 'connection:read' });
    const end = endOf(connection);
    return end && { state: end.role, running: end.nextAt !== null };
  });
}

/** From above only with the end customer's word, as everything that is decided for it; a mere draft anybody may throw away. */
export function mayDisconnect(
  ctx: Pick<Ctx, 'actor'>,
  of: { row: ConnectionRow; tenant: Pick<TenantRow, 'id' | 'partner_may_confirm'> },
): boolean {
  const { row, tenant } = of;
  if (row.state === 'disconnected' || !can(ctx.actor, 'connection:confirm', tenant.id)) return false;
  return !stackMayStand(row) || mayConfirmFor(ctx, tenant);
}

/** Names are chosen with the first link and kept from then on: without them nothing can be in AWS. */
export function stackMayStand(row: Pick<ConnectionRow, 'role_name'>): boolean {
  return row.role_name !== null;
}

const ended = {
  bucket_before: null,
  kms_key_before: null,
  bucket_moved_at: null,
  link_url: null,
  link_withheld: null,
  next_validation_at: null,
  validating_since: null,
  auto_confirm: 0,
  auto_confirm_by: null,
  delivery: 'not_available',
  findings_json: '[]',
  trust_checked_at: null,
  polled_at: null,
} as const satisfies Changes;

/** What was read in the account, as far as it lies in the row itself. */
const forgotten = {
  ...freshAttempt,
  validation_id: null,
  validated_at: null,
  chosen_root: null,
  report_first_seen_at: null,
  insights_json: '[]',
} as const satisfies Changes;

async function deleteValidations(tx: Tx, of: { ctx: Ctx; connectionId: string }): Promise<void> {
  await tx
    .deleteFrom('validations')
    .where('connection_id', '=', of.connectionId)
    .where(visible(of.ctx.actor.scope, 'validations'))
    .execute();
}
