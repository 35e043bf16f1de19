/** Where an operator publishes templates: a bucket, and what stands before the file names. */
export interface TemplatePlace {
  bucket: string;
  /** Empty, or with its last slash. */
  prefix: string;
  /** null: the address does not name it. */
  region: string | null;
}

const HOSTED = /^([a-z0-9][a-z0-9.-]*[a-z0-9])\.s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com$/;
const BY_PATH = /^s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com$/;

/**
 * Reads TEMPLATE_BASE_URL: bucket.s3.region.amazonaws.com/prefix, s3.region.amazonaws.com/bucket/prefix, or a path below the endpoint
 * that stands in for AWS. CloudFormation takes templates from S3 alone, so null for anything else.
 */
export function templatePlace(base: string, endpoint: string | null): TemplatePlace | null {
  if (!URL.canParse(base)) return null;
  const { origin, protocol, hostname, pathname } = new URL(base);
  const path = pathname.split('/').filter((part) => part !== '');
  const hosted = HOSTED.exec(hostname);
  if (protocol === 'https:' && hosted?.[1] !== undefined)
    return { bucket: hosted[1], prefix: prefixOf(path), region: hosted[2] ?? null };
  const [bucket, ...rest] = path;
  const byPath = protocol === 'https:' ? BY_PATH.exec(hostname) : null;
  const isEndpoint = endpoint !== null && URL.canParse(endpoint) && origin === new URL(endpoint).origin;
  if (bucket === undefined || (byPath === null && !isEndpoint)) return null;
  return { bucket, prefix: prefixOf(rest), region: byPath?.[1] ?? null };
}

function prefixOf(parts: readonly string[]): string {
  return parts.map((part) => `${part}/`).join('');
}
