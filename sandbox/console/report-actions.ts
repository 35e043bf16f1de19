import { accessDenied } from '@/sandbox/api/call';
import type { Typed } from '@/sandbox/console/export-form';
import { reportOf } from '@/sandbox/console/export-pages';
import type { Identity } from '@/sandbox/console/identity';
import { AwsFault } from '@/sandbox/fault';
import type { ReportDefinition } from '@/sandbox/report-state';
import { createReport } from '@/sandbox/reports';
import type { Account } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

/**
 * The report that the form describes. A radio button or box that is locked is not sent: what the report has already
 * stays then.
 */
export function typedReport(
  fields: Map<string, string>,
  context: { account: Account; editing: string | undefined },
): Typed {
  const { account, editing } = context;
  const report = editing === undefined ? undefined : reportOf(account, editing);
  const locked = report?.reportVersioning === 'OVERWRITE_REPORT';
  const resourceIds = locked
    ? report.additionalSchemaElements.includes('RESOURCES')
    : fields.has('resourceIds');
  const split = account.splitCostPreference && fields.has('split');
  const one = <T extends string>(name: string, values: readonly [T, ...T[]]): T =>
    values.find((value) => value === fields.get(name)) ?? values[0];
  return {
    reportName: (report?.reportName ?? fields.get('reportName') ?? '').trim(),
    timeUnit: locked ? report.timeUnit : one('timeUnit', ['HOURLY', 'DAILY', 'MONTHLY']),
    compression: one('compression', ['Parquet', 'GZIP', 'ZIP']),
    additionalSchemaElements: [
      ...(resourceIds ? ['RESOURCES'] : []),
      ...(split ? ['SPLIT_COST_ALLOCATION_DATA'] : []),
    ],
    s3Bucket: fields.get('s3Bucket') ?? '',
    s3Prefix: (fields.get('s3Prefix') ?? '').trim(),
    refreshClosedReports: fields.has('refresh'),
    reportVersioning: locked
      ? 'OVERWRITE_REPORT'
      : one('reportVersioning', ['OVERWRITE_REPORT', 'CREATE_NEW_REPORT']),
    newBucket: (fields.get('newBucket') ?? '').trim(),
    newBucketRegion: fields.get('newBucketRegion') ?? 'us-east-1',
  };
}

/** Makes the report, and its bucket when a new one was named; or changes the report. Throws AwsFault as AWS would refuse. */
export function saveReport(
  world: World,
  input: { identity: Identity; editing: string | undefined; typed: Typed },
): void {
  const { identity, editing, typed } = input;
  const { newBucket, newBucketRegion, ...settings } = typed;
  const action = editing === undefined ? 'cur:PutReportDefinition' : 'cur:ModifyReportDefinition';
  requireAllowed(world, { identity, action, name: typed.reportName });
  checkNames(typed);
  const format = typed.compression === 'Parquet' ? 'Parquet' : 'textORcsv';
  const s3Bucket = newBucket === '' ? typed.s3Bucket : newBucket;
  if (newBucket === '' && world.bucket(s3Bucket)?.accountId !== identity.account.id)
    throw invalid('Select an existing bucket, or name a new one.');
  if (newBucket !== '' && world.bucket(newBucket))
    throw new AwsFault('BucketAlreadyExists', {
      status: 409,
      message: `The bucket name ${newBucket} is not available.`,
    });
  const report: Partial<ReportDefinition> & Pick<ReportDefinition, 'reportName' | 's3Bucket' | 's3Prefix'> = {
    ...settings,
    s3Bucket,
    format,
  };
  if (editing === undefined && reportOf(identity.account, report.reportName)) {
    throw new AwsFault('DuplicateReportNameException', {
      status: 400,
      message: `A report named ${report.reportName} already exists in the account.`,
    });
  }
  if (newBucket !== '')
    world.createBucket({ name: newBucket, accountId: identity.account.id, region: newBucketRegion });
  if (editing === undefined) createReport(world, { accountId: identity.account.id, report });
  else
    Object.assign(reportOf(identity.account, editing) ?? {}, report, {
      s3Region: world.bucket(s3Bucket)?.region ?? newBucketRegion,
    });
  world.changed();
}

/** Ends a report; what it delivered stays in the bucket. */
export function deleteReport(world: World, { identity, name }: { identity: Identity; name: string }): void {
  requireAllowed(world, { identity, action: 'cur:DeleteReportDefinition', name });
  identity.account.reports = identity.account.reports.filter((report) => report.reportName !== name);
  world.changed();
}

function checkNames({ reportName, s3Prefix, newBucket }: Typed): void {
  if (!/^[0-9A-Za-z!\-_.*'()]{1,256}$/.test(reportName))
    throw invalid("An export name has letters, digits and ! - _ . * ' ( ) only.");
  if (!/^[0-9A-Za-z!\-_.*'()/]{1,256}$/.test(s3Prefix))
    throw invalid('Enter an S3 path prefix. The console requires one.');
  if (newBucket !== '' && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(newBucket))
    throw invalid('The bucket name is not valid.');
}

function requireAllowed(world: World, request: { identity: Identity; action: string; name: string }): void {
  const { identity, action, name } = request;
  const resource = `arn:aws:cur:us-east-1:${identity.account.id}:definition/${name}`;
  const { allowed, reason } = world.authorizeBackstage(identity.principal, { action, resource });
  if (!allowed) throw accessDenied(identity.principal, { action, resource, reason });
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationException', { status: 400, message });
}
