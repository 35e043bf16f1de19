import { z } from 'zod';
import { ensureAccount } from '@/sandbox/accounts';
import { type Stand, verb } from '@/sandbox/control/verb';
import { parsePolicy } from '@/sandbox/iam/policy';
import { correctReport, createReport, deliver, placeData, setDeliveryStatus } from '@/sandbox/reports';
import { etagOf } from '@/sandbox/s3/objects';
import type { Bucket } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

const AccountId = z.string().regex(/^\d{12}$/);
const Month = z.string().regex(/^\d{4}-\d{2}$/);

const Fault = z.enum([
  'manifest-broken',
  'no-data-files',
  'data-missing',
  'data-truncated',
  'encrypted',
  'manifest-encrypted',
  'archived',
  'only-fee-rows',
]);

const Settings = z.strictObject({
  timeUnit: z.enum(['HOURLY', 'DAILY', 'MONTHLY']).optional(),
  format: z.enum(['textORcsv', 'Parquet']).optional(),
  compression: z.enum(['ZIP', 'GZIP', 'Parquet']).optional(),
  additionalSchemaElements: z.array(z.string()).optional(),
  additionalArtifacts: z.array(z.string()).optional(),
  refreshClosedReports: z.boolean().optional(),
  reportVersioning: z.enum(['CREATE_NEW_REPORT', 'OVERWRITE_REPORT']).optional(),
});

const NewReport = Settings.extend({
  reportName: z.string().min(1),
  s3Bucket: z.string().min(3),
  s3Prefix: z.string().default('cur'),
});

const Data = z.strictObject({
  faults: z.array(Fault).optional(),
  accountId: AccountId.optional(),
  payerAccountId: AccountId.optional(),
  periods: z.array(Month).optional(),
});

const Spec = z.strictObject({
  accountId: AccountId,
  bucket: z.string(),
  prefix: z.string(),
  name: z.string(),
  periods: z.array(Month),
  seed: z.number().int(),
  now: z.iso.datetime(),
});

const Source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    spec: Spec.extend({
      payerAccountId: AccountId.optional(),
      format: z.enum(['parquet', 'gzip', 'zip']),
      timeUnit: z.enum(['HOURLY', 'DAILY', 'MONTHLY']),
      resourceIds: z.boolean(),
      split: z.boolean(),
      versioning: z.enum(['overwrite', 'create-new']),
      faults: z.array(Fault).optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('export'),
    spec: Spec.extend({ kind: z.enum(['cur-2.0', 'focus']) }),
  }),
]);

const BucketChanges = z.strictObject({
  publicRead: z.boolean().optional(),
  requesterPays: z.boolean().optional(),
  policy: z.unknown().optional(),
  wrongRegionAnswer: z.enum(['permanent-redirect', 'malformed']).optional(),
});

const NewObject = z.strictObject({
  bucket: z.string(),
  key: z.string().min(1),
  text: z.string().optional(),
  base64: z.string().optional(),
  storageClass: z.enum(['STANDARD', 'GLACIER', 'DEEP_ARCHIVE']).default('STANDARD'),
  kmsKeyArn: z.string().nullable().default(null),
});

/** Control calls about buckets, objects and reports. */
export function reportVerbs({ world }: Stand) {
  return {
    createBucket: verb(
      BucketChanges.extend({
        name: z.string(),
        accountId: AccountId,
        region: z.string().default('us-east-1'),
      }),
      ({ name, accountId, region, ...changes }): Bucket => {
        ensureAccount(world, accountId);
        return changeBucket(world, { bucket: world.createBucket({ name, accountId, region }), changes });
      },
    ),
    changeBucket: verb(
      BucketChanges.extend({ name: z.string() }),
      ({ name, ...changes }): Bucket => changeBucket(world, { bucket: mustBucket(world, name), changes }),
    ),
    deleteBucket: verb(z.strictObject({ name: z.string() }), ({ name }) => {
      delete world.buckets[mustBucket(world, name).name];
      world.changed();
    }),
    putObject: verb(NewObject, (input) => putObject(world, input)),
    /** A report's definition, and its data unless `deliver` is false. */
    putReport: verb(
      z.strictObject({
        accountId: AccountId,
        report: NewReport,
        deliver: z.boolean().default(true),
        data: Data.optional(),
      }),
      (input) => {
        ensureAccount(world, input.accountId);
        const { reportName } = createReport(world, input);
        if (input.deliver) deliver(world, { ...input, reportName });
      },
    ),
    correctReport: verb(
      z.strictObject({ accountId: AccountId, reportName: z.string(), changes: Settings }),
      (input) => correctReport(world, input),
    ),
    deleteReport: verb(
      z.strictObject({ accountId: AccountId, reportName: z.string() }),
      ({ accountId, reportName }) => {
        const account = ensureAccount(world, accountId);
        account.reports = account.reports.filter((report) => report.reportName !== reportName);
        world.changed();
      },
    ),
    deliver: verb(
      z.strictObject({ accountId: AccountId, reportName: z.string().optional(), data: Data.optional() }),
      (input) => deliver(world, input),
    ),
    setDeliveryStatus: verb(
      z.strictObject({
        accountId: AccountId,
        reportName: z.string().optional(),
        status: z.enum(['SUCCESS', 'ERROR_PERMISSIONS', 'ERROR_NO_BUCKET']),
      }),
      (input) => setDeliveryStatus(world, input),
    ),
    placeData: verb(z.strictObject({ source: Source }), ({ source }) => placeData(world, source)),
  };
}

function changeBucket(
  world: World,
  { bucket, changes }: { bucket: Bucket; changes: z.output<typeof BucketChanges> },
): Bucket {
  const { policy, ...flags } = changes;
  Object.assign(bucket, flags);
  if (policy !== undefined) bucket.policy = policy === null ? null : parsePolicy(policy, 'resource');
  world.changed();
  return bucket;
}

function putObject(world: World, input: z.output<typeof NewObject>): void {
  const bucket = mustBucket(world, input.bucket);
  const { key, storageClass, kmsKeyArn } = input;
  const body = Buffer.from(input.base64 ?? input.text ?? '', input.base64 === undefined ? 'utf8' : 'base64');
  world.bodies.set(`${bucket.name}/${key}`, body);
  bucket.objects[key] = {
    key,
    size: body.length,
    etag: etagOf(body),
    lastModified: world.nowIso(),
    contentType: 'application/octet-stream',
    storageClass,
    kmsKeyArn,
  };
  world.changed();
}

function mustBucket(world: World, name: string): Bucket {
  const bucket = world.bucket(name);
  if (!bucket) throw new Error(`The sandbox has no bucket ${name}.`);
  return bucket;
}
