import { formatAccountId } from '@/lib/aws-ids';
import { awsLinks } from '@/lib/aws-links';
import type { ReportArgs, ReportPlace } from '@/lib/findings/report-args';
import type { ReportCode, Words } from '@/lib/findings/vocabulary';
import { formatExact, formatPeriod } from '@/lib/time';

const exportsLink = (args: ReportPlace) => awsLinks.dataExports(args);
const objectsLink = (args: ReportPlace) => awsLinks.bucketObjects({ ...args, prefix: args.root });
const permissionsLink = (args: ReportPlace) => awsLinks.bucketPermissions(args);

/**
 * AWS cannot change resource IDs, time granularity or versioning of an overwriting report, and a report made again
 * under an old name may corrupt its data: a new report with a new name is always safe (AWS, edit-cur).
 */
function newReport(args: ReportPlace, settings: string): string {
  const why =
    args.versioning === 'OVERWRITE_REPORT'
      ? `AWS cannot change this in ${args.name}, which overwrites its files; it can stay for whatever else reads it.`
      : `Do not edit ${args.name} or use its name again: whatever else reads it goes on as before.`;
  return `In Data Exports create an additional legacy CUR export with a new name and ${settings}. ${why} ${UP_TO_TEN}`;
}

const LOOKED_AGAIN =
  'Nothing is wrong with the report as far as it was read. It is looked at again by itself; if this stays, search one folder only.';

const UP_TO_TEN = 'An account may have 10.';

const ALL_SETTINGS =
  'Include resource IDs, Split cost allocation data, Time granularity: Hourly and Compression type and file format: Parquet';

