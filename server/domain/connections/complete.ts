import { formatAccountId } from '@/lib/aws-ids';
import type { ConnectionForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { fetchForStep, requireOwnWord } from './guard';
import { writeConnection } from './move';
import { type Saved, saved } from './saved';

/** Step 6, Complete: ends onboarding. Insights can be enabled later; without them they count as skipped. */
export async function completeConnection(ctx: Ctx, input: ConnectionForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const { connection, tenant } = await fetchForStep(tx, {
      ctx,
      ...input,
      permission: 'connection:confirm',
      step: 'insights',
    });
    requireOwnWord(ctx, tenant);
    if (connection.state === 'complete') return saved(connection);
    if (connection.state !== 'confirmed') {
      throw new AppError('conflict', {
        happened: 'No CUR is confirmed yet.',
        todo: 'Confirm a valid CUR in the Validate CUR step, then complete.',
      });
    }
    const at = ctx.now().toISOString();
    const written = await writeConnection(tx, {
      ctx,
      connection,
      to: 'complete',
      set: { completed_at: at },
      events: [{ kind: 'complete' }],
      activity: {
        action: 'connection.completed',
        detail: { account: formatAccountId(connection.account_id ?? '') },
      },
      edited: 'completed the onboarding',
    });
    return saved(written);
  });
}
