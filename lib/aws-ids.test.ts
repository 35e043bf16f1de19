import { describe, expect, it } from 'vitest';
import {
  AwsAccountId,
  AwsRegion,
  accountOfRole,
  BucketName,
  formatAccountId,
  KmsKeyArn,
  nameOfRole,
  POLICY_ARN,
  PolicyArn,
  RoleArn,
  SearchPrefix,
} from '@/lib/aws-ids';

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success;

describe('the ARN of a policy', () => {
  it.each(['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::111122223333:policy/team/boundary-1'])(
    'is %s, for the browser too',
    (arn) => {
      expect(PolicyArn.parse(` ${arn} `)).toBe(arn);
      // A browser reads a pattern with this flag.
      expect(new RegExp(`^(?:${POLICY_ARN})$`, 'v').test(arn)).toBe(true);
    },
  );

  it.each([
    'arn:aws:iam::111122223333:role/x',
    'arn:aws:iam::1:policy/x',
    'arn:aws:iam::aws:policy/',
    'x" y="',
  ])('is not %s', (arn) => expect(PolicyArn.safeParse(arn).success).toBe(false));
});

describe('AwsAccountId', () => {
  it.each(['123456789012', '1234-5678-9012', ' 1234 5678 9012 ', '1234\u20115678\u20119012'])(
    'forgives %j',
    (typed) => {
      expect(AwsAccountId.parse(typed)).toBe('123456789012');
    },
  );
  it.each(['', '12345678901', '1234567890123', '12345678901a', '１２３４５６７８９０１２'])(
    'refuses %j',
    (typed) => {
      expect(accepts(AwsAccountId, typed)).toBe(false);
    },
  );
  it('is shown as AWS shows it', () => {
    expect(formatAccountId('000056789012')).toBe('0000-5678-9012');
    expect(formatAccountId('unknown')).toBe('unknown');
  });
});

describe('BucketName', () => {
  it.each([
    ['my-billing.reports', 'my-billing.reports'],
    [' my-billing ', 'my-billing'],
    ['s3://my-billing', 'my-billing'],
    ['s3://my-billing/cur/hourly/', 'my-billing'],
    ['arn:aws:s3:::my-billing', 'my-billing'],
    ['arn:aws:s3:::my-billing/*', 'my-billing'],
    ['https://s3.console.aws.amazon.com/s3/buckets/my-billing?region=eu-west-1&tab=objects', 'my-billing'],
    ['https://us-east-1.console.aws.amazon.com/s3/buckets/my-billing?prefix=cur/', 'my-billing'],
    ['https://eu-west-1.console.aws.amazon.com/s3/object/my-billing?prefix=cur/a.gz', 'my-billing'],
    ['https://my-billing.s3.amazonaws.com/cur/a.gz', 'my-billing'],
    ['https://my.billing.s3.eu-central-1.amazonaws.com', 'my.billing'],
    ['https://s3.eu-west-1.amazonaws.com/my-billing/cur', 'my-billing'],
    ['https://s3-us-west-2.amazonaws.com/my-billing/', 'my-billing'],
  ])('understands %j', (typed, bucket) => {
    expect(BucketName.parse(typed)).toBe(bucket);
  });
  it.each([
    '',
    'ab',
    'a'.repeat(64),
    'My-Billing',
    'my_billing',
    '-my-billing',
    'my-billing-',
    'my..billing',
    '192.168.0.1',
    'xn--billing',
    'billing-s3alias',
    'my/billing',
    'my billing',
    'my-billing\n.evil',
    '../../etc',
    'https://evil.example/s3/buckets/my-billing',
    'https://my-billing.s3.amazonaws.com.evil.example/',
    'https://s3.evil-1.amazonaws.com/my-billing',
    'http://169.254.169.254/latest',
    's3://',
    'arn:aws:s3:::',
  ])('refuses %j', (typed) => {
    expect(accepts(BucketName, typed)).toBe(false);
  });
});

describe('SearchPrefix', () => {
  it.each([
    ['', ''],
    ['cur', 'cur/'],
    [' cur/hourly/ ', 'cur/hourly/'],
    ['/', '/'],
    ['s3://my-billing/cur', 'cur/'],
    ['s3://my-billing', ''],
    ["0aZ!-_.*'()/x", "0aZ!-_.*'()/x/"],
  ])('takes %j for the folder %j', (typed, folder) => {
    expect(SearchPrefix.parse(typed)).toBe(folder);
  });
  it.each(['a b', 'year=2026', 'cur\u0000', 'käse', 'a'.repeat(514)])('refuses %j', (typed) => {
    expect(SearchPrefix.safeParse(typed).success).toBe(false);
  });
});

describe('ARNs and Regions', () => {
  it('takes an IAM role ARN apart', () => {
    const arn = RoleArn.parse('arn:aws:iam::123456789012:role/path/tributary-read-a1');
    expect(accountOfRole(arn)).toBe('123456789012');
    expect(nameOfRole(arn)).toBe('tributary-read-a1');
  });
  it.each([
    'arn:aws:iam::123456789012:user/a',
    'arn:aws:iam::12345:role/a',
    'arn:aws:iam::123456789012:role/',
  ])('refuses %j as a role', (arn) => {
    expect(accepts(RoleArn, arn)).toBe(false);
  });
  it('takes keys of KMS, no aliases and no invented Region', () => {
    const id = '1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(accepts(KmsKeyArn, `arn:aws:kms:eu-west-1:123456789012:key/${id}`)).toBe(true);
    expect(accepts(KmsKeyArn, `arn:aws:kms:eu-west-1:123456789012:key/mrk-${id.replaceAll('-', '')}`)).toBe(
      true,
    );
    expect(accepts(KmsKeyArn, 'arn:aws:kms:eu-west-1:123456789012:alias/mine')).toBe(false);
    expect(accepts(KmsKeyArn, `arn:aws:kms:evil.example#:123456789012:key/${id}`)).toBe(false);
  });
  it('knows Regions by a closed list', () => {
    expect(accepts(AwsRegion, 'eu-central-1')).toBe(true);
    expect(accepts(AwsRegion, 'eu-central-1.evil.example/')).toBe(false);
  });
});
