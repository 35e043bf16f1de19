import { type BucketMovable, bucketMovable, lostByMoving, type MoveFacts } from '@/lib/bucket-move';
import type { BucketMoveView } from '@/lib/connection-views';
import { bucketAddress, type ReportForm } from '@/lib/connections';
import { updateAddress } from '@/lib/stack-update';
import type { Ctx } from '@/server/context';
import { type Tx, withScope } from '@/server/db/scope';
import type { ConnectionRow } from '@/server/db/tables';
import { AppError } from '@/server/errors';
import { acceptProposals } from '../handoffs/proposals';
import { fetchForStep, requireListed, requireOwnWord } from './guard';
import { type Changes, writeConnection } from './move';
import { lookAnonymously } from './report';
import { type Saved, saved } from './saved';

/**
 * Names another bucket after Confirm, also the one of before: the state and the choice stay, what was read in the old one is never
 * compared with the new one, and a check that runs counts for nothing. The standing stack then has to be updated; what of that is
 * still to come is the finding's to say (lib/findings/bucket.ts).
 */
export async function moveBucket(ctx: Ctx, input: ReportForm): Promise<Saved> {
  const { bucket, kmsKeyArn } = input;
  // Looked at twice: nobody makes us ask AWS who may not save.
  const before = await withScope(ctx, (tx) => fetchToMove(tx, { ctx, input }));
  if (before.bucket === bucket) return changeKey(ctx, input);
  const seen = await lookAnonymously(ctx, bucket);
  return withScope(ctx, async (tx) => {
    const connection = await fetchToMove(tx, { ctx, input });
    const now = ctx.now();
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        bucket,
        kms_key_arn: kmsKeyArn,
        bucket_region: seen.region,
        bucket_warning: seen.warning,
        ...from(connection, { bucket, at: now.toISOString() }),
        ...unread,
        next_validation_at: now.toISOString(),
      },
      events: [{ kind: 'bucket_moved', detail: bucket }],
      activity: { action: 'connection.bucket_moved', detail: { from: connection.bucket, bucket } },
      edited: 'moved to another bucket',
    });
    await acceptProposals(tx, { ctx, connection: written, bucket });
    const job = { connectionId: written.id };
    await ctx.jobs.enqueue(tx, 'connection.validate', job, { key: `check:${written.id}`, runAt: now });
    return { ...saved(written, 'validate'), goTo: bucketAddress(written.id) };
  });
}

/** The same bucket, encrypted with another key: what was read in it counts, and the stack has to follow all the same. */
async function changeKey(ctx: Ctx, input: ReportForm): Promise<Saved> {
  return withScope(ctx, async (tx) => {
    const connection = await fetchToMove(tx, { ctx, input });
    const now = ctx.now();
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        kms_key_arn: input.kmsKeyArn,
        // A look that runs has credentials for the key of before.
        validating_since: null,
        link_url: null,
        next_validation_at: now.toISOString(),
      },
      activity: { action: 'connection.kms_key_changed', detail: { bucket: connection.bucket } },
      edited: 'changed the KMS key',
    });
    const job = { connectionId: written.id };
    await ctx.jobs.enqueue(tx, 'connection.validate', job, { key: `check:${written.id}`, runAt: now });
    return { ...saved(written, 'validate'), goTo: updateAddress(written.id) };
  });
}

/** What the last look knew of the bucket of before. The link names it as well; the stack that stands is only ever updated. */
const unread = {
  report_prefix: null,
  validation_id: null,
  validated_at: null,
  // What looks into the old bucket now counts for nothing.
  validating_since: null,
  report_first_seen_at: null,
  delivery: 'not_available',
  link_url: null,
} as const satisfies Changes;

/** The stack follows when it is updated: until a bucket was read, the one of before is the one that was read last. */
function from(connection: ConnectionRow, to: { bucket: string; at: string }): Changes {
  const before = connection.bucket_before ?? connection.bucket;
  if (before === to.bucket) return { bucket_before: null, kms_key_before: null, bucket_moved_at: null };
  const key = connection.bucket_before === null ? connection.kms_key_arn : connection.kms_key_before;
  return { bucket_before: before, kms_key_before: key, bucket_moved_at: to.at };
}

async function fetchToMove(tx: Tx, of: { ctx: Ctx; input: ReportForm }): Promise<ConnectionRow> {
  const { ctx, input } = of;
  const { connectionId, version } = input;
  const { connection, tenant, gate } = await fetchForStep(tx, {
    ctx,
    connectionId,
    version,
    permission: 'connection:confirm',
    step: 'report',
  });
  requireOwnWord(ctx, tenant);
  await requireListed(tx, { gate, tenant, account: connection });
  const movable = bucketMovable(moveFacts(connection));
  if (movable !== 'yes') throw immovable(movable);
  const isSame = connection.bucket === input.bucket && connection.kms_key_arn === input.kmsKeyArn;
  if (isSame) throw sameBucket(input.bucket);
  return connection;
}

function moveFacts(row: ConnectionRow): MoveFacts {
  return {
    purpose: row.purpose,
    state: row.state,
    stateBefore: row.state_before,
    wasConfirmed: row.confirmed_at !== null,
    reportBy: row.report_by,
    bucket: row.bucket,
    chosenRoot: row.chosen_root,
    searchPrefix: row.report_prefix,
  };
}

export function bucketMoveView(row: ConnectionRow): BucketMoveView {
  const facts = moveFacts(row);
  const { bucket_before: bucket, kms_key_before: kmsKeyArn, bucket_moved_at: at } = row;
  return {
    movable: bucketMovable(facts),
    lost: lostByMoving(facts),
    from: bucket !== null && at !== null ? { bucket, kmsKeyArn, at } : null,
  };
}

function immovable(why: Exclude<BucketMovable, 'yes'>): AppError {
  return why === 'made-by-stack'
    ? new AppError('conflict', {
        happened: 'The stack made this bucket and its report, and cannot make others under the same names.',
        todo: 'To use another bucket, disconnect and connect the account again with a report of your own.',
      })
    : new AppError('conflict', {
        happened: 'The bucket of this connection is not confirmed yet.',
        todo: 'Go back to the step Cost and Usage Report: there it can be changed.',
      });
}

function sameBucket(bucket: string): AppError {
  return new AppError('invalid', {
    happened: `${bucket} is the bucket that is read now.`,
    todo: 'Enter the name of another one, or another KMS key.',
    field: 'bucket',
  });
}
