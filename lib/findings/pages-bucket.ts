import type { BucketCode, Page } from '@/lib/findings/vocabulary';

export const BUCKET_PAGES = {
  BUCKET_NOT_FOUND: {
    means: 'Amazon S3 knows no bucket of this name, in any Region.',
    matters: 'There is nothing to read.',
    steps: [
      'In Data Exports open your report and compare the name under Configure S3 bucket, letter by letter.',
      'Correct it in the Cost and Usage Report step. The stack must be updated then, because its IAM role may read one bucket only.',
    ],
  },
  BUCKET_ACCESS_DENIED: {
    means: 'The IAM role reaches the bucket and is refused. The finding names the call that was refused.',
    matters: 'What cannot be listed or read cannot be judged, and later no costs could be read.',
    steps: [
      'If the bucket was changed after the stack was created, or the connection was moved to it, update the stack: the IAM role may read the bucket of before.',
      'Under Permissions, Bucket policy, look for a Deny statement that meets the IAM role.',
      'If the bucket is encrypted with a KMS key of your own, see the check Encryption.',
      'Ask whoever manages your organization whether a service control policy or a data perimeter denies access from outside.',
    ],
  },
  BUCKET_WRONG_OWNER: {
    means:
      'The bucket exists and belongs to another AWS account. Every request names the account that must own it, so nothing is read from a stranger.',
    matters: 'Whoever owns the bucket could write anything into it.',
    steps: [
      'Create a report in the AWS management account that delivers to a bucket of the same account.',
      'Enter that bucket in the Cost and Usage Report step.',
    ],
  },
  NO_REPORT_FOUND: {
    means:
      'The bucket was searched and holds no legacy Cost and Usage Report. A report is recognised by its manifest, so logs, inventories and exports of other kinds do not count.',
    matters: 'Only legacy CUR can be read at present.',
    steps: [
      'In Data Exports choose Create, Export type: Legacy CUR export.',
      'Switch on Include resource IDs and Split cost allocation data, choose Time granularity: Hourly, Parquet or gzip, and this bucket.',
      'Wait: AWS delivers for the first time within 24 hours. Tributary looks every 30 minutes and tells you.',
    ],
    background:
      'The permission to write into the bucket is part of its policy. Data Exports writes it when you choose the bucket there.',
  },
  AWAITING_FIRST_DELIVERY: {
    means:
      'The report was created, or AWS has tested that it may write to the bucket, and it has not delivered yet.',
    matters: 'Without a delivery there is nothing to judge beside the settings of the report.',
    steps: [
      'For the first 24 hours there is nothing to do.',
      'After that look at the status of the report in Data Exports. If it shows an error, correct the bucket policy.',
      'After two days without a delivery create another report with a new name.',
    ],
  },
  REPORTS_ELSEWHERE: {
    means:
      'The CUR API names reports of this account that deliver to another bucket. They were judged by their settings.',
    matters: 'It tells you when the right report exists and the wrong bucket was entered.',
    steps: [
      'If one of them is the report that you want to use, enter its bucket in the Cost and Usage Report step.',
      'Otherwise nothing is to do: this is a note.',
    ],
  },
  SEARCH_LIMIT_REACHED: {
    means:
      'The bucket holds more than Tributary looks through in one go: requests, time and depth are limited. The finding says what was not opened.',
    matters: 'A report may lie in the part that was not searched. What was found is judged in full.',
    steps: [
      'If every report that you expect is listed, nothing is to do.',
      'Otherwise open Search one folder only on this page and enter the S3 path prefix that Data Exports shows for the report.',
      'Or let the IAM role call cur:DescribeReportDefinitions, as our template does: reports are then found by name.',
    ],
  },
} satisfies Record<BucketCode, Page>;
