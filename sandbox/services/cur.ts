import { z } from 'zod';
import { accountOf, type Call, requireAccess } from '@/sandbox/api/call';
import type { Input, Service } from '@/sandbox/api/service';
import { AwsFault } from '@/sandbox/fault';
import type { ReportDefinition } from '@/sandbox/report-state';
import type { Account } from '@/sandbox/state';

/** The CUR API. Its answers are plain JSON: no client with run-time schemas is to be had for it. */
export const cur = {
  name: 'cur',
  protocol: 'json-1.1',
  region: 'us-east-1',
  operations: {
    DescribeReportDefinitions: describeReportDefinitions,
    PutReportDefinition: putReportDefinition,
    ModifyReportDefinition: modifyReportDefinition,
    DeleteReportDefinition: deleteReportDefinition,
  },
} satisfies Service;

/** The API's own page size; it refuses any other. */
const PAGE = 5;

const PER_ACCOUNT = 10;

function describeReportDefinitions(call: Call, input: Input) {
  requireAccess(call, { action: 'cur:DescribeReportDefinitions', resource: '*' });
  if (input.MaxResults !== undefined && input.MaxResults !== PAGE) throw invalid('MaxResults must be 5');
  const start = input.NextToken === undefined ? 0 : readToken(input.NextToken);
  const { reports } = accountOf(call);
  const next = start + PAGE;
  return {
    schema: null,
    value: {
      ReportDefinitions: reports.slice(start, next).map(wireDefinition),
      NextToken: next < reports.length ? Buffer.from(`cur:${next}`).toString('base64') : undefined,
    },
  };
}

function putReportDefinition(call: Call, input: Input) {
  const definition = readDefinition(input.ReportDefinition);
  requireAccess(call, {
    action: 'cur:PutReportDefinition',
    resource: definitionArn(call, definition.reportName),
  });
  addDefinition(call, { account: accountOf(call), definition });
  return { schema: null, value: {} };
}

function modifyReportDefinition(call: Call, input: Input) {
  const definition = readDefinition(input.ReportDefinition);
  requireAccess(call, {
    action: 'cur:ModifyReportDefinition',
    resource: definitionArn(call, definition.reportName),
  });
  const account = accountOf(call);
  const found = account.reports.find((one) => one.reportName === definition.reportName);
  if (!found) throw invalid(`No report named ${definition.reportName}`);
  const fixed =
    found.timeUnit === definition.timeUnit && found.reportVersioning === definition.reportVersioning;
  if (!fixed) throw invalid('Time unit and versioning of a report cannot be changed');
  const { createdAt, lastDelivery, lastStatus } = found;
  Object.assign(found, definition, { createdAt, lastDelivery, lastStatus });
  call.world.changed();
  return { schema: null, value: {} };
}

function deleteReportDefinition(call: Call, input: Input) {
  const name = typeof input.ReportName === 'string' ? input.ReportName : '';
  requireAccess(call, { action: 'cur:DeleteReportDefinition', resource: definitionArn(call, name) });
  const account = accountOf(call);
  const before = account.reports.length;
  account.reports = account.reports.filter((report) => report.reportName !== name);
  call.world.changed();
  return { schema: null, value: { ResponseMessage: `${before - account.reports.length} report deleted` } };
}

/** Adds a definition to an account. Throws what the API throws: duplicate name, too many, combinations that AWS refuses. */
export function addDefinition(
  { world }: Pick<Call, 'world'>,
  { account, definition }: { account: Account; definition: ReportDefinition },
): void {
  if (account.reports.some((report) => report.reportName === definition.reportName)) {
    throw new AwsFault('DuplicateReportNameException', {
      status: 400,
      message: 'A report with the specified name already exists in the account.',
    });
  }
  if (account.reports.length >= PER_ACCOUNT) {
    throw new AwsFault('ReportLimitReachedException', {
      status: 400,
      message: 'The account has the largest number of reports that it may have.',
    });
  }
  checkCombination(definition);
  account.reports.push({ ...definition, createdAt: world.nowIso() });
  world.changed();
}

