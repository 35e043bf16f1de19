import { z } from 'zod';
import {
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({ BucketName: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/) });

/** AWS::S3::Bucket with a name and nothing else: every other property is unknown here. */
export const bucket: ResourceHandler = { create, delete: remove };

/** A bucket is made in the stack's Region, then CloudFormation looks whether it is there. */
function create(work: Work, input: Json): Made {
  const { BucketName: name } = readProperties(Properties, input);
  const arn = `arn:aws:s3:::${name}`;
  requirePermission(work, { action: 's3:CreateBucket', resource: arn });
  if (work.world.bucket(name)) {
    throw serviceFault(work, {
      message: `${name} already exists`,
      status: 409,
      code: 'AlreadyExists',
      service: 'S3',
    });
  }
  // Looked for before it is made: what fails here leaves nothing behind.
  requirePermission(work, { action: 's3:ListBucket', resource: arn });
  work.world.createBucket({ name, accountId: work.accountId, region: work.region });
  return { physicalId: name, attributes: { Arn: arn, DomainName: `${name}.s3.amazonaws.com` } };
}

function remove(work: Work, name: string): void {
  const found = work.world.bucket(name);
  if (!found) return;
  requirePermission(work, { action: 's3:DeleteBucket', resource: `arn:aws:s3:::${name}` });
  if (Object.keys(found.objects).length > 0 || found.sources.length > 0 || found.folder !== null) {
    throw serviceFault(work, {
      message: 'The bucket you tried to delete is not empty',
      status: 409,
      code: 'InvalidRequest',
      service: 'S3',
    });
  }
  delete work.world.buckets[name];
  work.world.changed();
}
