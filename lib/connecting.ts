/** What step 1 tells before anything is typed (product.md section 5, Review). */

/** These suffice to create the stack of the default template; a test creates it with exactly these. */
export const stackPermissions = [
  'iam:CreatePolicy',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  'iam:GetRole',
  'cloudformation:CreateStack',
  'cloudformation:GetTemplateSummary',
  'sns:Publish',
] as const;

/** For deleting a stack with what it made. */
export const deletingPermissions = [
  'cloudformation:DeleteStack',
  'iam:DeleteRole',
  'iam:DetachRolePolicy',
  'iam:DeletePolicy',
] as const;

/** For watching the stack in the AWS console and for cleaning up after a failure. */
export const watchingPermissions = [
  'cloudformation:DescribeStacks',
  'cloudformation:DescribeStackEvents',
  ...deletingPermissions,
] as const;

/**
 * Beside the first, to update a stack that stands: its policy gets a new version, of which IAM keeps five. A test updates it with exactly
 * these.
 */
export const updatePermissions = [
  'cloudformation:UpdateStack',
  'iam:CreatePolicyVersion',
  'iam:DeletePolicyVersion',
] as const;

/** Beside those, when the update changes the trust of the IAM role: another external ID, or another principal. */
export const trustPermission = 'iam:UpdateAssumeRolePolicy';

/** The parameters that are in the trust. */
export const trustParameters: readonly string[] = ['ExternalId', 'TrustedPrincipal'];

/** Beside those, when the IAM role gets a permissions boundary: to create it and to clean up. */
export const boundaryPermissions = [
  'iam:PutRolePermissionsBoundary',
  'iam:DeleteRolePermissionsBoundary',
] as const;

/**
 * Beside those, when the stack also creates the report and its bucket: what CloudFormation does for AWS::S3::Bucket,
 * AWS::S3::BucketPolicy and AWS::CUR::ReportDefinition with the properties of our template. A test creates it with exactly these.
 */
export const createdReportPermissions = [
  's3:CreateBucket',
  's3:ListBucket',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
  'cur:DescribeReportDefinitions',
  'cur:PutReportDefinition',
] as const;

/** For cleaning up after a failure of that stack; its bucket stays and is deleted by hand. */
export const createdReportCleaning = ['s3:DeleteBucketPolicy', 'cur:DeleteReportDefinition'] as const;

interface Reading {
  /** The statement of the IAM role's policy; the template says the same words of it. */
  statement: string;
  what: string;
  actions: readonly string[];
}

/** What the IAM role allows, statement by statement, in words and with the exact actions. */
export const whatIsRead = [
  {
    statement: 'FindReports',
    what: 'Which Cost and Usage Reports (CUR) are in the one bucket that you name',
    actions: ['s3:ListBucket'],
  },
  { statement: 'ReadReports', what: 'The reports in that bucket', actions: ['s3:GetObject'] },
  {
    statement: 'KnowTheAccount',
    what: 'The settings of your reports, and whether this is the AWS management account',
    actions: ['cur:DescribeReportDefinitions', 'organizations:DescribeOrganization'],
  },
  {
    statement: 'WatchThisStack',
    what: 'The state of the stack that you create',
    actions: ['cloudformation:DescribeStacks', 'cloudformation:DescribeStackEvents'],
  },
  {
    statement: 'ReadThisRole',
    what: 'The IAM role itself, to prove that nobody else can use it',
    actions: ['iam:GetRole', 'iam:ListAttachedRolePolicies'],
  },
  {
    statement: 'ReadThisPolicy',
    what: 'The policy of that role, to tell when it allows too much or too little',
    actions: ['iam:GetPolicy', 'iam:GetPolicyVersion'],
  },
] as const satisfies readonly Reading[];

/** Only when the bucket is encrypted with a key of the customer's own. */
export const whatIsDecrypted: Reading = {
  statement: 'DecryptReports',
  what: 'Decrypting the reports, when the bucket is encrypted with a key of your own',
  actions: ['kms:Decrypt'],
};

export const whatIsNotRead: readonly string[] = [
  'Your workloads, their data and their logs',
  'Other buckets, and anything in this one but reports',
  'Passwords, keys and secrets',
];

/** A field of AWS's page for a new report and the value that fits, in the order in which AWS shows them. */
export interface ReportSetting {
  section: string;
  field: string;
  value: string;
  /** Whether the value is text to type, not one of AWS's own choices. */
  typed?: true;
  note?: string;
}

/**
 * AWS's own path for a legacy CUR, with its headings. The names are free: AWS asks for them, any will do. The bucket's holds the
 * account ID, since one name exists once in all of Amazon S3.
 */
export function reportSettings({ account }: { account: string | null }): readonly ReportSetting[] {
  return [
    { section: 'Export type', field: 'Export type', value: 'Legacy CUR export' },
    {
      section: 'Export name',
      field: 'Export name',
      value: 'tributary-cur',
      typed: true,
      note: 'Any name that your account does not have yet.',
    },
    { section: 'Export content', field: 'Additional export content', value: 'Include resource IDs' },
    { section: 'Export content', field: 'Additional export content', value: 'Split cost allocation data' },
    {
      section: 'Export content',
      field: 'Refresh automatically',
      value: 'On',
      note: 'Refunds and credits for closed months then reach the report.',
    },
    { section: 'Data table delivery options', field: 'Time granularity', value: 'Hourly' },
    {
      section: 'Data table delivery options',
      field: 'Report versioning',
      value: 'Overwrite existing report',
      note: 'Keeps the bucket small. Create new report version works as well.',
    },
    { section: 'Data table delivery options', field: 'Report data integration', value: 'None' },
    {
      section: 'Data table delivery options',
      field: 'Compression type and file format',
      value: 'Parquet',
      note: 'Recommended. gzip works as well.',
    },
    {
      section: storage,
      field: 'Configure S3 bucket',
      value: 'Create a bucket',
      note: 'Or select an existing one of this account; the next two fields then do not come.',
    },
    {
      section: storage,
      field: 'S3 bucket name',
      value: account ? `tributary-cur-${account}` : 'tributary-cur',
      typed: true,
      note: 'Any name that nobody has yet. It is the name to enter below.',
    },
    { section: storage, field: 'Region', value: 'us-east-1', note: 'Any Region works.' },
    {
      section: storage,
      field: 'S3 path prefix',
      value: 'cur',
      typed: true,
      note: 'Any prefix. New reports in this bucket are discovered automatically.',
    },
  ];
}

const storage = 'Data export storage settings';

/** The sentence beside AWS's box, exactly as AWS writes it. */
export const acknowledgement =
  'I acknowledge that AWS CloudFormation might create IAM resources with custom names.';
