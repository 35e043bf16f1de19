import { AwsTrouble } from '@/lib/aws-trouble';
import type { MeteredSource } from '@/server/domain/reports/budget';

export type Refusal = 'BUCKET_NOT_FOUND' | 'BUCKET_ACCESS_DENIED' | 'BUCKET_WRONG_OWNER';
/** listing-denied: HEAD is answered to the owner, so that only a policy on listing or Requester pays is left. */
export type Explained = Refusal | 'listing-denied' | null;

/**
 * Why the first listing was refused. S3 says AccessDenied both for a bucket of another owner and for a missing
 * permission: a bucket that answers HEAD only without the expected owner is somebody else's. Such a bucket is never
 * listed. Null when the error is no refusal.
 */
export async function refusalOf(error: unknown, source: MeteredSource): Promise<Explained> {
  if (!(error instanceof AwsTrouble)) return null;
  if (error.kind === 'missing') return 'BUCKET_NOT_FOUND';
  if (error.kind !== 'denied' && error.kind !== 'requester-pays') return null;
  const anybody = await kindOf(() => source.head({ anyOwner: true }));
  if (anybody === 'missing') return 'BUCKET_NOT_FOUND';
  if (anybody === 'denied') return 'BUCKET_ACCESS_DENIED';
  return (await kindOf(() => source.head({}))) === 'denied' ? 'BUCKET_WRONG_OWNER' : 'listing-denied';
}

async function kindOf(head: () => Promise<unknown>): Promise<'answers' | 'denied' | 'missing'> {
  try {
    await head();
    return 'answers';
  } catch (error) {
    if (error instanceof AwsTrouble && (error.kind === 'denied' || error.kind === 'missing'))
      return error.kind;
    throw error;
  }
}
