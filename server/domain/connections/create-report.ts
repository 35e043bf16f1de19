import type { ConnectionForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { forgetLink } from './account';
import { fetchForStep, requireDraft } from './guard';
import { writeConnection } from './move';
import { forgetNames, newBucketFor } from './names';
import { type Saved, saved } from './saved';

/**
 * Step 3, the other way: the stack creates the report and a bucket that we name. Pressed again it keeps the name. A stack of the other
 * template, from before, does not take this over: the next one has names of its own.
 */
export async function letStackCreateReport(ctx: Ctx, input: ConnectionForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchForStep(tx, {
      ctx,
      ...input,
      permission: 'connection:write',
      step: 'report',
    });
    requireDraft(connection);
    if (connection.report_by === 'stack') return saved(connection, 'stack');
    const chosen = { ...connection, report_by: 'stack' } as const;
    const { bucket = null } = newBucketFor(ctx, chosen);
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        report_by: 'stack',
        bucket,
        bucket_region: 'us-east-1',
        bucket_warning: null,
        kms_key_arn: null,
        report_prefix: null,
        ...forgetLink,
        ...forgetNames,
      },
      events: [{ kind: 'report_by_stack', detail: bucket }],
      activity: { action: 'connection.report_by_stack', detail: { bucket } },
      edited: 'let the stack create the report',
    });
    return saved(written, 'stack');
  });
}
