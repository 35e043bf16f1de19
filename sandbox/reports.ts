import { serviceVerdict } from '@/sandbox/iam/statement';
import type {
  DataSource,
  ExportSpec,
  ReportDefinition,
  ReportSpec,
  ReportStatus,
} from '@/sandbox/report-state';
import { addDefinition } from '@/sandbox/services/cur';
import type { Account, Bucket } from '@/sandbox/state';
import type { World } from '@/sandbox/world';

export type NewReport = Pick<ReportDefinition, 'reportName' | 's3Bucket' | 's3Prefix'> &
  Partial<Omit<ReportDefinition, 'createdAt' | 'lastDelivery' | 'lastStatus'>>;

/** How the data of a report differs from what its definition says. */
export type DataChanges = Partial<Pick<ReportSpec, 'faults' | 'accountId' | 'payerAccountId' | 'periods'>>;

/**
 * Creates a legacy report as the billing page does: the definition, and AWS's test object in the bucket. Data comes
 * with `deliver`. What is left out gets the settings that Tributary asks for. Throws AwsFault as the CUR API does.
 */
export function createReport(
  world: World,
  { accountId, report }: { accountId: string; report: NewReport },
): ReportDefinition {
  const account = mustAccount(world, accountId);
  const definition: ReportDefinition = {
    timeUnit: 'HOURLY',
    format: 'Parquet',
    compression: 'Parquet',
    additionalSchemaElements: ['RESOURCES', 'SPLIT_COST_ALLOCATION_DATA'],
    s3Region: world.bucket(report.s3Bucket)?.region ?? 'us-east-1',
    additionalArtifacts: [],
    refreshClosedReports: true,
    reportVersioning: 'OVERWRITE_REPORT',
    createdAt: world.nowIso(),
    lastDelivery: null,
    lastStatus: null,
    ...report,
  };
  addDefinition({ world }, { account, definition });
  const bucket = world.bucket(definition.s3Bucket);
  if (bucket)
    setSource(bucket, { kind: 'report', spec: specOf(world, { account, definition, periods: [] }) });
  world.changed();
  return mustReport(account, definition.reportName);
}

/**
 * Makes the data of an account's report appear (of every report, when no name is given), for the last three months
 * unless `data` says otherwise. A missing bucket becomes ERROR_NO_BUCKET, one whose policy does not let AWS write
 * ERROR_PERMISSIONS, as in AWS.
 */
export function deliver(
  world: World,
  input: { accountId: string; reportName?: string; data?: DataChanges; at?: Date },
): void {
  const account = mustAccount(world, input.accountId);
  const reports = input.reportName ? [mustReport(account, input.reportName)] : account.reports;
  for (const definition of reports) {
    const at = input.at ?? world.now();
    const bucket = world.bucket(definition.s3Bucket);
    if (!bucket) {
      definition.lastStatus = 'ERROR_NO_BUCKET';
      continue;
    }
    if (!mayDeliver(world, { bucket, accountId: account.id })) {
      definition.lastStatus = 'ERROR_PERMISSIONS';
      continue;
    }
    const spec = {
      ...specOf(world, { account, definition, periods: lastMonths(at, 3) }),
      now: at.toISOString(),
    };
    setSource(bucket, { kind: 'report', spec: { ...spec, ...input.data } });
    definition.lastDelivery = at.toISOString();
    definition.lastStatus = 'SUCCESS';
  }
  world.changed();
}

/**
 * Whether AWS may write a report of the account into the bucket: as its policy says. A bucket without one is taken to have what
 * AWS's console writes when a report is made there.
 */
export function mayDeliver(
  world: World,
  { bucket, accountId }: { bucket: Bucket; accountId: string },
): boolean {
  if (bucket.policy === null) return true;
  const verdict = serviceVerdict(bucket.policy, {
    service: 'billingreports.amazonaws.com',
    action: 's3:PutObject',
    resource: `arn:aws:s3:::${bucket.name}/aws-programmatic-access-test-object`,
    context: {
      'aws:SourceAccount': accountId,
      'aws:SourceArn': `arn:aws:cur:us-east-1:${accountId}:definition/*`,
      'aws:CurrentTime': world.nowIso(),
      'aws:SecureTransport': 'true',
    },
  });
  return verdict === 'allow';
}

