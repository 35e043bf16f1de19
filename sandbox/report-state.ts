/** The types of what a bucket is filled with: reports, exports and their objects. JSON, as the rest of the world (state.ts). */

export type ReportStatus = 'SUCCESS' | 'ERROR_PERMISSIONS' | 'ERROR_NO_BUCKET';

/** A legacy report definition, with the values of the CUR API (cur 2017-01-06). */
export type ReportDefinition = {
  reportName: string;
  timeUnit: 'HOURLY' | 'DAILY' | 'MONTHLY';
  format: 'textORcsv' | 'Parquet';
  compression: 'ZIP' | 'GZIP' | 'Parquet';
  additionalSchemaElements: string[];
  s3Bucket: string;
  s3Prefix: string;
  s3Region: string;
  additionalArtifacts: string[];
  refreshClosedReports: boolean;
  reportVersioning: 'CREATE_NEW_REPORT' | 'OVERWRITE_REPORT';
  createdAt: string;
  /** ISO time; null until the first delivery. */
  lastDelivery: string | null;
  lastStatus: ReportStatus | null;
};

/** What is wrong on purpose with the data of a report; the generator or the bucket plays it. */
export type ReportFault =
  | 'manifest-broken'
  | 'no-data-files'
  | 'data-missing'
  | 'data-truncated'
  | 'encrypted'
  | 'manifest-encrypted'
  | 'archived'
  | 'only-fee-rows';

/** The data of one report in a bucket, made again from this and nothing else. `now` is ISO. */
export type ReportSpec = {
  accountId: string;
  payerAccountId?: string;
  bucket: string;
  prefix: string;
  name: string;
  format: 'parquet' | 'gzip' | 'zip';
  timeUnit: 'HOURLY' | 'DAILY' | 'MONTHLY';
  resourceIds: boolean;
  split: boolean;
  versioning: 'overwrite' | 'create-new';
  /** Months, 'YYYY-MM', oldest first. */
  periods: string[];
  seed: number;
  now: string;
  faults?: ReportFault[];
};

export type ExportSpec = {
  accountId: string;
  bucket: string;
  prefix: string;
  name: string;
  kind: 'cur-2.0' | 'focus';
  periods: string[];
  seed: number;
  now: string;
};

/** An object as the generator returns it. `encrypted` = a KMS key that only its policy's principals may use. */
export type MadeObject = {
  key: string;
  body: Uint8Array;
  lastModified: Date;
  storageClass?: 'STANDARD' | 'GLACIER' | 'DEEP_ARCHIVE';
  encrypted?: boolean;
};

export type DataSource = { kind: 'report'; spec: ReportSpec } | { kind: 'export'; spec: ExportSpec };
