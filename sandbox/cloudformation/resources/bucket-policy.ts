import { z } from 'zod';
import { accessDenied } from '@/sandbox/api/call';
import {
  asResourceFault,
  JsonValue,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { asList, parsePolicy, statementsOf } from '@/sandbox/iam/policy';
import type { Bucket, Json, PolicyDocument } from '@/sandbox/state';

const Properties = z.strictObject({ Bucket: Text, PolicyDocument: JsonValue });

/** AWS::S3::BucketPolicy: who may use a bucket of the stack's account. */
export const bucketPolicy: ResourceHandler = { create, update, delete: remove };

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
  return write(work, { bucket, document: PolicyDocument });
}

function update(work: Work, { physicalId, properties }: Update): Made | null {
  const { Bucket: name, PolicyDocument } = readProperties(Properties, properties);
  if (name !== physicalId) return null;
  requirePermission(work, { action: 's3:PutBucketPolicy', resource: `arn:aws:s3:::${name}` });
  return write(work, { bucket: ownBucket(work, name), document: PolicyDocument });
}

function write(work: Work, { bucket, document }: { bucket: Bucket; document: Json }): Made {
  const policy = asResourceFault(work, () => parsePolicy(document, 'resource'));
  if (bucket.blocksPublicPolicy && isPublic(policy)) {
    const { message } = accessDenied(work.principal, {
      action: 's3:PutBucketPolicy',
      resource: `arn:aws:s3:::${bucket.name}`,
      reason:
        'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access',
    });
    throw serviceFault(work, { message, status: 403, code: 'AccessDenied', service: 'S3' });
  }
  bucket.policy = policy;
  work.world.changed();
  return { physicalId: bucket.name, attributes: {} };
}

/** Everybody is let in by a statement without a condition; S3 looks closer at conditions, the sandbox does not. */
function isPublic(policy: PolicyDocument): boolean {
  return statementsOf(policy).some(({ Effect, Principal, Condition }) => {
    const names = Principal === '*' ? ['*'] : asList(Principal?.AWS);
    return Effect === 'Allow' && Condition === undefined && names.includes('*');
  });
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
