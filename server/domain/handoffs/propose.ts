import type { BucketProposal } from '@/lib/handoffs';
import { throttle } from '@/server/auth/throttle';
import type { HandoffCtx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { recordActivity } from '../activity/record';
import { connectionOfHandoff } from './connection';
import { mayPropose } from './view';

/** A bucket for step 3. It changes nothing: an Admin accepts or dismisses it there. Proposed again it is the same proposal. */
export async function proposeBucket(ctx: HandoffCtx, input: BucketProposal): Promise<{ bucket: string }> {
  await throttle(ctx, [{ rule: 'proposal', subject: ctx.actor.handoffId }]);
  return withScope(ctx, async (tx) => {
    const connection = await connectionOfHandoff(tx, { ctx, ...input });
    if (!mayPropose(connection)) {
      throw new AppError('conflict', {
        happened: 'The bucket cannot be changed any more.',
        todo: 'Tell the person who sent you the link.',
      });
    }
    const { bucket } = input;
    if (connection.bucket === bucket) {
      throw new AppError('invalid', {
        happened: 'This bucket is entered already.',
        todo: 'There is nothing to propose.',
        field: 'bucket',
      });
    }
    const made = await tx
      .insertInto('bucket_proposals')
      .values({
        id: ctx.newId(),
        tenant_id: connection.tenant_id,
        reseller_id: connection.reseller_id,
        distributor_id: connection.distributor_id,
        connection_id: connection.id,
        handoff_id: ctx.actor.handoffId,
        bucket,
        state: 'open',
        created_at: ctx.now().toISOString(),
        decided_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return { bucket };
    await recordActivity(tx, {
      ctx,
      tenant: connection,
      action: 'handoff.proposed',
      subjectId: connection.id,
      detail: { bucket },
    });
    return { bucket };
  });
}
