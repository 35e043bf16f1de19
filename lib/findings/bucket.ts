import { formatAccountId } from '@/lib/aws-ids';
import { awsLinks } from '@/lib/aws-links';
import type { BucketCode, Words } from '@/lib/findings/vocabulary';

type BucketPlace = {
  bucket: string;
  account: string;
  region?: string | undefined;
  consoleUrl?: string | undefined;
};

export type BucketArgs = {
  BUCKET_NOT_FOUND: BucketPlace;
  BUCKET_ACCESS_DENIED: BucketPlace & {
    call: 's3:ListBucket' | 's3:GetObject';
    /** The bucket that was read before the connection was moved to this one; null when it was not moved. */
    movedFrom?: string | null;
  };
  BUCKET_WRONG_OWNER: BucketPlace;
  NO_REPORT_FOUND: BucketPlace & {
    prefix: string;
    otherExports: number;
    complete: boolean;
    /** Hours since AWS's test object or the report's definition was first seen; null when there is neither. */
    waitedHours: number | null;
  };
  AWAITING_FIRST_DELIVERY: BucketPlace & {
    /** The report that the CUR API names; null when only AWS's test object is there. */
    reportName: string | null;
    waitedHours: number | null;
    /** SUCCESS, ERROR_PERMISSIONS, ... as the CUR API says; null when it says nothing. */
    deliveryStatus: string | null;
  };
  REPORTS_ELSEWHERE: BucketPlace & { others: { name: string; bucket: string; faults: string[] }[] };
  /** `apiAnswered`: AWS itself has named the account's reports, so that none of them is missed. */
  SEARCH_LIMIT_REACHED: BucketPlace & { why: string; requests: number; apiAnswered: boolean };
};

/** A first delivery takes up to 24 h; after twice that time something is wrong. */
export const FIRST_DELIVERY_HOURS = 24;
export const PATIENCE_HOURS = 48;

const CREATE =
  'In Data Exports choose Create, Export type: Legacy CUR export, with Include resource IDs, Split cost allocation data and Time granularity: Hourly';

const hours = (count: number) => `${Math.floor(count)} h`;

function awaitingSeen(args: BucketArgs['AWAITING_FIRST_DELIVERY']): string {
  const what =
    args.reportName === null
      ? 'AWS tested the bucket and has not delivered yet'
      : `Report ${args.reportName} has not been delivered yet`;
  const waited = args.waitedHours === null ? '' : `, waiting for ${hours(args.waitedHours)}`;
  return `${what}${waited}${statusSeen(args)}`;
}

/** Of a report that is late, also that AWS says nothing; of a test object alone there is nothing to ask AWS for. */
function statusSeen({
  deliveryStatus,
  reportName,
  waitedHours,
}: BucketArgs['AWAITING_FIRST_DELIVERY']): string {
  if (deliveryStatus !== null) return `, delivery status ${deliveryStatus}`;
  const isLate = reportName !== null && (waitedHours ?? 0) >= FIRST_DELIVERY_HOURS;
  return isLate ? ', AWS reports no status yet' : '';
}

function noReportSeen(args: BucketArgs['NO_REPORT_FOUND']): string {
  const where = args.prefix === '' ? args.bucket : `${args.bucket}/${args.prefix}`;
  // What AWS was told when says nothing of a folder.
  const waited =
    args.waitedHours === null || args.prefix !== ''
      ? ''
      : `, ${hours(args.waitedHours)} after AWS was told to deliver`;
  const others = args.otherExports === 0 ? '' : `, ${args.otherExports} of another kind`;
  return `No legacy CUR${args.complete ? '' : ' so far'} in ${where}${others}${waited}`;
}