function checkCombination(definition: ReportDefinition): void {
  const parquet = definition.format === 'Parquet';
  if (parquet !== (definition.compression === 'Parquet'))
    throw invalid('Parquet format needs Parquet compression');
  if (!definition.additionalArtifacts.includes('ATHENA')) return;
  const overwrite = definition.reportVersioning === 'OVERWRITE_REPORT';
  if (parquet && overwrite && definition.s3Prefix !== '' && definition.additionalArtifacts.length === 1)
    return;
  throw invalid('ATHENA needs Parquet, OVERWRITE_REPORT, a prefix and no other artifact');
}

/** A definition in the API's own spelling; the members of ReportStatus begin with lower-case letters. */
function wireDefinition(report: ReportDefinition): Record<string, unknown> {
  const status: Record<string, string> = {};
  if (report.lastDelivery) status.lastDelivery = report.lastDelivery.replace(/[-:]|\.\d+/g, '');
  if (report.lastStatus) status.lastStatus = report.lastStatus;
  return {
    ReportName: report.reportName,
    TimeUnit: report.timeUnit,
    Format: report.format,
    Compression: report.compression,
    AdditionalSchemaElements: report.additionalSchemaElements,
    S3Bucket: report.s3Bucket,
    S3Prefix: report.s3Prefix,
    S3Region: report.s3Region,
    AdditionalArtifacts: report.additionalArtifacts,
    RefreshClosedReports: report.refreshClosedReports,
    ReportVersioning: report.reportVersioning,
    ReportStatus: status,
  };
}

const Wire = z.strictObject({
  ReportName: z.string().regex(/^[0-9A-Za-z!\-_.*'()]{1,256}$/),
  TimeUnit: z.enum(['HOURLY', 'DAILY', 'MONTHLY']),
  Format: z.enum(['textORcsv', 'Parquet']),
  Compression: z.enum(['ZIP', 'GZIP', 'Parquet']),
  AdditionalSchemaElements: z.array(
    z.enum(['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA', 'MANUAL_DISCOUNT_COMPATIBILITY']),
  ),
  S3Bucket: z.string().min(3).max(63),
  S3Prefix: z.string().regex(/^[0-9A-Za-z!\-_.*'()/]{0,256}$/),
  S3Region: z.string().min(1),
  AdditionalArtifacts: z.array(z.enum(['REDSHIFT', 'QUICKSIGHT', 'ATHENA'])).default([]),
  RefreshClosedReports: z.boolean().default(true),
  ReportVersioning: z.enum(['CREATE_NEW_REPORT', 'OVERWRITE_REPORT']).default('CREATE_NEW_REPORT'),
});

/** A definition from the API's spelling. Throws ValidationException. */
function readDefinition(input: unknown): ReportDefinition {
  const parsed = Wire.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const wire = parsed.data;
  return {
    reportName: wire.ReportName,
    timeUnit: wire.TimeUnit,
    format: wire.Format,
    compression: wire.Compression,
    additionalSchemaElements: wire.AdditionalSchemaElements,
    s3Bucket: wire.S3Bucket,
    s3Prefix: wire.S3Prefix,
    s3Region: wire.S3Region,
    additionalArtifacts: wire.AdditionalArtifacts,
    refreshClosedReports: wire.RefreshClosedReports,
    reportVersioning: wire.ReportVersioning,
    createdAt: '',
    lastDelivery: null,
    lastStatus: null,
  };
}

function definitionArn(call: Call, name: string): string {
  return `arn:aws:cur:us-east-1:${accountOf(call).id}:definition/${name}`;
}

function readToken(token: unknown): number {
  const text = typeof token === 'string' ? Buffer.from(token, 'base64').toString() : '';
  const match = /^cur:(\d+)$/.exec(text);
  if (!match) throw invalid('The NextToken is not valid');
  return Number(match[1]);
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationException', { status: 400, message });
}