export const REPORT_WORDS = {
  NOT_LEGACY_CUR: {
    severity: 'error',
    title: { name: 'Legacy CUR', passed: 'It is a legacy CUR', failed: 'It is not a legacy CUR' },
    seen: (args) => args.kindName,
    needed: () => 'Legacy CUR',
    fix: () =>
      `Only legacy CUR is supported at present. In Data Exports choose Create, Export type: Legacy CUR export, with ${ALL_SETTINGS}. This export can stay.`,
    link: exportsLink,
  },
  RESOURCE_IDS_MISSING: {
    severity: 'error',
    title: {
      name: 'Resource IDs',
      passed: 'Resource IDs are included',
      failed: 'Resource IDs are not included',
    },
    seen: (args) => (args.source === 'api' ? 'Include resource IDs is off' : 'No column lineItem/ResourceId'),
    needed: () => 'Include resource IDs is on (column lineItem/ResourceId)',
    fix: (args) => newReport(args, ALL_SETTINGS),
    link: exportsLink,
  },
  SPLIT_COST_ALLOCATION_MISSING: {
    severity: 'error',
    title: {
      name: 'Split cost allocation data',
      passed: 'Split cost allocation data is included',
      failed: 'Split cost allocation data is not included',
    },
    seen: (args) =>
      args.source === 'api'
        ? 'Split cost allocation data is off in the report'
        : 'No split cost allocation columns (splitLineItem/...)',
    needed: () =>
      'Split cost allocation data is on, both in the Cost Management preferences and in the report',
    fix: (args) =>
      `First turn on Split cost allocation data under Cost Management preferences. Then, if the report itself was made without it: ${newReport(args, ALL_SETTINGS)}`,
    link: (args) => awsLinks.costManagementPreferences(args),
  },
  GRANULARITY_NOT_HOURLY: {
    severity: 'error',
    title: {
      name: 'Time granularity',
      passed: 'Time granularity is hourly',
      failed: 'Time granularity is not hourly',
    },
    seen: (args) => args.timeUnit,
    needed: () => 'HOURLY',
    fix: (args) => newReport(args, ALL_SETTINGS),
    link: exportsLink,
  },
  GRANULARITY_UNKNOWN: {
    severity: 'waiting',
    title: {
      name: 'Time granularity can be told',
      passed: 'Time granularity can be told',
      failed: 'Time granularity cannot be told yet',
    },
    seen: (args) =>
      args.rows === 0
        ? 'No rows so far'
        : `Only fees of a whole month so far (${args.rows} ${args.rows === 1 ? 'row' : 'rows'})`,
    needed: () => 'Usage of one hour, which AWS delivers within a day or two of the start of a month',
    fix: () => 'Nothing to do: we look again after the next delivery.',
    link: exportsLink,
  },
  FORMAT_NOT_SUPPORTED: {
    severity: 'error',
    title: {
      name: 'Compression type and file format',
      passed: 'The file format is supported',
      failed: 'The file format is not supported',
    },
    seen: (args) => (args.compression === '' ? 'not named' : args.compression),
    needed: () => 'Parquet or gzip',
    fix: (args) =>
      `In Data Exports edit ${args.name} and choose Compression type and file format: Parquet or gzip. If another tool reads it as it is, or another check asks for a new export, leave it alone and choose Parquet in an additional legacy CUR export with a new name. ${UP_TO_TEN}`,
    link: exportsLink,
  },
  WRONG_ACCOUNT: {
    severity: 'error',
    title: {
      name: 'Report of the AWS management account',
      passed: 'The report is of the AWS management account',
      failed: 'The report is of another AWS account',
    },
    seen: (args) =>
      args.payer === null || args.payer === args.owner
        ? formatAccountId(args.owner)
        : `made by ${formatAccountId(args.owner)}, paid by ${formatAccountId(args.payer)}`,
    needed: (args) => formatAccountId(args.account),
    fix: (args) =>
      args.payer !== null && args.owner === args.account
        ? `AWS account ${formatAccountId(args.payer)} pays for ${formatAccountId(args.account)}, so that this report does not hold all costs: connect AWS account ${formatAccountId(args.payer)}, with a report of its own.`
        : `Sign in to AWS account ${formatAccountId(args.account)} and create the report there: a report that another account makes does not hold all of its costs.`,
    link: exportsLink,
  },
  MANIFEST_UNREADABLE: {
    severity: (args) => (args.ours ? 'waiting' : 'error'),
    title: {
      name: 'Manifest',
      passed: 'The manifest can be read',
      failed: 'The manifest cannot be read',
    },
    seen: (args) => (args.shut ? args.why : `${args.key}: ${args.why}`),
    needed: (args) => (args.shut ? 'A bucket that can be read' : 'The manifest as AWS writes it'),
    fix: (args) => {
      if (args.shut) return 'First correct what is said of the bucket. Then press Refresh.';
      return args.ours
        ? LOOKED_AGAIN
        : 'AWS writes the manifest again at the next delivery, within a day. If this stays, look at the object in the bucket and at what else writes or deletes there.';
    },
    link: (args) => (args.shut ? exportsLink(args) : objectsLink(args)),
  },
  NO_DATA_FILES: {
    severity: 'error',
    title: {
      name: 'Data files',
      passed: 'The report has data files',
      failed: 'The report has no data files',
    },
    seen: (args) =>
      args.period === null
        ? `AWS says that it delivered${args.lastDelivery === null ? '' : ` on ${formatExact(args.lastDelivery)}`}, and nothing is in the bucket`
        : `The manifest of ${formatPeriod(args.period)} names no data files`,
    needed: () => 'At least one data file',
    fix: (args) =>
      args.period === null
        ? 'Check under Management of the bucket that no lifecycle rule deletes the files. AWS delivers again within a day.'
        : 'AWS names the data files at the next delivery, within a day. If this stays, create another legacy CUR export with a new name.',
    link: objectsLink,
  },
  DATA_FILES_MISSING: {
    severity: 'error',
    title: {
      name: 'Data files are there',
      passed: 'The data files are in the bucket',
      failed: 'Data files are missing from the bucket',
    },
    seen: (args) => `${args.missing} of ${args.named} not found, first ${args.key}`,
    needed: () => 'Every file that the manifest names',
    fix: () =>
      'If AWS is just replacing the files, Refresh in some minutes. If this stays, check under Management of the bucket that no lifecycle rule deletes them, and that the bucket is the one that AWS delivers to and no copy of it.',
    link: objectsLink,
  },
  DATA_UNREADABLE: {
    severity: (args) => (args.ours ? 'waiting' : 'error'),
    title: {
      name: 'Data can be read',
      passed: 'The data can be read',
      failed: 'The data cannot be read',
    },
    seen: (args) => `${args.key}: ${args.why}`,
    needed: () => 'A data file as AWS writes it, which the IAM role may read',
    fix: (args) =>
      args.ours
        ? LOOKED_AGAIN
        : 'Check under Permissions of the bucket that nothing denies s3:GetObject to the IAM role, and that only AWS writes under the prefix of the report. AWS replaces the files at the next delivery, within a day.',
    link: objectsLink,
  },
  DATA_ENCRYPTED: {
    severity: 'error',
    title: {
      name: 'Encryption',
      passed: 'The files can be decrypted',
      failed: 'The files are encrypted with a key that we may not use',
    },
    seen: (args) => `kms:Decrypt is denied for ${args.key}`,
    needed: () => 'kms:Decrypt on the key of the bucket for the IAM role',
    fix: () =>
      'Copy the ARN of the key from Properties, Default encryption of the bucket, enter it as KMS key ARN in the Cost and Usage Report step and update the stack. The key policy must let the account use IAM policies: the step shows the statement.',
    link: (args) => awsLinks.bucketProperties(args),
  },
  DATA_ARCHIVED: {
    severity: 'error',
    title: {
      name: 'Storage class',
      passed: 'The files are in a storage class that can be read',
      failed: 'The files are archived',
    },
    seen: (args) => `${args.key} is in an archive storage class (S3 Glacier)`,
    needed: () => 'A storage class that can be read at once',
    fix: () =>
      'Under Management of the bucket take the prefix of the report out of the lifecycle rule that moves files to Glacier. The files of the next delivery can be read again.',
    link: objectsLink,
  },
  REQUESTER_PAYS: {
    severity: 'error',
    title: {
      name: 'Requester pays',
      passed: 'Requester pays is off',
      failed: 'Requester pays is on',
    },
    seen: () => 'Requester pays is on',
    needed: () => 'Requester pays is off',
    fix: () => 'Under Properties of the bucket, Requester pays, choose Edit and Disable.',
    link: (args) => awsLinks.bucketProperties(args),
  },
  DATA_TRUNCATED: {
    severity: 'error',
    title: {
      name: 'Data files are whole',
      passed: 'The data file is whole',
      failed: 'The data file is cut short',
    },
    seen: (args) => `${args.key} ends early (${args.size.toLocaleString('en-US')} bytes)`,
    needed: () => 'A whole data file',
    fix: () =>
      'If AWS is just replacing the files, Refresh in some minutes. AWS replaces the files at the next delivery, within a day.',
    link: objectsLink,
  },
  DELIVERY_ERROR_PERMISSIONS: {
    severity: 'error',
    title: {
      name: 'AWS may write to the bucket',
      passed: 'AWS may write to the bucket',
      failed: 'AWS may not write to the bucket',
    },
    seen: () => 'Delivery status ERROR_PERMISSIONS',
    needed: () => 'Delivery status SUCCESS',
    fix: (args) =>
      `Under Permissions, Bucket policy of ${args.bucket}, let billingreports.amazonaws.com and bcm-data-exports.amazonaws.com use s3:PutObject and s3:GetBucketPolicy for AWS account ${formatAccountId(args.account)}. Data Exports writes this policy for you when you edit the report and choose the bucket again.`,
    link: permissionsLink,
  },
  DELIVERY_ERROR_NO_BUCKET: {
    severity: 'error',
    title: {
      name: 'AWS finds the bucket',
      passed: 'AWS finds the bucket',
      failed: 'AWS does not find the bucket',
    },
    seen: () => 'Delivery status ERROR_NO_BUCKET',
    needed: () => 'Delivery status SUCCESS',
    fix: (args) =>
      `In Data Exports edit ${args.name} and choose an existing bucket under Configure S3 bucket, then enter that bucket in the Cost and Usage Report step.`,
    link: exportsLink,
  },
  DELIVERY_STOPPED: {
    severity: 'warning',
    title: {
      name: 'Delivered lately',
      passed: 'AWS delivered within the last 48 hours',
      failed: 'AWS has stopped to deliver',
    },
    seen: (args) =>
      `No delivery for ${Math.floor(args.hours / 24)} days${args.period === null ? '' : `, newest period ${formatPeriod(args.period)}`}${args.lastDelivery === null ? '' : `, last delivery ${formatExact(args.lastDelivery)}`}`,
    needed: () => 'A delivery every day',
    fix: (args) =>
      `In Data Exports look whether ${args.name} still exists under this name and prefix and what its status says. A renamed report goes on under another name; then choose that one.`,
    link: exportsLink,
  },
  REFRESH_CLOSED_OFF: {
    severity: 'warning',
    title: {
      name: 'Refresh of closed months',
      passed: 'Closed months are refreshed',
      failed: 'Closed months are not refreshed',
    },
    seen: () => 'Automatic refresh is off',
    needed: () => 'Refunds, credits and support fees of closed months are written into the report',
    fix: (args) =>
      `In Data Exports edit ${args.name} and turn on the automatic refresh of the report when charges of previous months change.`,
    link: exportsLink,
  },
} satisfies { [C in ReportCode]: Words<ReportArgs[C]> };
