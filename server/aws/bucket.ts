import { AwsRegion, BucketName } from '@/lib/aws-ids';
import { type AwsPlace, REGION } from './place';
import type { BucketSighting } from './port';

/** A hint must not keep a person waiting. */
const ANSWER_MS = 3_000;

/**
 * An anonymous HEAD of a bucket's name. S3 tells the Region of every bucket that exists, also when it refuses, and 404
 * for one that does not. Anything else told nothing. Only names of AWS's grammar are asked for.
 */
export async function findBucket(place: AwsPlace, bucket: string): Promise<BucketSighting> {
  const nothing = { exists: null, region: null };
  const name = BucketName.safeParse(bucket);
  if (!name.success || name.data !== bucket) return nothing;
  const base = place.endpoint ?? `https://s3.${REGION}.amazonaws.com`;
  try {
    const answer = await fetch(`${base.replace(/\/+$/, '')}/${name.data}`, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const region = AwsRegion.safeParse(answer.headers.get('x-amz-bucket-region'));
    if (region.success) return { exists: true, region: region.data };
    return answer.status === 404 ? { exists: false, region: null } : nothing;
  } catch {
    return nothing;
  }
}
