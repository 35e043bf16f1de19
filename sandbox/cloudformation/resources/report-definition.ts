import { z } from 'zod';
import {
  asResourceFault,
  type Made,
  ResourceFault,
  type ResourceHandler,
  readProperties,
  requirePermission,
  serviceFault,
  Text,
  type Update,
  type Work,
} from '@/sandbox/cloudformation/resources/handler';
import { createReport, mayDeliver } from '@/sandbox/reports';
import type { Json } from '@/sandbox/state';

const Properties = z.strictObject({
  ReportName: z.string().regex(/^[0-9A-Za-z!\-_.*'()]{1,256}$/),
  TimeUnit: z.enum(['HOURLY', 'DAILY', 'MONTHLY']),
  Format: z.enum(['textORcsv', 'Parquet']),
  Compression: z.enum(['ZIP', 'GZIP', 'Parquet']),
  AdditionalSchemaElements: z.array(z.enum(['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'])).default([]),
  S3Bucket: Text,
  S3Prefix: z.string().regex(/^[0-9A-Za-z!\-_.*'()/]{0,256}$/),
  S3Region: Text,
  AdditionalArtifacts: z.array(z.enum(['REDSHIFT', 'QUICKSIGHT', 'ATHENA'])).default([]),
  RefreshClosedReports: z.boolean(),
  ReportVersioning: z.enum(['CREATE_NEW_REPORT', 'OVERWRITE_REPORT']),
});

/** AWS::CUR::ReportDefinition, in us-east-1 alone. */
export const reportDefinition: ResourceHandler = { create, update, delete: remove, named: 'ReportName' };

/** Billing writes into the bucket before it takes the report: without the bucket's policy it refuses, with an empty message. */
function create(work: Work, input: Json): Made {
  if (work.region !== 'us-east-1')
    throw new ResourceFault('Unrecognized resource type: AWS::CUR::ReportDefinition');
  const properties = readProperties(Properties, input);
  const name = properties.ReportName;
  requirePermission(work, { action: 'cur:DescribeReportDefinitions', resource: '*' });
  requirePermission(work, { action: 'cur:PutReportDefinition', resource: definitionArn(work, name) });
  requireDelivery(work, properties);
  asResourceFault(work, () =>
    createReport(work.world, { accountId: work.accountId, report: reportOf(properties) }),
  );
  return { physicalId: name, attributes: {} };
}

type Wanted = z.output<typeof Properties>;

/** The name, the time unit and the versioning of a report are for good. */
function update(work: Work, { physicalId, properties, old }: Update): Made | null {
  const [wanted, before] = [readProperties(Properties, properties), readProperties(Properties, old)];
  const found = work.world
    .account(work.accountId)
    ?.reports.find(({ reportName }) => reportName === physicalId);
  const fixed = ['ReportName', 'TimeUnit', 'ReportVersioning'] as const;
  if (!found || fixed.some((key) => wanted[key] !== before[key])) return null;
  requirePermission(work, {
    action: 'cur:ModifyReportDefinition',
    resource: definitionArn(work, physicalId),
  });
  requireDelivery(work, wanted);
  Object.assign(found, reportOf(wanted));
  work.world.changed();
  return { physicalId, attributes: {} };
}

function requireDelivery(work: Work, properties: Wanted): void {
  const bucket = work.world.bucket(properties.S3Bucket);
  const fits = bucket?.accountId === work.accountId && bucket.region === properties.S3Region;
  if (!fits || bucket.policy === null || !mayDeliver(work.world, { bucket, accountId: work.accountId })) {
    throw serviceFault(work, {
      message: 'null',
      status: 400,
      code: 'InvalidRequest',
      service: 'CostAndUsageReport',
    });
  }
}

function reportOf(properties: Wanted) {
  return {
    reportName: properties.ReportName,
    timeUnit: properties.TimeUnit,
    format: properties.Format,
    compression: properties.Compression,
    additionalSchemaElements: properties.AdditionalSchemaElements,
    s3Bucket: properties.S3Bucket,
    s3Prefix: properties.S3Prefix,
    s3Region: properties.S3Region,
    additionalArtifacts: properties.AdditionalArtifacts,
    refreshClosedReports: properties.RefreshClosedReports,
    reportVersioning: properties.ReportVersioning,
  };
}

/** What was delivered stays in the bucket. */
function remove(work: Work, name: string): void {
  const account = work.world.account(work.accountId);
  if (!account?.reports.some(({ reportName }) => reportName === name)) return;
  requirePermission(work, { action: 'cur:DescribeReportDefinitions', resource: '*' });
  requirePermission(work, { action: 'cur:DeleteReportDefinition', resource: definitionArn(work, name) });
  account.reports = account.reports.filter(({ reportName }) => reportName !== name);
  work.world.changed();
}

function definitionArn(work: Work, name: string): string {
  return `arn:aws:cur:us-east-1:${work.accountId}:definition/${name}`;
}
