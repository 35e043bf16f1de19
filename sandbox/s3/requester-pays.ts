import { AwsFault } from '@/sandbox/fault';
import type { S3Call } from '@/sandbox/s3/router';

/**
 * Requester Pays: who does not say that it pays gets AccessDenied. AWS spares the bucket owner's own account; here
 * everybody is asked, so that a role inside the customer's account can meet the fault.
 */
export function checkRequesterPays({ bucket, request }: S3Call): void {
  if (!bucket.requesterPays || request.headers['x-amz-request-payer'] === 'requester') return;
  throw new AwsFault('AccessDenied', { status: 403, message: 'Access Denied' });
}
