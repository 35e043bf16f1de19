import { z } from 'zod';
import {
  generatedName,
  type Made,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Tags,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import type { Json } from '@/sandbox/state';

const Flag = z.union([z.boolean(), z.enum(['true', 'false'])]).transform((value) => String(value) === 'true');

/** Further properties need further permissions, as in AWS; what is not here is unknown. */
const Properties = z.strictObject({
  BucketName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: Flag.default(false),
      BlockPublicPolicy: Flag.default(false),
      IgnorePublicAcls: Flag.default(false),
      RestrictPublicBuckets: Flag.default(false),
    })
    .optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })).length(1),
    })
    .optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z
        .array(
          z.strictObject({
            ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.literal('AES256') }),
          }),
        )
        .length(1),
    })
    .optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  Tags,
});

/** AWS::S3::Bucket. Without a PublicAccessBlockConfiguration it is blocked to the public, as every new bucket is. */
export const bucket: ResourceHandler = { create, update, delete: remove, named: 'BucketName' };

/** A bucket is made in the stack's Region, then CloudFormation looks whether it is there. */
function create(work: Work, input: Json): Made {
  const properties = readProperties(Properties, input);
  const name = properties.BucketName ?? generatedName(work, 63).toLowerCase();
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
  requireForSettings(work, { arn, properties });
  const made = work.world.createBucket({ name, accountId: work.accountId, region: work.region });
  made.blocksPublicPolicy = properties.PublicAccessBlockConfiguration?.BlockPublicPolicy ?? true;
  return madeOf(name);
}

function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const wanted = readProperties(Properties, properties);
  if (wanted.BucketName !== readProperties(Properties, old).BucketName) return null;
  const found = work.world.bucket(physicalId);
  if (!found) return null;
  requireForSettings(work, { arn: `arn:aws:s3:::${physicalId}`, properties: wanted });
  found.blocksPublicPolicy = wanted.PublicAccessBlockConfiguration?.BlockPublicPolicy ?? true;
  work.world.changed();
  return madeOf(physicalId);
}

const SETTINGS = {
  PublicAccessBlockConfiguration: 's3:PutBucketPublicAccessBlock',
  OwnershipControls: 's3:PutBucketOwnershipControls',
  BucketEncryption: 's3:PutEncryptionConfiguration',
  VersioningConfiguration: 's3:PutBucketVersioning',
} as const satisfies Partial<Record<keyof z.output<typeof Properties>, string>>;

function requireForSettings(
  work: Work,
  { arn, properties }: { arn: string; properties: z.output<typeof Properties> },
): void {
  if (properties.Tags.length > 0) requirePermission(work, { action: 's3:PutBucketTagging', resource: arn });
  for (const [setting, action] of Object.entries(SETTINGS)) {
    if (Object.hasOwn(properties, setting)) requirePermission(work, { action, resource: arn });
  }
}

function madeOf(name: string): Made {
  return {
    physicalId: name,
    attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` },
  };
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