export const BUCKET_WORDS = {
  BUCKET_NOT_FOUND: {
    severity: 'error',
    title: { name: 'Bucket exists', passed: 'The bucket exists', failed: 'The bucket does not exist' },
    seen: (args) => `No bucket named ${args.bucket}`,
    needed: (args) => `A bucket in ${formatAccountId(args.account)} that AWS delivers the CUR to`,
    fix: () =>
      'Compare the name with Configure S3 bucket of your report in Data Exports and correct it in the Cost and Usage Report step.',
    link: (args) => awsLinks.buckets(args),
  },
  BUCKET_ACCESS_DENIED: {
    // After a move the stack has to follow, which is the customer's next step and no fault.
    severity: ({ movedFrom }) => (movedFrom ? 'waiting' : 'error'),
    title: {
      name: 'Bucket can be read',
      passed: 'The bucket can be listed',
      failed: 'The bucket refuses to be read',
    },
    seen: (args) =>
      args.movedFrom
        ? `The stack still names the old bucket: ${args.call} is denied on ${args.bucket}`
        : `${args.call} is denied on ${args.bucket}`,
    needed: (args) => `${args.call} is allowed for the IAM role`,
    fix: (args) =>
      args.movedFrom
        ? `Update the stack: under BucketName enter ${args.bucket}. Until then nothing is read; ${args.movedFrom} is not read any more.`
        : `If the bucket was changed after the stack was created, update the stack so that the IAM role may read ${args.bucket}. Otherwise look under Permissions, Bucket policy for a Deny statement, and check the service control policies of the organization.`,
    link: (args) => awsLinks.bucketPermissions(args),
  },
  BUCKET_WRONG_OWNER: {
    severity: 'error',
    title: {
      name: 'Bucket belongs to the account',
      passed: 'The bucket belongs to the AWS management account',
      failed: 'The bucket belongs to another AWS account',
    },
    seen: (args) => `${args.bucket} is not owned by ${formatAccountId(args.account)}`,
    needed: (args) => `A bucket owned by ${formatAccountId(args.account)}`,
    fix: (args) =>
      `Create a legacy CUR that delivers to a bucket of AWS account ${formatAccountId(args.account)} and enter that bucket in the Cost and Usage Report step.`,
    link: (args) => awsLinks.buckets(args),
  },
  NO_REPORT_FOUND: {
    severity: 'error',
    title: {
      name: 'Report found',
      passed: 'A legacy CUR was found',
      failed: 'No legacy CUR was found in the bucket',
    },
    seen: noReportSeen,
    needed: ({ prefix }) => `One legacy CUR delivered to this ${prefix === '' ? 'bucket' : 'folder'}`,
    fix: (args) => {
      if (args.prefix !== '') {
        return 'Compare the folder with the S3 path prefix that Data Exports shows for the report, or search the whole bucket again.';
      }
      return args.waitedHours === null
        ? `${CREATE}, and choose the bucket ${args.bucket}. AWS delivers within 24 hours; new reports are found by themselves.`
        : `AWS should have delivered within 24 hours. In Data Exports look at the report's status; if it shows an error, correct the bucket policy under Permissions of ${args.bucket}, otherwise create another report with a new name.`;
    },
    link: (args) => awsLinks.dataExports(args),
  },
  AWAITING_FIRST_DELIVERY: {
    // As long as the bucket is called young (NO_REPORT_FOUND follows): after that somebody has to act.
    severity: (args) => ((args.waitedHours ?? 0) < PATIENCE_HOURS ? 'waiting' : 'error'),
    title: {
      name: 'First delivery',
      passed: 'AWS has delivered the report',
      failed: 'No first delivery by AWS yet',
    },
    seen: awaitingSeen,
    needed: () => 'The first delivery, which AWS makes within 24 hours',
    fix: (args) => {
      const waited = args.waitedHours ?? 0;
      if (args.deliveryStatus?.startsWith('ERROR')) {
        return `AWS tried to deliver and could not. In Data Exports look at the report's status, then correct the bucket policy under Permissions of ${args.bucket}; AWS tries again within a day.`;
      }
      if (waited < FIRST_DELIVERY_HOURS) return 'Nothing to do: we look every 30 minutes.';
      const look = `In Data Exports look at the report's status; if it shows an error, correct the bucket policy under Permissions of ${args.bucket}`;
      return waited < PATIENCE_HOURS
        ? `AWS is later than usual. ${look}.`
        : `AWS has not delivered for two days. ${look}, otherwise create another report with a new name.`;
    },
    link: (args) => awsLinks.dataExports(args),
  },
  REPORTS_ELSEWHERE: {
    severity: 'note',
    title: {
      name: 'Reports in other buckets',
      passed: 'The account has no report that delivers to another bucket',
      failed: 'The account has reports that deliver to another bucket',
    },
    seen: (args) =>
      args.others
        .map(({ name, bucket, faults }) =>
          faults.length === 0
            ? `${name} in ${bucket}: its settings fit`
            : `${name} in ${bucket}: its settings do not fit (${faults.join(', ')})`,
        )
        .join('; '),
    needed: (args) => `A report in ${args.bucket}, the only bucket that is read`,
    fix: () =>
      'If one of these is the report that you want to use, enter its bucket in the Cost and Usage Report step. Otherwise nothing to do.',
    link: (args) => awsLinks.dataExports(args),
  },
  SEARCH_LIMIT_REACHED: {
    severity: ({ apiAnswered }) => (apiAnswered ? 'note' : 'warning'),
    title: {
      name: 'Whole bucket searched',
      passed: 'The whole bucket was searched',
      failed: 'The bucket was searched only in part',
    },
    seen: (args) => `Looked with ${args.requests} requests; ${args.why}`,
    needed: () => 'A bucket that is searched whole, or AWS naming the reports of the account',
    fix: ({ apiAnswered }) =>
      apiAnswered
        ? 'Nothing to do: AWS has named the reports of this account, and each of them was looked at.'
        : 'If every report that you expect is listed, nothing to do. If one is missing, enter its S3 path prefix under Search one folder only, or let the IAM role call cur:DescribeReportDefinitions so that reports are found by name.',
    link: (args) => awsLinks.bucketObjects(args),
  },
} satisfies { [C in BucketCode]: Words<BucketArgs[C]> };
