import type { Page, ReportCode } from '@/lib/findings/vocabulary';

/** What every fix that makes a report anew rests on. */
const EDIT_CUR = {
  label: 'AWS: editing your Cost and Usage Reports',
  href: 'https://docs.aws.amazon.com/cur/latest/userguide/edit-cur.html',
};

const ANOTHER = [
  'In Data Exports choose Create, Export type: Legacy CUR export, and give it a name that you have not used before.',
  'Switch on Include resource IDs and Split cost allocation data, and choose Time granularity: Hourly.',
  'Choose the same bucket. An account may have ten reports, so the old one can stay when somebody else reads it.',
];

const FIXED_SETTINGS =
  'AWS does not let the time granularity, the resource IDs and the way of writing of an existing report be changed when it overwrites its files, and a report made again under an old name may mix old and new files.';

const NEXT_DELIVERY =
  'AWS writes the files of the running month again at every delivery, several times a day.';

export const REPORT_PAGES = {
  NOT_LEGACY_CUR: {
    means:
      'The files are an export of another kind: CUR 2.0, FOCUS, a cost optimization export and others are written by the same AWS service and look alike. They are told apart by their manifest and their columns.',
    matters: 'Only legacy CUR can be read at present.',
    steps: [...ANOTHER, 'The export that is there can stay.'],
  },
  RESOURCE_IDS_MISSING: {
    means:
      'The report has no column lineItem/ResourceId, or the CUR API says that resource IDs are not included.',
    matters: 'Costs could not be given to the resources that caused them.',
    steps: ANOTHER,
    background: FIXED_SETTINGS,
    source: EDIT_CUR,
  },
  SPLIT_COST_ALLOCATION_MISSING: {
    means: 'The report has no columns of split cost allocation data, or the CUR API says that it is off.',
    matters: 'The costs of containers in Amazon ECS and Amazon EKS could not be told apart.',
    steps: [
      'In Cost Management preferences, under Split cost allocation data, choose Amazon ECS and Amazon EKS and save. Without this preference the option of the report shows nothing.',
      'If the report was made without the option, create another one:',
      ...ANOTHER,
    ],
    background: FIXED_SETTINGS,
    source: EDIT_CUR,
  },
  GRANULARITY_NOT_HOURLY: {
    means: 'The rows of the report cover a day or a month each, or the CUR API says so.',
    matters: 'Commitments and usage that changes within a day can only be understood by the hour.',
    steps: ANOTHER,
    background: FIXED_SETTINGS,
    source: EDIT_CUR,
  },
  GRANULARITY_UNKNOWN: {
    means:
      'The data so far holds only fees that cover a whole month, as AWS writes them first at the start of a month. They do not tell how long a row of usage is.',
    matters: 'A report is not called valid before it is known to be hourly.',
    steps: ['Nothing to do. Tributary looks again after the next delivery.'],
  },
  FORMAT_NOT_SUPPORTED: {
    means: 'The report is written as ZIP, or in a format that its manifest does not name.',
    matters: 'Tributary reads Parquet and gzip.',
    steps: [
      'In Data Exports edit the report and choose Compression type and file format: Parquet or gzip. This setting can be changed.',
      'Press Refresh after the next delivery.',
    ],
    source: EDIT_CUR,
  },
  WRONG_ACCOUNT: {
    means:
      'The manifest names another AWS account than the one that was entered, or the rows name another payer. It is the report of a member account, or a copy from elsewhere.',
    matters: 'It does not hold all costs of the organization, or not those of this one.',
    steps: [
      'Sign in to the AWS management account and create the report there.',
      'If the bucket collects reports of several accounts, only the one of the AWS management account can be confirmed; the others can stay.',
    ],
  },
  MANIFEST_UNREADABLE: {
    means:
      'The manifest of the newest month is not what AWS writes: cut short, empty, not JSON, or without what it must hold.',
    matters:
      'The manifest says which files belong together. Without it files of two deliveries could be mixed.',
    steps: [
      'Wait for the next delivery: AWS writes the manifest again.',
      'If this stays, look at the object in the bucket, and at what else writes or deletes there.',
    ],
  },
  NO_DATA_FILES: {
    means: 'The manifest names no data files, or AWS says that it delivered and nothing is in the bucket.',
    matters: 'There is nothing to read.',
    steps: [
      'Under Management of the bucket check that no lifecycle rule deletes the files.',
      'Wait for the next delivery.',
      'If this stays, create another legacy CUR export with a new name.',
    ],
    background: NEXT_DELIVERY,
  },
  DATA_FILES_MISSING: {
    means: 'The manifest names files that are not in the bucket.',
    matters: 'The month would be read with a part of its costs only.',
    steps: [
      'Press Refresh in some minutes: AWS may just be replacing the files.',
      'If this stays, check under Management of the bucket that no lifecycle rule deletes them.',
      'Check that the bucket is the one that AWS delivers to and not a copy: copied manifests still name the keys of the original.',
    ],
  },
  DATA_UNREADABLE: {
    means:
      'A data file is there and cannot be read: it is damaged, is not what its name says, or access to it alone is denied.',
    matters: 'Its rows would be missing.',
    steps: [
      'Under Permissions of the bucket look for a statement that denies s3:GetObject.',
      'Check that only AWS writes under the prefix of the report.',
      'Wait for the next delivery, which replaces the file, and press Refresh.',
    ],
  },
  DATA_ENCRYPTED: {
    means:
      'The files are encrypted with a KMS key that the IAM role may not use. They can be listed and not read.',
    matters: 'Nothing of the report can be read.',
    steps: [
      'In the bucket choose Properties, Default encryption, and copy the ARN of the key.',
      'Go back to the Cost and Usage Report step, unfold the line about the KMS key and enter it. Then update the stack: its IAM role may then decrypt with this one key.',
      'The key policy must let IAM policies of the account count. The step shows the statement.',
    ],
  },
  DATA_ARCHIVED: {
    means: 'A lifecycle rule has moved the files to an archive storage class (S3 Glacier).',
    matters: 'Archived files must be restored by hand before anybody can read them.',
    steps: [
      'Under Management of the bucket take the prefix of the report out of the rule.',
      'Press Refresh after the next delivery: new files can be read at once.',
    ],
  },
  REQUESTER_PAYS: {
    means: 'The bucket asks whoever reads to pay for it.',
    matters: 'Tributary does not agree to pay, so AWS refuses.',
    steps: ['Under Properties of the bucket, Requester pays, choose Edit and Disable.'],
  },
  DATA_TRUNCATED: {
    means: 'A data file ends before its end: its size is not what its format says, or it is empty.',
    matters: 'Rows would be missing.',
    steps: [
      'Press Refresh in some minutes: AWS may just be replacing the file.',
      'If this stays after the next delivery, check what else writes to the bucket.',
    ],
  },
  DELIVERY_ERROR_PERMISSIONS: {
    means: 'AWS says of its last delivery that it may not write to the bucket.',
    matters: 'No new costs arrive until this is mended.',
    steps: [
      'In Data Exports edit the report and choose the bucket again: AWS then writes the bucket policy that it needs.',
      'Or add it yourself: billingreports.amazonaws.com and bcm-data-exports.amazonaws.com need s3:PutObject and s3:GetBucketPolicy.',
    ],
  },
  DELIVERY_ERROR_NO_BUCKET: {
    means: 'AWS says of its last delivery that the bucket does not exist.',
    matters: 'No new costs arrive.',
    steps: [
      'In Data Exports edit the report and choose an existing bucket under Configure S3 bucket.',
      'Enter that bucket in the Cost and Usage Report step.',
    ],
  },
  DELIVERY_STOPPED: {
    means: 'The newest delivery is older than 48 hours. AWS delivers at least once a day.',
    matters:
      'Costs of the last days are missing. The report itself can be used, so this does not hold anything up.',
    steps: [
      'In Data Exports look whether the report still exists under this name and prefix, and at its status.',
      'If it was renamed or made anew, choose the one that goes on.',
    ],
  },
  REFRESH_CLOSED_OFF: {
    means:
      'AWS does not write months that are over again when refunds, credits or support fees come in later.',
    matters: 'Closed months then keep costs that were corrected since. The report can be used.',
    steps: [
      'In Data Exports edit the report and switch on the automatic refresh for charges of previous months. This setting can be changed.',
    ],
    source: EDIT_CUR,
  },
} satisfies Record<ReportCode, Page>;
