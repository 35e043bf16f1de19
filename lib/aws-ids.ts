import { z } from 'zod';
import { AWS_REGIONS } from '@/lib/aws-regions';

/** An AWS account ID: 12 digits. Spaces and dashes are forgiven, since AWS itself shows 1234-5678-9012. */
export const AwsAccountId = z
  .string()
  .max(64)
  .transform((typed) => typed.replace(/[\s\u00a0\u2010-\u2015-]/g, ''))
  .pipe(z.string().regex(/^\d{12}$/, 'An AWS account ID has 12 digits, for example 1234-5678-9012.'))
  .brand<'AwsAccountId'>();
export type AwsAccountId = z.infer<typeof AwsAccountId>;

/** 123456789012 as AWS shows it, 1234-5678-9012; anything else is returned as it is. */
export function formatAccountId(id: string): string {
  return /^\d{12}$/.test(id) ? `${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(8)}` : id;
}

/** A Region of the closed list in lib/aws-regions.ts. */
export const AwsRegion = z.enum(AWS_REGIONS, { error: 'This is not an AWS Region that Tributary knows.' });
export type AwsRegion = z.infer<typeof AwsRegion>;

const REGION_SOURCE = AWS_REGIONS.join('|');
const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/(?:[\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64}$/;
const KEY_ARN = new RegExp(
  `^arn:aws:kms:(?:${REGION_SOURCE}):\\d{12}:key/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`,
);

export const RoleArn = z
  .string()
  .trim()
  .regex(ROLE_ARN, 'An IAM role ARN looks like arn:aws:iam::123456789012:role/name.')
  .brand<'RoleArn'>();
export type RoleArn = z.infer<typeof RoleArn>;

/** The ARN of one KMS key. An alias is refused: a policy on an alias would follow it to another key. */
export const KmsKeyArn = z
  .string()
  .trim()
  .regex(KEY_ARN, 'A KMS key ARN looks like arn:aws:kms:us-east-1:123456789012:key/ and the key ID.')
  .brand<'KmsKeyArn'>();
export type KmsKeyArn = z.infer<typeof KmsKeyArn>;

/** What the ARN of a managed policy looks like, AWS's own ones included; as a browser's pattern it is the whole value. */
export const POLICY_ARN = 'arn:aws:iam::(aws|[0-9]{12}):policy/[\\w+=,.@\\-\\/]{1,512}';

/** The ARN of a managed policy. */
export const PolicyArn = z
  .string()
  .trim()
  .regex(
    new RegExp(`^${POLICY_ARN}$`),
    'A policy ARN looks like arn:aws:iam::123456789012:policy/ and the name of the policy.',
  )
  .brand<'PolicyArn'>();
export type PolicyArn = z.infer<typeof PolicyArn>;

/** The account that an IAM role ARN belongs to. */
export function accountOfRole(arn: RoleArn): AwsAccountId {
  return AwsAccountId.parse(arn.split(':')[4]);
}

/** The name of an IAM role, without its path. */
export function nameOfRole(arn: RoleArn): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const GRAMMAR = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const LIKE_AN_IP = /^\d{1,3}(\.\d{1,3}){3}$/;
const RESERVED_STARTS = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const RESERVED_ENDS = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/**
 * The name of a general purpose S3 bucket by AWS's grammar. Also understands what people copy: s3:// addresses,
 * ARNs, and addresses of the S3 console or of an object.
 */
export const BucketName = z
  .string()
  .max(2048)
  .transform(bucketOf)
  .pipe(
    z
      .string()
      .min(3, 'A bucket name has 3 to 63 characters.')
      .max(63, 'A bucket name has 3 to 63 characters.')
      .refine(
        isBucketName,
        'A bucket name has lower-case letters, digits, dots and hyphens, and starts and ends with a letter or digit.',
      ),
  )
  .brand<'BucketName'>();
export type BucketName = z.infer<typeof BucketName>;

/**
 * The folder in a bucket below which reports are searched: an S3 path prefix, or a report's root, with the characters that AWS allows
 * in both. Ends with a slash; empty for the whole bucket. Also understands s3:// addresses.
 */
export const SearchPrefix = z
  .string()
  .max(2048)
  .transform(folderOf)
  .pipe(
    z
      .string()
      .max(514, 'An S3 path prefix and the name of its report have 512 characters at most.')
      .regex(
        /^[0-9A-Za-z!\-_.*'()/]*$/,
        "AWS allows letters, digits and ! - _ . * ' ( ) / in an S3 path prefix, nothing else.",
      ),
  );
export type SearchPrefix = z.infer<typeof SearchPrefix>;

function folderOf(typed: string): string {
  const path = typed.trim().replace(/^s3:\/\/[^/]*\/?/i, '');
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}

function isBucketName(name: string): boolean {
  return (
    GRAMMAR.test(name) &&
    !name.includes('..') &&
    !LIKE_AN_IP.test(name) &&
    !RESERVED_STARTS.some((start) => name.startsWith(start)) &&
    !RESERVED_ENDS.some((end) => name.endsWith(end))
  );
}

function bucketOf(typed: string): string {
  const text = typed.trim();
  const plain = /^(?:s3:\/\/|arn:aws:s3:::)([^/?#]+)/i.exec(text)?.[1];
  if (plain !== undefined) return plain;
  return /^https?:\/\//i.test(text) ? bucketOfUrl(text) : text;
}

// Console: /s3/buckets/NAME, /s3/object/NAME. Objects: NAME.s3.REGION.amazonaws.com and s3.REGION.amazonaws.com/NAME.
function bucketOfUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return text;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  if (/^([a-z0-9-]+\.)?console\.aws\.amazon\.com$/.test(url.hostname)) {
    return parts[0] === 's3' && parts[2] !== undefined ? parts[2] : text;
  }
  const host = new RegExp(`^(?:(.+)\\.)?s3(?:[.-](?:${AWS_REGIONS.join('|')}))?\\.amazonaws\\.com$`);
  const match = host.exec(url.hostname);
  if (match === null) return text;
  return match[1] ?? parts[0] ?? text;
}
