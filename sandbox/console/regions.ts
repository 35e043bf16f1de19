/** Regions in which the billing page makes a bucket. */
export const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-1',
  'ap-southeast-2',
];
