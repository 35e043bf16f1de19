import { BucketName } from '@/lib/aws-ids';
import { AWS_REGIONS } from '@/lib/aws-regions';

/** Where an operator publishes templates: a bucket, and what stands before the file names. */
export interface TemplatePlace {
  bucket: string;
  /** Empty, or with its last slash. */
  prefix: string;
  /** null: the address does not name it. */
  region: string | null;
}

// A Region in it becomes part of the addresses that a publisher with the operator's credentials asks.
const S3 = `s3(?:[.-](${AWS_REGIONS.join('|')}))?\\.amazonaws\\.com$`;
const HOSTED = new RegExp(`^(.+)\\.${S3}`);
const BY_PATH = new RegExp(`^${S3}`);

/**
 * Reads TEMPLATE_BASE_URL: bucket.s3.region.amazonaws.com/prefix, s3.region.amazonaws.com/bucket/prefix, or a path below the endpoint
 * that stands in for AWS. CloudFormation takes templates from S3 alone, so null for anything else.
 */
export function templatePlace(base: string, endpoint: string | null): TemplatePlace | null {
  if (!URL.canParse(base)) return null;
  const { origin, protocol, hostname, pathname, search, hash, username, password } = new URL(base);
  if (search + hash + username + password !== '') return null;
  const path = pathname.split('/').filter((part) => part !== '');
  const hosted = HOSTED.exec(hostname);
  if (protocol === 'https:' && hosted?.[1] !== undefined && origin === `https://${hostname}`)
    return isName(hosted[1])
      ? { bucket: hosted[1], prefix: prefixOf(path), region: hosted[2] ?? null }
      : null;
  const [bucket, ...rest] = path;
  const byPath = origin === `https://${hostname}` ? BY_PATH.exec(hostname) : null;
  const isEndpoint = endpoint !== null && URL.canParse(endpoint) && origin === new URL(endpoint).origin;
  if (bucket === undefined || !isName(bucket) || (byPath === null && !isEndpoint)) return null;
  return { bucket, prefix: prefixOf(rest), region: byPath?.[1] ?? null };
}

function isName(bucket: string): boolean {
  return BucketName.safeParse(bucket).data === bucket;
}

function prefixOf(parts: readonly string[]): string {
  return parts.map((part) => `${part}/`).join('');
}
