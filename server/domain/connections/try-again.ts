import type { ConnectionForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { AppError } from '@/server/errors';
import { fetchForStep, requireListed } from './guard';
import { namesForAttempt, newBucketFor } from './names';
import { awaitStack, type Opened, templateToOffer } from './open-stack';
import { saved } from './saved';
import { walk } from './walk';

/**
 * After a failure, or when the person saw one in AWS that we cannot see: a new attempt with new stack and role names. The external ID
 * stays the same for good.
 */
export async function tryAgain(ctx: Ctx, input: ConnectionForm): Promise<Opened> {
  const wanted = { ctx, ...input, permission: 'connection:write', step: 'stack' } as const;
  const before = await withScope(ctx, (tx) => fetchForStep(tx, wanted));
  const template = await templateToOffer(ctx, before.connection);
  return withScope(ctx, async (tx) => {
    const { connection, tenant, gate } = await fetchForStep(tx, wanted);
    await requireListed(tx, { gate, tenant, account: connection });
    const failed = await walk(tx, { ctx, connection, to: 'stack_failed' });
    if (!failed) {
      throw new AppError('conflict', {
        happened: 'There is no attempt to replace.',
        todo: 'Go on with the step that is shown.',
      });
    }
    const names = {
      ...namesForAttempt(ctx, connection.purpose),
      ...newBucketFor(ctx, connection),
      attempt: connection.attempt + 1,
    };
    const edited = 'started a new attempt';
    const written = await awaitStack(tx, { ctx, connection: failed, names, template, edited });
    return { ...saved(written, 'stack'), link: written.link_url };
  });
}
