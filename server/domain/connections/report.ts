import type { BucketName } from '@/lib/aws-ids';
import { AwsTrouble } from '@/lib/aws-trouble';
import type { ReportForm } from '@/lib/connections';
import type { Ctx } from '@/server/context';
import { withScope } from '@/server/db/scope';
import { acceptProposals } from '../handoffs/proposals';
import { forgetLink } from './account';
import { fetchForStep, requireDraft } from './guard';
import { writeConnection } from './move';
import { forgetNames } from './names';
import { type Saved, saved } from './saved';

/**
 * Step 3: the bucket that AWS delivers the report to, and the KMS key when it is encrypted with one of the customer's own. What an
 * anonymous look tells of the name is a warning only: the truth comes with the IAM role.
 */
export async function setReport(ctx: Ctx, input: ReportForm): Promise<Saved> {
  const { bucket, kmsKeyArn, ...form } = input;
  const wanted = { ctx, ...form, permission: 'connection:write', step: 'report' } as const;
  // Looked at twice: nobody makes us ask AWS who may not save.
  await withScope(ctx, async (tx) => requireDraft((await fetchForStep(tx, wanted)).connection));
  const seen = await lookAnonymously(ctx, bucket);
  return withScope(ctx, async (tx) => {
    const { connection } = await fetchForStep(tx, wanted);
    requireDraft(connection);
    const changed = connection.bucket !== bucket || connection.kms_key_arn !== kmsKeyArn;
    const written = await writeConnection(tx, {
      ctx,
      connection,
      set: {
        report_by: 'customer',
        bucket,
        kms_key_arn: kmsKeyArn,
        bucket_region: seen.region,
        bucket_warning: seen.warning,
        // The folder to search was one of the bucket of before.
        ...(connection.bucket === bucket ? {} : { report_prefix: null }),
        ...(changed ? forgetLink : {}),
        ...(connection.report_by === 'stack' ? forgetNames : {}),
      },
      events: [{ kind: 'bucket_set', detail: bucket }],
      activity: { action: 'connection.bucket_set', detail: { bucket } },
      edited: 'changed the bucket',
    });
    await acceptProposals(tx, { ctx, connection: written, bucket });
    return saved(written, 'stack');
  });
}

/** A look that fails says nothing: no warning then. */
export async function lookAnonymously(
  ctx: Ctx,
  bucket: BucketName,
): Promise<{ region: string | null; warning: string | null }> {
  try {
    const { exists, region } = await ctx.aws.findBucket(bucket);
    if (exists === false) {
      return { region: null, warning: `Amazon S3 knows no bucket "${bucket}" yet. Check its name.` };
    }
    return { region, warning: null };
  } catch (error) {
    if (!(error instanceof AwsTrouble)) throw error;
    return { region: null, warning: null };
  }
}
