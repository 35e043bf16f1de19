import { formatAccountId } from '@/lib/aws-ids';
import type { AccountForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { fetchForStep, requireDraft, requireListed } from './guard';
import { type Changes, writeConnection } from './move';
import { forgetNames, newBucketFor } from './names';
import { type Saved, saved } from './saved';

/**
 * Step 2: the AWS management account. It is not reserved yet: several drafts may hold one ID until an IAM role in it is proven. An
 * AWS management account that the contract does not list is refused with who can add it.
 */
export async function setAccount(ctx: Ctx, input: AccountForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant, gate } = await fetchForStep(tx, {
      ctx,
      ...input,
      permission: 'connection:write',
      step: 'account',
    });
    requireDraft(connection);
    const account = { purpose: connection.purpose, account_id: input.accountId };
    await requireListed(tx, { gate, tenant, account, field: 'accountId' });
    const bucketAnew = {
      ...forgetNames,
      ...newBucketFor(ctx, { ...connection, account_id: input.accountId }),
    };
    const changed = connection.account_id !== input.accountId;
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        account_id: input.accountId,
        ...(changed ? forgetLink : {}),
        ...(changed && connection.report_by === 'stack' ? bucketAnew : {}),
      },
      events: [{ kind: 'account_set', detail: formatAccountId(input.accountId) }],
      activity: {
        action: 'connection.account_set',
        detail: { account: formatAccountId(input.accountId) },
      },
      edited: 'changed the account',
    });
    return saved(written, nextAfterAccount(written));
  });
}

function nextAfterAccount(connection: ConnectionRow) {
  return connection.purpose === 'insights' ? 'stack' : 'report';
}

/** A link that was made with other values must not be pressed any more; names and attempt stay, so a stack can be updated. */
export const forgetLink = { link_url: null, link_made_at: null } as const satisfies Changes;