/** Changes the settings of a report and makes its data anew, free of faults, as if the customer had set it right. */
export function correctReport(
  world: World,
  input: { accountId: string; reportName: string; changes: Partial<ReportDefinition> },
): ReportDefinition {
  const account = mustAccount(world, input.accountId);
  const definition = mustReport(account, input.reportName);
  Object.assign(definition, input.changes, { reportName: definition.reportName });
  const bucket = world.bucket(definition.s3Bucket);
  if (bucket) bucket.requesterPays = false;
  deliver(world, { accountId: account.id, reportName: definition.reportName });
  return definition;
}

export function setDeliveryStatus(
  world: World,
  input: { accountId: string; reportName?: string; status: ReportStatus },
): void {
  const account = mustAccount(world, input.accountId);
  const reports = input.reportName ? [mustReport(account, input.reportName)] : account.reports;
  for (const report of reports) report.lastStatus = input.status;
  world.changed();
}

/** Data in a bucket without a definition in its account: another account's report, or a Data Export. */
export function placeData(world: World, source: DataSource): void {
  const bucket = world.bucket(source.spec.bucket);
  if (!bucket) throw new Error(`The sandbox has no bucket ${source.spec.bucket}.`);
  setSource(bucket, source);
  world.changed();
}

/** A specification with the settings that are right, to be changed where a scenario is wrong. */
export function reportSpec(
  world: World,
  input: { accountId: string; bucket: string; name: string },
): ReportSpec {
  return {
    ...input,
    prefix: 'cur',
    format: 'parquet',
    timeUnit: 'HOURLY',
    resourceIds: true,
    split: true,
    versioning: 'overwrite',
    periods: lastMonths(world.now(), 3),
    seed: seedOf(`${input.accountId}/${input.name}`),
    now: world.nowIso(),
  };
}

export function exportSpec(
  world: World,
  input: { accountId: string; bucket: string; name: string; kind: ExportSpec['kind'] },
): ExportSpec {
  return {
    ...input,
    prefix: 'exports',
    periods: lastMonths(world.now(), 2),
    seed: seedOf(`${input.accountId}/${input.name}`),
    now: world.nowIso(),
  };
}

/** The month of a time and those before it, oldest first, as 'YYYY-MM'. */
export function lastMonths(at: Date, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - (count - 1 - index), 1))
      .toISOString()
      .slice(0, 7),
  );
}

function specOf(
  world: World,
  { account, definition, periods }: { account: Account; definition: ReportDefinition; periods: string[] },
): ReportSpec {
  const formats = { Parquet: 'parquet', GZIP: 'gzip', ZIP: 'zip' } as const;
  return {
    ...reportSpec(world, { accountId: account.id, bucket: definition.s3Bucket, name: definition.reportName }),
    prefix: definition.s3Prefix,
    format: formats[definition.compression],
    timeUnit: definition.timeUnit,
    resourceIds: definition.additionalSchemaElements.includes('RESOURCES'),
    split: definition.additionalSchemaElements.includes('SPLIT_COST_ALLOCATION_DATA'),
    versioning: definition.reportVersioning === 'OVERWRITE_REPORT' ? 'overwrite' : 'create-new',
    periods,
  };
}

/** One source for each prefix and name: a later delivery takes the place of the one before. */
function setSource(bucket: Bucket, source: DataSource): void {
  const others = bucket.sources.filter(
    (one) => one.spec.name !== source.spec.name || one.spec.prefix !== source.spec.prefix,
  );
  bucket.sources = [...others, source];
}

function seedOf(text: string): number {
  let seed = 7;
  for (const char of text) seed = (seed * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return seed;
}

function mustAccount(world: World, id: string): Account {
  const account = world.account(id);
  if (!account) throw new Error(`The sandbox has no account ${id}.`);
  return account;
}

function mustReport(account: Account, name: string): ReportDefinition {
  const report = account.reports.find((one) => one.reportName === name);
  if (!report) throw new Error(`Account ${account.id} has no report ${name}.`);
  return report;
}
