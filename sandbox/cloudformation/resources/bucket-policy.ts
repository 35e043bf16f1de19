import { z } from 'zod';
import {
  asResourceFault,
  JsonValue,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { parsePolicy } from '@/sandbox/iam/policy';
import type { Bucket, Json } from '@/sandbox/state';

const Properties = z.strictObject({ Bucket: Text, PolicyDocument: JsonValue });

/** AWS::S3::BucketPolicy: who may use a bucket of the stack's account. */
export const bucketPolicy: ResourceHandler = { create, delete: remove };

function create(work: Work, input: Json): Made {
  const { Bucket: name, PolicyDocument } = readProperties(Properties, input);
  const arn = `arn:aws:s3:::${name}`;
  requirePermission(work, { action: 's3:GetBucketPolicy', resource: arn });
  requirePermission(work, { action: 's3:PutBucketPolicy', resource: arn });
  const bucket = ownBucket(work, name);
  if (bucket.policy !== null) {
    throw serviceFault(work, {
      message: 'The bucket policy already exists on bucket',
      status: 409,
      code: 'AlreadyExists',
      service: 'S3',
    });
  }
  bucket.policy = asResourceFault(work, () => parsePolicy(PolicyDocument, 'resource'));
  work.world.changed();
  return { physicalId: name, attributes: {} };
}

function ownBucket(work: Work, name: string): Bucket {
  const bucket = work.world.bucket(name);
  if (bucket?.accountId === work.accountId) return bucket;
  throw serviceFault(work, {
    message: 'The specified bucket does not exist',
    status: 404,
    code: 'NotFound',
    service: 'S3',
  });
}

function remove(work: Work, name: string): void {
  const bucket = work.world.bucket(name);
  if (!bucket?.policy) return;
  requirePermission(work, { action: 's3:GetBucketPolicy', resource: `arn:aws:s3:::${name}` });
  requirePermission(work, { action: 's3:DeleteBucketPolicy', resource: `arn:aws:s3:::${name}` });
  bucket.policy = null;
  work.world.changed();
}
